"""Pages of a list by the key of the last row: never an offset, never a count of everything."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_SALT = "goodfaith.trust.paging"


class Slice(msgspec.Struct, Generic[M], frozen=True):
    """Rows of one page; `later` is the cursor of the next one, empty at the end."""

    rows: list[M]
    later: str


def slice_of(
    rows: QuerySet[M], cursor: str, size: int, *, key: str = "", latest_first: bool = False
) -> Slice[M]:
    """The page behind `cursor`, ordered by `key` and id; a cursor that is not ours is the start."""
    sign, after = ("-", "lt") if latest_first else ("", "gt")
    if at := _read(cursor):
        behind = Q(**{f"pk__{after}": at[-1]})
        if key:
            behind = Q(**{f"{key}__{after}": at[0]}) | Q(**{key: at[0]}) & behind
        rows = rows.filter(behind)
    ordered = rows.order_by(*([f"{sign}{key}"] if key else []), f"{sign}pk")
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return Slice(found, "")
    last = found[size - 1]
    return Slice(found[:size], dumps([*([getattr(last, key)] if key else []), last.pk], salt=_SALT))


def _read(cursor: str) -> list[Any]:
    try:
        return list(loads(cursor, salt=_SALT)) if cursor else []
    except BadSignature:
        return []
