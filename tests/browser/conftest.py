"""A server in a process of its own, people signed in at it, and pages that are looked at hard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from browser.house import House
from browser.looking import complaints_of
from demo_served import Demo
from embedded_users import remove
from migrated_home import migrated_home

TESTS = Path(__file__).parent.parent
DEADLINE_SECONDS = 60


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    """Where it is (`url`), and a session for each role (`sessions`)."""
    home = migrated_home()
    served = {
        name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "browser.serving", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=served | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
    )
    assert process.stdout
    told = process.stdout.readline()
    assert told, "the server did not start"
    yield json.loads(told)
    process.communicate(timeout=DEADLINE_SECONDS)
    remove(home)


@pytest.fixture
def visiting(chromium: Any, server: dict[str, Any]) -> Callable[..., Any]:
    """`with visiting("reviewer", width=390, language="en", theme="dark") as page:`.

    `page.goto("/…")` works; what the browser complains of by then fails the test.
    """

    @contextmanager
    def visit(
        role: str = "",
        width: int = 1440,
        language: str = "zh-hans",
        theme: str = "light",
        may_complain: str = "",
    ) -> Iterator[Any]:
        context = chromium.new_context(
            base_url=server["url"],
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            has_touch=width < 500,
        )
        cookies = {"django_language": language}
        if role:
            cookies["sessionid"] = server["sessions"][role]
        context.add_cookies(
            [{"name": name, "value": v, "url": server["url"]} for name, v in cookies.items()]
        )
        page = context.new_page()
        told = complaints_of(page)
        try:
            yield page
            assert [line for line in told if not may_complain or may_complain not in line] == []
        finally:
            context.close()

    return visit


@pytest.fixture(scope="session")
def house(chromium: Any) -> Iterator[House]:
    """A whole demo insurer with its processes."""
    home = migrated_home()
    demo = Demo(home)
    try:
        yield House(demo, chromium)
        assert demo.leave() == 0
    finally:
        demo.kill()
        remove(home)
