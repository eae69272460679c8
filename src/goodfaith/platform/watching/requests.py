"""Each request: its id in and out, one line in the log, its time in the metrics."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from goodfaith.platform.watching import metrics
from goodfaith.platform.watching.logs import request_id

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = logging.getLogger("goodfaith.requests")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestsMiddleware:
    """The outermost: whatever answers a request is seen here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        asked = request.headers.get(HEADER, "")
        own = asked if _ACCEPTED.fullmatch(asked) else uuid4().hex
        token = request_id.set(own)
        try:
            response = self.get_response(request)
            response.headers[HEADER] = own
            _tell(request, response.status_code, time.perf_counter() - began)
        finally:
            request_id.reset(token)
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern that matched, which has no words of the address in it."""
    match = request.resolver_match
    if match is not None:
        return str(match.route) or "/"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    method = request.method if request.method in _METHODS else "OTHER"
    metrics.REQUESTS.labels(route, method, str(status)).observe(seconds)
    if route == "static":
        return
    viewer = getattr(request, "viewer", None)
    _log.info(
        "request",
        extra={
            "staff": getattr(viewer, "staff_id", None),
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        },
    )
