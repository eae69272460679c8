"""Sums of tallies, made by the database: of a long period only what is shown comes from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection

from goodfaith.quality.models.overview import TallyQuerySet

Sums = dict[str, int]
"""By the names of `tallying`; what is not there is 0."""
_KEYS: Final[Mapping[str, str]] = {"week": "date_trunc('week', day::timestamp)::date"}
"""What may be summed by besides columns: the Monday of a day."""
_BY = "select {keys}, {sums} from ({rows}) as rows group by {places} order by {places}"
_PARTS = """
select grouping(channel, product_type, day), channel, product_type, day, {sums}
from ({rows}) as rows group by grouping sets ((), (channel), (product_type), (day))
order by 1, 2, 3, 4
"""
_CHANNEL, _PRODUCT, _DAY, _WHOLE = 0b011, 0b101, 0b110, 0b111
"""What `grouping` says: a bit is set for each of the three that is summed over."""


class Parts(msgspec.Struct, frozen=True):
    """The whole and its parts, each once: by channel, by product type, by day."""

    whole: Sums
    channels: dict[str, Sums]
    products: dict[str, Sums]
    days: dict[Any, Sums]


def parts_of(rows: TallyQuerySet, names: Sequence[str]) -> Parts:
    """`rows` summed up four ways, in one reading of them."""
    parts: dict[int, dict[Any, Sums]] = {_CHANNEL: {}, _PRODUCT: {}, _DAY: {}, _WHOLE: {}}
    for kind, channel, product, day, *numbers in _asked(
        _PARTS, rows, names, "channel", "product_type", "day"
    ):
        key = {_CHANNEL: channel, _PRODUCT: product, _DAY: day}.get(kind)
        parts[kind][key] = _named(names, numbers)
    return Parts(parts[_WHOLE].get(None, {}), parts[_CHANNEL], parts[_PRODUCT], parts[_DAY])


def sums_by(
    rows: TallyQuerySet, names: Sequence[str], *by: str
) -> Iterator[tuple[tuple[Any, ...], Sums]]:
    """`rows` summed up by columns, or by `week`: its Monday; in their order."""
    sql = _BY.replace("{keys}", ", ".join(_KEYS.get(name, name) for name in by))
    sql = sql.replace("{places}", ", ".join(str(n + 1) for n in range(len(by))))
    columns = ["day" if name == "week" else name for name in by]
    for row in _asked(sql, rows, names, *columns):
        yield row[: len(by)], _named(names, row[len(by) :])


def _asked(
    sql: str, rows: TallyQuerySet, names: Sequence[str], *columns: str
) -> list[tuple[Any, ...]]:
    """Nothing where there cannot be any."""
    try:
        query, given = rows.order_by().values(*columns, *names).query.sql_with_params()
    except EmptyResultSet:
        return []
    sums = ", ".join(f"sum({name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=query, sums=sums), given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _named(names: Sequence[str], numbers: Sequence[int | None]) -> Sums:
    return {name: n for name, n in zip(names, numbers, strict=True) if n}
