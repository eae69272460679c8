"""Errors as RFC 9457 has them: `application/problem+json`, all errors of an input at once.

Absent and forbidden are the same bytes. What went wrong inside is told to the log, not here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class Problem(Exception):
    """To be raised by a route. `code` is for programs and never changes; `errors` name places."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})
        super().__init__(code)


def answer(problem: Problem) -> HttpResponse:
    """The problem as a response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = problem.errors
    return JsonResponse(
        body,
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
        json_dumps_params={"ensure_ascii": False},
    )


def plain(status: int) -> HttpResponse:
    """A problem of which the status says all."""
    phrase = HTTPStatus(status).phrase
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return answer(Problem(status, phrase.lower().replace(" ", "_"), headers=headers))


def handle_problems(api: NinjaAPI) -> None:
    """Let every error of a route be answered as a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: _problem,
        ValidationError: _invalid,
        Throttled: _throttled,
        HttpError: _http_error,
        Http404: _of_status(404),
        RequestDataTooBig: _of_status(413),
        SuspiciousOperation: _of_status(400),
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _of_status(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
    def handle(request: HttpRequest, error: Exception) -> HttpResponse:
        return plain(status)

    return handle


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(problem)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every place that is wrong; what stood there is not repeated."""
    errors = [
        {
            "place": ".".join(map(str, each["loc"])),
            "code": each["type"],
            "expected": each["msg"],
        }
        for each in error.errors
    ]
    return answer(Problem(422, "invalid", errors=errors))


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = max(1, round(getattr(request, "rate_limit_seconds", 1)))
    return answer(Problem(429, "too_many_requests", headers={"Retry-After": str(seconds)}))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no JSON
        return answer(Problem(400, "unreadable", "The body cannot be read."))
    return plain(error.status_code)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("route failed", exc_info=error)
    return plain(500)
