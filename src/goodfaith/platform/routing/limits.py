"""Where requests may be slowed down: settings name the function that decides."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja.throttling import BaseThrottle


class LimitedRequest(HttpRequest):
    """A request that has been looked at: the seconds it has to wait, 0 for none."""

    rate_limit_seconds: float


class Limit(BaseThrottle):
    """Asks `settings.API_RATE_LIMIT`, a function from a request to the seconds to wait.

    0 lets the request pass; without the setting all pass.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether it may pass now."""
        named = getattr(settings, "API_RATE_LIMIT", "")
        seconds = import_string(named)(request) if named else 0
        cast(LimitedRequest, request).rate_limit_seconds = seconds
        return not seconds

    def wait(self) -> float | None:
        """Unknown here: an instance serves all requests, which the problem's handler asks."""
        return None
