"""Whatever answers below /api with an error answers with a problem, Django itself included."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from goodfaith.platform.routing.problems import MEDIA_TYPE, plain

_PREFIX = "/api/"
_FIRST_ERROR = 400
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate", "X-Request-ID")


class ProblemsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < _FIRST_ERROR or not request.path.startswith(_PREFIX):
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        problem = plain(response.status_code)
        for name in _KEPT:
            if name in response.headers:
                problem.headers[name] = response.headers[name]
        return problem
