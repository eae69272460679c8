"""Answers of routes: JSON out of values, problems as RFC 9457 has them, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from goodfaith.analysis.problems import Problem

_JSON = msgspec.json.Encoder()
MEGABYTE = 1 << 20
LARGEST_SMALL_BODY = MEGABYTE


class Refused(Exception):
    """A request that cannot be done; `answer` says why."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        super().__init__(answer.status_code)


def answer(value: Any, status: int = 200) -> HttpResponse:
    """A value as JSON."""
    return HttpResponse(_JSON.encode(value), status=status, content_type="application/json")


def problem(status: int, title: str, **more: Any) -> HttpResponse:
    """A problem document; `more` are its extension members."""
    told = {"type": "about:blank", "title": title, "status": status, **more}
    return HttpResponse(_JSON.encode(told), status=status, content_type="application/problem+json")


def invalid(problems: Sequence[Problem], index: int | None = None) -> HttpResponse:
    """422 with every problem."""
    return problem(422, "Not valid", errors=[told(one, index) for one in problems])


def told(one: Problem, index: int | None = None) -> dict[str, Any]:
    """A problem as an entry of `errors`; `index` is the place in a batch."""
    where = {} if index is None else {"index": index}
    described = {"field": one.field, "found": one.found, "expected": one.expected}
    return where | {"code": one.code} | described


def body_of(request: HttpRequest, most: int = LARGEST_SMALL_BODY) -> bytes:
    """The body, read up to `most` bytes. Raises `Refused` for a larger one."""
    length = request.headers.get("Content-Length", "")
    body = b"" if length.isdigit() and int(length) > most else request.read(most + 1)
    if len(body) > most or (length.isdigit() and int(length) > most):
        raise Refused(problem(413, "Too large", expected=f"at most {most:,} bytes"))
    return body


def decoded(request: HttpRequest, type_: Any, most: int = LARGEST_SMALL_BODY) -> Any:
    """The body as a value. Raises `Refused` when it is none."""
    try:
        return msgspec.json.decode(body_of(request, most), type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(invalid([_undecoded(error)])) from None


def _undecoded(error: Exception) -> Problem:
    """The message of a validation error names types and a path, never a value."""
    if not isinstance(error, msgspec.ValidationError):
        return Problem("json_invalid", "body", "", "", "no JSON", "JSON")
    said, _, path = str(error).partition(" - at ")
    return Problem("field_invalid", "body", "", path.strip("`$.") or "", said, "as described")
