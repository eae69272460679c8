"""Lists by cursor: where the last page ended, signed, so that nobody can ask for another order.

Rows that are added or taken away meanwhile never move what comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.core import signing
from django.db.models import Model, Q, QuerySet
from ninja import Schema
from pydantic import Field

from goodfaith.platform.routing.problems import Problem

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST = 200
_SALT = "goodfaith.cursor"


class Paging(Schema):
    """What a list may be asked for."""

    cursor: str = Field("", max_length=2_000, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST, description="rows on a page")


class Paged(Schema, Generic[T]):
    """A page. `next` is empty on the last one."""

    items: list[T]
    next: str = ""


class CursorInvalid(ValueError):
    """Not a cursor of ours, or one of another list."""


class Slice(msgspec.Struct, frozen=True):
    """Rows in order, and the cursor of those that follow; empty when there are none."""

    rows: list[Any]
    next: str


def slice_after(rows: QuerySet[M], order: Sequence[str], cursor: str, limit: int) -> Slice:
    """The `limit` rows after `cursor` in `order`, whose last member is unique, like `-id`.

    The members of `order` are fields without null. Raises `CursorInvalid`.
    """
    ordered = rows.order_by(*order)
    if cursor:
        ordered = ordered.filter(_after(rows.model, order, _loaded(cursor, order)))
    found = list(ordered[: limit + 1])
    following = found[limit - 1] if len(found) > limit else None
    return Slice(found[:limit], _dumped(following, order) if following else "")


def paged(rows: QuerySet[M], paging: Paging, order: Sequence[str]) -> dict[str, Any]:
    """What a route with `response=Paged[…]` answers. A wrong cursor is a problem of the request."""
    try:
        found = slice_after(rows, order, paging.cursor, paging.limit)
    except CursorInvalid:
        place = {"place": "query.cursor", "code": "cursor", "expected": "`next` of a page before"}
        raise Problem(422, "invalid", errors=[place]) from None
    return {"items": found.rows, "next": found.next}


def _dumped(row: Model, order: Sequence[str]) -> str:
    names = [name.lstrip("-") for name in order]
    values = [msgspec.to_builtins(getattr(row, _field(type(row), name).attname)) for name in names]
    return signing.dumps([list(order), values], salt=_SALT)


def _loaded(cursor: str, order: Sequence[str]) -> list[Any]:
    try:
        of, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise CursorInvalid from None
    if of != list(order):
        raise CursorInvalid
    return list(values)


def _after(model: type[Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) after (x, y): a after x, or a = x and b after y."""
    after, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        exact = _field(model, field).to_python(value)
        beyond = "lt" if name.startswith("-") else "gt"
        after |= same & Q(**{f"{field}__{beyond}": exact})
        same &= Q(**{field: exact})
    return after


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)
