"""The whole house as its people find it: a demo in processes of its own, opened in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from browser.looking import complaints_of
from demo_served import PASSWORD, Demo

NARROW = 500


class House:
    """Somebody of each role signs in once; later contexts go on with that session."""

    def __init__(self, demo: Demo, chromium: Any) -> None:
        self.logins = demo.logins()
        self.url = demo.address
        self._chromium = chromium
        self._sessions: dict[str, Any] = {}

    @contextmanager
    def open(
        self,
        role: str,
        who: int = 0,
        width: int = 1440,
        language: str = "en",
        theme: str = "light",
        may_complain: str = "",
    ) -> Iterator[Any]:
        """A page of the `who`-th person of a role, on the first page that they come to.

        What the browser complains of (the console, the content's policy, other addresses) fails.
        """
        number = self.logins[role][who]
        context = self._chromium.new_context(
            base_url=self.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            has_touch=width < NARROW,
            storage_state=self._sessions.get(number),
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])
        page = context.new_page()
        told = complaints_of(page)
        try:
            page.goto("/")
            if number not in self._sessions:
                self._sign_in(page, number)
            yield page
            assert [line for line in told if not may_complain or may_complain not in line] == []
        finally:
            context.close()

    def _sign_in(self, page: Any, number: str) -> None:
        page.fill("[name=login]", number)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.locator("nav.side").wait_for(state="attached")
        self._sessions[number] = page.context.storage_state()
