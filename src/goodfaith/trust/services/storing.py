"""Writing stretches of time as rows: what did not change keeps its row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from goodfaith.trust.models import Placement, UnitPosition
from goodfaith.trust.organisation import TOP
from goodfaith.trust.timeline import Stretch

Timeline = list[Stretch[int]]


class Move(msgspec.Struct, frozen=True):
    """A change of one timeline, with all that is needed to take it back."""

    kind: Literal["person", "unit"]
    id: int
    before: tuple[Stretch[int], ...]
    after: tuple[Stretch[int], ...]


def lock_organisation() -> None:
    """One change of the organisation at a time, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('goodfaith.organisation'))")


def during(from_on: date, to_on: date | None) -> DateRange:
    return DateRange(from_on, to_on)


def placements_of(staff_id: int) -> Timeline:
    """In which units somebody works when, in order."""
    rows = Placement.objects.filter(staff_id=staff_id).order_by("during")
    return [Stretch(row.unit_id, row.during.lower, row.during.upper) for row in rows]


def positions_of(unit_id: int) -> Timeline:
    """Below which units (or `TOP`) a unit hangs when, in order."""
    rows = UnitPosition.objects.filter(unit_id=unit_id).order_by("during")
    return [Stretch(r.parent_id or TOP, r.during.lower, r.during.upper) for r in rows]


def store_placements(staff_id: int, before: Timeline, after: Timeline) -> None:
    for gone in _without(before, after):
        Placement.objects.filter(
            staff_id=staff_id, during=during(gone.from_on, gone.to_on)
        ).delete()
    Placement.objects.bulk_create(
        Placement(staff_id=staff_id, unit_id=s.value, during=during(s.from_on, s.to_on))
        for s in _without(after, before)
    )


def store_positions(unit_id: int, before: Timeline, after: Timeline) -> None:
    for gone in _without(before, after):
        UnitPosition.objects.filter(
            unit_id=unit_id, during=during(gone.from_on, gone.to_on)
        ).delete()
    UnitPosition.objects.bulk_create(
        UnitPosition(
            unit_id=unit_id,
            parent_id=None if s.value == TOP else s.value,
            during=during(s.from_on, s.to_on),
        )
        for s in _without(after, before)
    )


def _without(some: Iterable[Stretch[int]], others: Timeline) -> Timeline:
    return [s for s in some if s not in others]
