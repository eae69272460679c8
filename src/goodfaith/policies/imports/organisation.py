"""Tables of units and people: compared with the organisation of today, made by its own services.

A file is taken in whole or not at all: a unit may stand above its parent. Days that are told late
correct the past from that day on; what was known before that day stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.utils import timezone

from goodfaith.analysis.problems import Problem
from goodfaith.policies.imports.comparing import Change, Compared, Known, Read, Refusal
from goodfaith.policies.imports.kinds import STAFF, UNIT
from goodfaith.policies.imports.reading import Said
from goodfaith.trust.authority import holds_everything
from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.models import Level, Licence, Placement, Staff, Unit, UnitPosition
from goodfaith.trust.organisation_plan import (
    OrganisationPlan,
    PlacementPlan,
    PositionPlan,
    StaffPlan,
    UnitPlan,
)
from goodfaith.trust.services.establishing import establish_organisation
from goodfaith.trust.services.people import add_licence
from goodfaith.trust.timeline import Stretch, end_of_change, lay_over
from goodfaith.trust.viewing import Viewer

MOST_ROWS = 50_000
Code = str
_TOP = ""
_LICENCE = ("licence_no", "licence_from", "licence_until", "grade")


def may_establish(actor: Actor, day: date) -> bool:
    """Whether somebody may hand in the organisation: who administers all of it."""
    if isinstance(actor, Viewer) and not actor.may("organisation.change"):
        return False
    me = staff_id_of(actor)
    return me is None or holds_everything(me, day)


def known_of(kind: str, day: date) -> dict[str, Known]:
    """The units by code, or the people by number, as they are on a day."""
    now = timezone.now()
    found = _units(day) if kind == UNIT else _people(day)
    return {key: Known(_without_none(values), now) for key, values in found.items()}


def settled(read: Sequence[Read], known: Mapping[str, Known]) -> list[Read]:
    """Rows that say since when something holds that has held for longer say nothing new."""
    return [(row, _settled(said, known) if isinstance(said, Said) else said) for row, said in read]


def _settled(said: Said, known: Mapping[str, Known]) -> Said:
    before = known[said.key].values if said.key in known else {}
    place = "parent" if "parent" in said.fields or "level" in said.fields else "unit"
    since, told = before.get("from_on"), said.values.get("from_on")
    if since is None or not isinstance(told, date) or since > told.isoformat():
        return said
    if before.get(place) != said.values.get(place, before.get(place)):
        return said
    values = {**said.values, "from_on": date.fromisoformat(since)}
    return msgspec.structs.replace(said, values=values)


def checked(kind: str, found: Compared) -> Compared:
    """Rows that name a unit or a level that is neither there nor in the file are refused."""
    codes = set(Unit.objects.values_list("code", flat=True))
    levels = set(Level.objects.values_list("order", flat=True))
    if kind == UNIT:
        codes |= {change.said.key for change in found.changes}
    kept: list[Change] = []
    refused = list(found.refused)
    for change in found.changes:
        if wrong := list(_wrong(kind, change, codes, levels)):
            cells = {name: str(value) for name, value in change.after.items()}
            refused.append(Refusal(change.said.place, cells, tuple(wrong)))
        else:
            kept.append(change)
    return Compared(tuple(kept), tuple(refused))


def _wrong(kind: str, change: Change, codes: set[str], levels: set[int]) -> Iterable[Problem]:
    after, place = change.after, change.said.place
    name = "parent" if kind == UNIT else "unit"
    if after.get(name) and after[name] not in codes:
        yield Problem("field_invalid", "", place, name, "an unknown unit", "one that is known")
    if kind == UNIT and after.get("level") not in levels:
        yield Problem("field_invalid", "", place, "level", "an unknown level", "one that is known")


def establish(kind: str, found: Compared, *, actor: Actor, now: datetime) -> None:
    """Make the changes. Raises `PlanInvalid` with all that contradicts, and changes nothing."""
    changes = [change for change in found.changes if change.what != "same"]
    plan = _plan_of_units(changes) if kind == UNIT else _plan_of_people(changes)
    establish_organisation(plan=plan, actor=actor, now=now)
    if kind == STAFF:
        _license(changes, actor, now)


def _plan_of_units(changes: Sequence[Change]) -> OrganisationPlan:
    timelines: dict[Code, list[Stretch[Code]]] = {}
    for row in UnitPosition.objects.select_related("unit", "parent").order_by("during"):
        above = row.parent.code if row.parent else _TOP
        timelines.setdefault(row.unit.code, []).append(
            Stretch(above, row.during.lower, row.during.upper)
        )
    units: list[UnitPlan] = []
    positions: list[PositionPlan] = []
    for change in changes:
        code, after = change.said.key, change.after
        units.append(UnitPlan(code, after["name"], after["level"], after.get("kind", "own")))
        moved = _moved(timelines.get(code, []), after.get("parent", _TOP), after["from_on"])
        positions += [PositionPlan(code, s.value or None, s.from_on, s.to_on) for s in moved]
    return OrganisationPlan(units=tuple(units), positions=tuple(positions))


def _plan_of_people(changes: Sequence[Change]) -> OrganisationPlan:
    numbers = [change.said.key for change in changes]
    timelines: dict[str, list[Stretch[Code]]] = {}
    rows = Placement.objects.filter(staff__number__in=numbers).select_related("staff", "unit")
    for row in rows.order_by("during"):
        timelines.setdefault(row.staff.number, []).append(
            Stretch(row.unit.code, row.during.lower, row.during.upper)
        )
    staff, placements = [], []
    for change in changes:
        number, after = change.said.key, change.after
        left_on = _day(after.get("left_on"))
        joined_on = date.fromisoformat(after["from_on"])
        staff.append(StaffPlan(number, after["name"], joined_on=joined_on, left_on=left_on))
        moved = _moved(timelines.get(number, []), after["unit"], after["from_on"])
        if left_on is not None and any(s.from_on < left_on for s in moved):
            moved = [s for s in lay_over(moved, None, left_on, None) if s.from_on < left_on]
        placements += [PlacementPlan(number, s.value, s.from_on, s.to_on) for s in moved]
    return OrganisationPlan(staff=tuple(staff), placements=tuple(placements))


def _moved(before: list[Stretch[Code]], value: Code, from_on: str) -> list[Stretch[Code]]:
    day = date.fromisoformat(from_on)
    return lay_over(before, value, day, end_of_change(before, day))


def _license(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    wanted = [c for c in changes if any(name in _LICENCE for name, _, _ in c.fields)]
    people = Staff.objects.in_bulk([c.said.key for c in wanted], field_name="number")
    for change in wanted:
        after, staff = change.after, people[change.said.key]
        from_on = _day(after.get("licence_from")) or date.fromisoformat(after["from_on"])
        if number := after.get("licence_no"):
            add_licence(
                actor=actor, staff=staff, kind=Licence.Kind.REGISTRATION, from_on=from_on, now=now,
                number=number, to_on=_day(after.get("licence_until")),
            )  # fmt: skip
        if grade := after.get("grade"):
            add_licence(
                actor=actor, staff=staff, kind=Licence.Kind.GRADE, from_on=from_on, now=now,
                grade=grade, to_on=_day(after.get("licence_until")),
            )  # fmt: skip


def _units(day: date) -> dict[str, dict[str, Any]]:
    rows = UnitPosition.objects.filter(during__contains=day)
    return {
        row.unit.code: {
            "name": row.unit.name, "level": row.unit.level.order, "kind": row.unit.kind,
            "parent": row.parent.code if row.parent else None,
            "from_on": row.during.lower.isoformat(),
        }
        for row in rows.select_related("unit__level", "parent")
    }  # fmt: skip


def _people(day: date) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {
        one.number: {"name": one.name, "left_on": _iso(one.left_on)} for one in Staff.objects.all()
    }
    for placed in Placement.objects.filter(during__contains=day).select_related("staff", "unit"):
        found[placed.staff.number] |= {
            "unit": placed.unit.code, "from_on": placed.during.lower.isoformat(),
        }  # fmt: skip
    for held in Licence.objects.filter(during__contains=day).select_related("staff"):
        values = found[held.staff.number]
        values |= {
            "licence_from": _iso(held.during.lower),
            "licence_until": _iso(held.during.upper),
        }
        values |= {"grade": held.grade} if held.grade is not None else {"licence_no": held.number}
    return found


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
