"""Reading the organisation: cached by its version, and in one query for a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from goodfaith.trust.models import Assignment, OrganisationVersion, Staff, Unit, UnitPosition
from goodfaith.trust.organisation import TOP, Organisation, UnitValue
from goodfaith.trust.roles import ACTS
from goodfaith.trust.timeline import Stretch

NumberAndDay = tuple[str, date]


class Team(msgspec.Struct, frozen=True):
    """Where a staff number worked on a day: `unit_path` is the unit and all above it, or empty.

    `unit_id` is None for somebody who is known and was in no unit that day.
    """

    staff_id: int
    unit_id: int | None
    unit_path: tuple[int, ...]


def organisation() -> Organisation:
    """The whole organisation, read again only when something about its units has changed."""
    version = OrganisationVersion.objects.values_list("version", flat=True).get()
    return _organisation_at(version)


@lru_cache(maxsize=2)
def _organisation_at(version: UUID) -> Organisation:
    """A version is never used twice, so what is cached under it stays right."""
    return read_organisation()


def read_organisation() -> Organisation:
    """The organisation as this transaction sees it, from the tables."""
    units = Unit.objects.select_related("level")
    positions: defaultdict[int, list[Stretch[int]]] = defaultdict(list)
    for row in UnitPosition.objects.order_by("unit_id", "during"):
        parent = TOP if row.parent_id is None else row.parent_id
        positions[row.unit_id].append(Stretch(parent, row.during.lower, row.during.upper))
    return Organisation(
        (UnitValue(u.pk, u.code, u.name, u.kind, u.level.order, u.name_key) for u in units),
        positions,
    )


_TEAMS = """
select asked.number, asked.day, staff.id, placement.unit_id
from unnest(%s::text[], %s::date[]) as asked (number, day)
join trust_staff staff on staff.number = asked.number
left join trust_placement placement
  on placement.staff_id = staff.id and placement.during @> asked.day
"""


def teams_on(pairs: Iterable[NumberAndDay]) -> dict[NumberAndDay, Team]:
    """Where each staff number worked on the day beside it; unknown numbers are left out.

    One query for the batch, and one for the version of the tree.
    """
    asked = sorted(set(pairs))
    if not asked:
        return {}
    known = organisation()
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, [[number for number, _ in asked], [day for _, day in asked]])
        rows = cursor.fetchall()
    return {
        (number, day): Team(staff, unit, known.on(day).path(unit) if unit is not None else ())
        for number, day, staff, unit in rows
    }


def team_of(staff_number: str, day: date) -> Team | None:
    """Where one staff number worked on a day; None for a number nobody has."""
    return teams_on([(staff_number, day)]).get((staff_number, day))


def people_who_may(act: str) -> QuerySet[Staff]:
    """Everybody with an open account who holds a role for `act` today, in the order of numbers."""
    held = Assignment.objects.filter(
        staff=OuterRef("pk"), role__in=ACTS[act], during__contains=timezone.localdate()
    )
    return Staff.objects.filter(Exists(held), is_active=True).order_by("number")
