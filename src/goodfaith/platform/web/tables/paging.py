"""Pages of rows by where the last one ended: as fast on page 1,000 as on the first.

Rows are ordered by one field and, where that is equal, by their id; nothing comes last. A cursor
has both of a row and is signed: who changes it begins at the first page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet

_SALT = "goodfaith.tables"


class Order(msgspec.Struct, frozen=True):
    """Ascending or descending by `field`, a path as the ORM has it."""

    field: str
    descending: bool = False

    @property
    def reversed(self) -> Order:
        return Order(self.field, not self.descending)


class Page(msgspec.Struct, frozen=True):
    """Rows in order; cursors of its ends where there is more beyond them."""

    rows: list[Any]
    earlier: str | None
    later: str | None


def read_page(
    rows: QuerySet[Any], order: Order, size: int, after: str = "", before: str = ""
) -> Page:
    """At most `size` rows behind the cursor `after`, or those ahead of `before`."""
    backwards = bool(before)
    place = read_cursor(before or after, order)
    found = list(in_order(rows, order, after, before)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    first, last = write_cursor(found[0], order), write_cursor(found[-1], order)
    if backwards:
        return Page(found, first if has_more else None, last)
    return Page(found, first if place else None, last if has_more else None)


def in_order(rows: QuerySet[Any], order: Order, after: str = "", before: str = "") -> QuerySet[Any]:
    """The rows behind the cursor `after`, or those ahead of `before`, the nearest to it first."""
    return _from(rows, order, read_cursor(before or after, order), bool(before))


def read_all(rows: QuerySet[Any], order: Order, at_once: int = 1000) -> Iterator[Any]:
    """Every row in order, `at_once` from the database: nothing stays open between them."""
    place = None
    while True:
        found = list(_from(rows, order, place, backwards=False)[:at_once])
        yield from found
        if len(found) < at_once:
            return
        place = (_value(found[-1], order.field), found[-1].pk)


def _from(
    rows: QuerySet[Any], order: Order, place: tuple[Any, Any] | None, backwards: bool
) -> QuerySet[Any]:
    """The rows in reading direction; backwards, nothing comes first."""
    nullable = _may_be_nothing(rows.model, order.field)
    direction = order.reversed if backwards else order
    ordered = rows.order_by(
        _ordering(direction, nullable, nulls_first=backwards),
        "-pk" if direction.descending else "pk",
    )
    return ordered.filter(_beyond(direction, place, nullable, backwards)) if place else ordered


def _ordering(order: Order, nullable: bool, nulls_first: bool) -> Any:
    # Without "nulls last" an index serves as it is; nothing that cannot be needs no place.
    place = {("nulls_first" if nulls_first else "nulls_last"): True} if nullable else {}
    field = F(order.field)
    return field.desc(**place) if order.descending else field.asc(**place)


def _beyond(order: Order, place: tuple[Any, Any], nullable: bool, nulls_first: bool) -> Q:
    value, key = place
    step = "lt" if order.descending else "gt"
    same = Q(**{f"pk__{step}": key})
    if value is None:
        rest = Q(**{f"{order.field}__isnull": True}) & same
        return rest | Q(**{f"{order.field}__isnull": False}) if nulls_first else rest
    # Said in this way round, the first condition is a range of an index.
    ranged = Q(**{f"{order.field}__{step}e": value}) & (
        Q(**{f"{order.field}__{step}": value}) | same
    )
    nothing_follows = nullable and not nulls_first
    return ranged | Q(**{f"{order.field}__isnull": True}) if nothing_follows else ranged


def _may_be_nothing(model: type[Model], path: str) -> bool:
    """Whether the field, or a relation on the way to it, can be null; yes for what is computed."""
    for step in path.split("__"):
        try:
            field = model._meta.get_field("id" if step == "pk" else step)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", True):
            return True
        if field.related_model:
            model = field.related_model
    return False


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def write_cursor(row: Any, order: Order) -> str:
    """The place of `row` in `order`."""
    value = _value(row, order.field)
    kind = next((name for name, (known, _) in _KINDS.items() if isinstance(value, known)), "")
    text = str(value) if kind == "decimal" else value.isoformat() if kind else value
    return signing.dumps([order.field, order.descending, kind, text, row.pk], salt=_SALT)


def read_cursor(text: str, order: Order) -> tuple[Any, Any] | None:
    """The value and the id of a place; None for a cursor of another order, or none of ours."""
    if not text:
        return None
    try:
        field, descending, kind, value, key = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if (field, descending) != (order.field, order.descending):
        return None
    return (_KINDS[kind][1](value) if kind else value), key


_KINDS: dict[str, tuple[type, Any]] = {
    "moment": (datetime, datetime.fromisoformat),
    "day": (date, date.fromisoformat),
    "decimal": (Decimal, Decimal),
}
