"""A whole organisation in one transaction: the same plan again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec
from django.contrib.auth.hashers import make_password
from django.db import transaction

from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.changes import OrganisationChanged
from goodfaith.trust.ledger import Actor
from goodfaith.trust.models import Assignment, Level, Licence, Placement, Staff, Unit, UnitPosition
from goodfaith.trust.name_order import name_key
from goodfaith.trust.organisation import TOP
from goodfaith.trust.organisation_plan import (
    OrganisationPlan,
    PlacementPlan,
    PlanInvalid,
    PositionPlan,
    StaffPlan,
    contradictions,
)
from goodfaith.trust.queries import read_organisation
from goodfaith.trust.services.storing import Timeline, during, lock_organisation
from goodfaith.trust.timeline import Stretch, changed_range


class Established(msgspec.Struct, frozen=True):
    """How many rows were added or changed."""

    units: int
    positions: int
    staff: int
    placements: int
    assignments: int
    licences: int


def establish_organisation(*, plan: OrganisationPlan, actor: Actor, now: datetime) -> Established:
    """Make the organisation as `plan` has it; what it does not name stays as it is.

    Units, positions, people, placements, roles and licences are compared by code and number: the
    positions of a unit, and the placements of a person, that the plan names are all it has
    afterwards. A password is set only for somebody who has none. Raises `PlanInvalid` with
    everything that is wrong, and changes nothing then.
    """
    with transaction.atomic():
        lock_organisation()
        known = Unit.objects.values_list("code", flat=True), _numbers()
        if found := contradictions(plan, *known):
            raise PlanInvalid(found)
        units = _units(plan)
        positions = _positions(plan.positions, units)
        _check_circles()
        staff, added = _staff(plan.staff)
        placements = _placements(plan.placements, units, staff)
        assignments = _assignments(plan, units, staff)
        licences = _licences(plan, staff)
        done = Established(len(plan.units), positions, added, placements, assignments, licences)
        changed = positions or added or placements or assignments or licences
        if changed:
            ledger.record(
                actor, "organisation.established", ("organisation", ""), now,
                **msgspec.structs.asdict(done),
            )  # fmt: skip
    return done


def _numbers() -> Iterable[str]:
    return Staff.objects.values_list("number", flat=True)


def _units(plan: OrganisationPlan) -> dict[str, int]:
    Level.objects.bulk_create(
        [Level(order=x.order, name=x.name, english_name=x.english_name) for x in plan.levels],
        update_conflicts=True, unique_fields=["order"], update_fields=["name", "english_name"],
    )  # fmt: skip
    levels = dict(Level.objects.values_list("order", "id"))
    if missing := sorted({unit.level for unit in plan.units} - set(levels)):
        raise PlanInvalid(
            [f"units: found level {order}, expected one of levels" for order in missing]
        )
    Unit.objects.bulk_create(
        [
            Unit(
                code=u.code, name=u.name, name_key=name_key(u.name), kind=u.kind,
                level_id=levels[u.level],
            )
            for u in plan.units
        ],
        update_conflicts=True, unique_fields=["code"],
        update_fields=["name", "name_key", "kind", "level"],
    )  # fmt: skip
    return dict(Unit.objects.values_list("code", "id"))


def _positions(entries: Iterable[PositionPlan], units: dict[str, int]) -> int:
    wanted: defaultdict[int, Timeline] = defaultdict(list)
    for entry in entries:
        parent = TOP if entry.parent is None else units[entry.parent]
        wanted[units[entry.unit]].append(Stretch(parent, entry.from_on, entry.to_on))
    rows = UnitPosition.objects.filter(unit__in=wanted)
    found: defaultdict[int, Timeline] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(Stretch(row.parent_id or TOP, row.during.lower, row.during.upper))
    changed = {unit for unit, stretches in wanted.items() if set(stretches) != set(found[unit])}
    UnitPosition.objects.filter(unit__in=changed).delete()
    made = UnitPosition.objects.bulk_create(
        UnitPosition(unit_id=unit, parent_id=s.value or None, during=during(s.from_on, s.to_on))
        for unit in changed
        for s in wanted[unit]
    )
    ranges = _by_range(changed, found, wanted)
    publish(*(OrganisationChanged(*days, unit_ids=tuple(ids)) for days, ids in ranges.items()))
    return len(made)


def _check_circles() -> None:
    known = read_organisation()
    circles = [u.code for u in known.units.values() if known.circle_through(u.id)]
    if circles:
        raise PlanInvalid([f"positions: {code} hangs below itself" for code in circles])


def _staff(people: tuple[StaffPlan, ...]) -> tuple[dict[str, int], int]:
    """Ids by number, and how many were added."""
    known = set(_numbers())
    new = [person for person in people if person.number not in known]
    Staff.objects.bulk_create(
        Staff(
            number=p.number, name=p.name, name_key=name_key(p.name), email=p.email, kind=p.kind,
            language=p.language, joined_on=p.joined_on, left_on=p.left_on,
            password=make_password(p.password or None),
        )
        for p in new
    )  # fmt: skip
    for person in people:
        if person.number in known:
            Staff.objects.filter(number=person.number).update(
                name=person.name, name_key=name_key(person.name), left_on=person.left_on
            )
    return dict(Staff.objects.values_list("number", "id")), len(new)


def _placements(
    entries: Iterable[PlacementPlan], units: dict[str, int], staff: dict[str, int]
) -> int:
    wanted: defaultdict[int, Timeline] = defaultdict(list)
    for entry in entries:
        wanted[staff[entry.staff]].append(Stretch(units[entry.unit], entry.from_on, entry.to_on))
    found: defaultdict[int, Timeline] = defaultdict(list)
    for row in Placement.objects.filter(staff__in=wanted):
        found[row.staff_id].append(Stretch(row.unit_id, row.during.lower, row.during.upper))
    changed = {person for person, ss in wanted.items() if set(ss) != set(found[person])}
    Placement.objects.filter(staff__in=changed).delete()
    made = Placement.objects.bulk_create(
        Placement(staff_id=person, unit_id=s.value, during=during(s.from_on, s.to_on))
        for person in changed
        for s in wanted[person]
    )
    ranges = _by_range(changed, found, wanted)
    publish(*(OrganisationChanged(*days, staff_ids=tuple(ids)) for days, ids in ranges.items()))
    return len(made)


def _by_range(
    changed: Iterable[int], before: Mapping[int, Timeline], after: Mapping[int, Timeline]
) -> dict[tuple[date, date | None], list[int]]:
    """Whose lines differ on the same days, together: thousands of people make few events."""
    ranges: defaultdict[tuple[date, date | None], list[int]] = defaultdict(list)
    for one in sorted(changed):
        if range_ := changed_range(before.get(one, []), after[one]):
            ranges[range_].append(one)
    return ranges


def _assignments(plan: OrganisationPlan, units: dict[str, int], staff: dict[str, int]) -> int:
    held = {
        (a.staff_id, a.role, a.unit_id, a.during.lower, a.during.upper)
        for a in Assignment.objects.all()
    }
    wanted = {(staff[a.staff], a.role, units[a.unit], a.from_on, a.to_on) for a in plan.assignments}
    made = Assignment.objects.bulk_create(
        Assignment(staff_id=person, role=role, unit_id=unit, during=during(from_on, to_on))
        for person, role, unit, from_on, to_on in sorted(wanted - held, key=str)
    )
    return len(made)


def _licences(plan: OrganisationPlan, staff: dict[str, int]) -> int:
    held = {
        (x.staff_id, x.kind, x.number, x.grade, x.during.lower, x.during.upper)
        for x in Licence.objects.all()
    }
    wanted = {
        (staff[x.staff], x.kind, x.number, x.grade, x.from_on, x.to_on) for x in plan.licences
    }
    made = Licence.objects.bulk_create(
        Licence(
            staff_id=person, kind=kind, number=number, grade=grade, during=during(from_on, to_on)
        )
        for person, kind, number, grade, from_on, to_on in sorted(wanted - held, key=str)
    )
    return len(made)
