"""Requests that create, once each: with an `Idempotency-Key`, a second time does nothing.

The same request again gets the same answer. It is written by the transaction that does the work,
so there is never one without the other. Only success is kept: what was refused may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from types import MethodType
from typing import Any, cast

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from goodfaith.platform.models import IdempotentAnswer
from goodfaith.platform.routing.problems import Problem, answer

HEADER = "Idempotency-Key"
LONGEST = 200
_FIRST_ERROR = 400
_KEPT_HEADERS = ("Content-Type", "Location")
_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    "description": "Sent again with the same body, the same answer comes back; nothing is done.",
}


def creating(view: Callable[..., Any]) -> Callable[..., Any]:
    """For every route that creates, below `@router.post`; it then is one transaction."""
    contribute_operation_callback(view, _describe)
    return decorate_view(_once)(view)


def _describe(operation: Operation) -> None:
    extra = dict(operation.openapi_extra or {})
    extra["parameters"] = [*extra.get("parameters", ()), _PARAMETER]
    operation.openapi_extra = extra


def _once(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    operation = cast(MethodType, run).__self__
    assert isinstance(operation, Operation)

    @wraps(run)
    def run_once(request: HttpRequest, **kw: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        with transaction.atomic():
            if key is None:
                response = run(request, **kw)
            elif not 0 < len(key) <= LONGEST or not key.isprintable():
                response = _refuse("invalid", f"1 to {LONGEST} printable characters")
            else:
                response = _asked(operation, run, request, key, kw)
            if response.status_code >= _FIRST_ERROR:
                transaction.set_rollback(True)
        return response

    return run_once


def _asked(
    operation: Operation,
    run: Callable[..., HttpResponse],
    request: HttpRequest,
    key: str,
    kw: dict[str, Any],
) -> HttpResponse:
    refused = operation._run_checks(request)  # noqa: SLF001 - who may not ask gets no old answer
    if refused:
        return refused
    kept, is_new = _claim(request, key)
    if not is_new:
        return _again(kept, _digest(request))
    response = run(request, **kw)
    if response.status_code < _FIRST_ERROR:
        _keep(kept, response)
    return response


def _claim(request: HttpRequest, key: str) -> tuple[IdempotentAnswer, bool]:
    """The row of this request, ours to fill or filled before; waits for one who is at it."""
    same = {"caller": _caller(request), "key": key, "route": _route(request)}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into platform_idempotentanswer"
            " (caller, key, route, body_digest, headers, content, asked_at)"
            " values (%s, %s, %s, %s, '{}', '', %s)"
            " on conflict (caller, key, route) do nothing returning id",
            [*same.values(), _digest(request), timezone.now()],
        )
        is_new = cursor.fetchone() is not None
    return IdempotentAnswer.objects.get(**same), is_new


def _again(kept: IdempotentAnswer, digest: bytes) -> HttpResponse:
    if bytes(kept.body_digest) != digest:
        return _refuse("key_used", "another key: this one came with another body before")
    response = HttpResponse(bytes(kept.content), status=kept.status or 200)
    for name, value in {**kept.headers, "Idempotency-Replayed": "true"}.items():
        response.headers[name] = value
    return response


def _keep(kept: IdempotentAnswer, response: HttpResponse) -> None:
    kept.status, kept.content = response.status_code, response.content
    kept.headers = {n: response.headers[n] for n in _KEPT_HEADERS if n in response.headers}
    kept.save(update_fields=["status", "content", "headers"])


def _caller(request: HttpRequest) -> str:
    """The token or the person; a digest, so that no token stands in a table."""
    told = request.headers.get("Authorization") or f"person {getattr(request.user, 'pk', '')}"
    return hashlib.sha256(told.encode()).hexdigest()


def _route(request: HttpRequest) -> str:
    return hashlib.sha256(f"{request.method} {request.path}".encode()).hexdigest()


def _digest(request: HttpRequest) -> bytes:
    told = f"{request.META.get('QUERY_STRING', '')}\n{request.content_type}\n".encode()
    return hashlib.sha256(told + request.body).digest()


def _refuse(code: str, expected: str) -> HttpResponse:
    error = {"place": f"header.{HEADER}", "code": code, "expected": expected}
    return answer(Problem(422, code, errors=[error]))
