"""Where a conversation belongs: its adviser, and where in the organisation that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from django.db import connection

from goodfaith.trust.models import Staff

Pair = tuple[int, date]


class Place(msgspec.Struct, frozen=True):
    """`unit_path` begins with the unit and ends at the top; empty where nobody knows."""

    adviser: int | None = None
    unit: int | None = None
    unit_path: tuple[int, ...] = ()


NOWHERE = Place()

_PATHS = """
with recursive wanted as (
    select distinct staff, day from unnest(%s::bigint[], %s::date[]) as w(staff, day)
), way(staff, day, unit, depth) as (
    select w.staff, w.day, p.unit_id, 0 from wanted w
    join trust_placement p on p.staff_id = w.staff and p.during @> w.day
    union all
    select way.staff, way.day, u.parent_id, way.depth + 1 from way
    join trust_unitposition u on u.unit_id = way.unit and u.during @> way.day
    where u.parent_id is not null and way.depth < 32
)
select staff, day, array_agg(unit order by depth) from way group by staff, day
"""


def places(numbers: Iterable[tuple[str, date]]) -> Mapping[tuple[str, date], Place]:
    """The place of each staff number on each day; two queries. Unknown numbers are nowhere."""
    wanted = {(number, day) for number, day in numbers if number}
    if not wanted:
        return {}
    rows = Staff.objects.filter(number__in={number for number, _ in wanted})
    staff = dict(rows.values_list("number", "id"))
    paths = unit_paths((staff[number], day) for number, day in wanted if number in staff)
    return {
        (number, day): _place(staff[number], paths.get((staff[number], day), ()))
        for number, day in wanted
        if number in staff
    }


def unit_paths(pairs: Iterable[Pair]) -> dict[Pair, tuple[int, ...]]:
    """The units of each person on each day, from their own to the top; one query."""
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PATHS, [[staff for staff, _ in wanted], [day for _, day in wanted]])
        return {(staff, day): tuple(path) for staff, day, path in cursor.fetchall()}


def _place(adviser: int, path: tuple[int, ...]) -> Place:
    return Place(adviser, path[0] if path else None, path)
