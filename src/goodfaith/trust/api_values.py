"""Answers and bodies of routes: JSON out of values, and values out of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from goodfaith.analysis.problems import Problem as Wrong
from goodfaith.analysis.problems import Refused
from goodfaith.platform.routing import Problem

MEGABYTE = 1 << 20
LARGEST_BODY = MEGABYTE
LARGEST_ID = 2**63 - 1
_JSON = msgspec.json.Encoder()


def answer(value: Any, status: int = 200) -> HttpResponse:
    """A value as JSON."""
    return HttpResponse(_JSON.encode(value), status=status, content_type="application/json")


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """How a route describes a body that it reads itself."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def sends(media_type: str) -> dict[str, Any]:
    """How a route describes an answer that is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "OK", "content": content}}}


def invalid(wrong: Iterable[Wrong]) -> Problem:
    """422 with everything that is wrong with one body."""
    return Problem(422, "invalid", errors=[error_of(one) for one in wrong])


@contextmanager
def refused_told() -> Iterator[None]:
    """Answer `Refused` as 422 with every reason."""
    try:
        yield
    except Refused as refused:
        raise invalid(refused.problems) from None


def wrong_field(field: str, found: str, expected: str) -> Problem:
    """422 for one field."""
    return invalid([Wrong("field_invalid", "body", "", field, found, expected)])


def error_of(wrong: Wrong, index: int | None = None) -> dict[str, Any]:
    """An entry of `errors`; `index` is the place in a batch."""
    place = ".".join(part for part in ("body", None if index is None else str(index), wrong.field)
                     if part)  # fmt: skip
    told = {"place": place, "code": wrong.code, "found": wrong.found, "expected": wrong.expected}
    return told if index is None else {"index": index, "field": wrong.field, **told}


def body_of(request: HttpRequest, most: int = LARGEST_BODY) -> bytes:
    """The body of at most `most` bytes. Raises `Problem` 413 for a larger one."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most:
        raise _too_large(most)
    body: bytes = request.body
    if len(body) > most:
        raise _too_large(most)
    return body


def decoded(request: HttpRequest, type_: Any, most: int = LARGEST_BODY) -> Any:
    """The body as a value. Raises `Problem` when it is none."""
    try:
        return msgspec.json.decode(body_of(request, most), type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid([_undecoded(error)]) from None


def _too_large(most: int) -> Problem:
    error = {"place": "body", "code": "too_large", "expected": f"at most {most:,} bytes"}
    return Problem(413, "too_large", errors=[error])


def _undecoded(error: Exception) -> Wrong:
    """The message of a validation error names types, members and a path, never a value of ours."""
    if not isinstance(error, msgspec.ValidationError):
        return Wrong("json_invalid", "body", "", "", "no JSON", "JSON")
    path = str(error).partition(" - at ")[2].strip("`").removeprefix("$").lstrip(".")
    return Wrong("field_invalid", "body", "", path, "another shape", "what the description tells")
