"""What routes share that take in a file by piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from goodfaith.platform.arriving import LARGEST_PIECE, OffsetWrong
from goodfaith.platform.routing import Problem
from goodfaith.trust.api_values import LARGEST_ID, answer, body_of, refused_told

DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
"""How a body describes a SHA-256 in hex."""
PIECE = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}
"""How a route describes a body that is a piece of a file."""


class At(Schema):
    """The byte of the file that a piece begins with."""

    offset: int = Field(ge=0, le=LARGEST_ID)


def take_piece(
    request: HttpRequest, row: Any, at: At, add_bytes: Callable[..., int]
) -> HttpResponse:
    """Add the body to a file that arrives; the answer is how much of it is safely there.

    Raises `Problem` 409, which tells that, where the piece begins elsewhere.
    """
    piece = body_of(request, LARGEST_PIECE)
    try:
        with refused_told():
            received = add_bytes(row, offset=at.offset, piece=piece)
    except OffsetWrong as wrong:
        error = {"place": "query.offset", "code": "offset_wrong", "expected": wrong.received}
        raise Problem(409, "offset_wrong", errors=[error]) from None
    return answer({"received": received})
