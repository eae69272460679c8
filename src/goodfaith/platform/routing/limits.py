"""Where requests may be slowed down: settings name the function that decides."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja.throttling import BaseThrottle


class Limit(BaseThrottle):
    """Asks `settings.API_RATE_LIMIT`, a function from a request to the seconds to wait.

    0 lets the request pass; without the setting all pass.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether it may pass now."""
        named = getattr(settings, "API_RATE_LIMIT", "")
        seconds = import_string(named)(request) if named else 0
        request.rate_limit_seconds = seconds  # type: ignore[attr-defined]
        return not seconds

    def wait(self) -> float | None:
        """Unknown here: an instance serves all requests, which the problem's handler asks."""
        return None
