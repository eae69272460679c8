"""The simulated organisation as a plan that an installation can take over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from goodfaith.demo.simulator.organisation import LEVEL_NAMES, Level, Organisation, Staff
from goodfaith.trust.organisation_plan import (
    AssignmentPlan,
    LevelPlan,
    LicencePlan,
    OrganisationPlan,
    PlacementPlan,
    PositionPlan,
    RoleName,
    StaffPlan,
    UnitKind,
    UnitPlan,
)

PASSWORD: Final = "goodfaith-demo"  # noqa: S105  (everybody may know it: the insurer is not real)
_ENGLISH: Final[dict[Level, str]] = {
    "company": "Head office",
    "branch": "Branch",
    "workplace": "Workplace",
    "team": "Team",
    "outsourced": "Outsourced site",
    "bank": "Partner bank",
    "bank_branch": "Bank branch",
    "bank_outlet": "Bank outlet",
}
_KINDS: Final[dict[Level, UnitKind]] = {
    "outsourced": "outsourced",
    "bank": "bank",
    "bank_branch": "bank",
    "bank_outlet": "bank",
}
_LOGINS_A_ROLE: Final = 2


def plan_of(organisation: Organisation) -> OrganisationPlan:
    """Everything of it. Two people a role may sign in; what is true of people stays behind."""
    orders = {level: order for order, level in enumerate(LEVEL_NAMES, start=1)}
    units, staff = organisation.units.values(), organisation.staff.values()
    tops = [unit.id for unit in units if not unit.parent]
    may_sign_in = {person.id for people in logins(organisation).values() for person in people}
    return OrganisationPlan(
        levels=tuple(
            LevelPlan(orders[level], name, _ENGLISH[level]) for level, name in LEVEL_NAMES.items()
        ),
        units=tuple(
            UnitPlan(u.id, u.name, orders[u.level], _kind(organisation, u.id)) for u in units
        ),
        positions=tuple(PositionPlan(u.id, u.parent or None, u.since) for u in units),
        staff=tuple(
            StaffPlan(
                person.id,
                person.name,
                password=PASSWORD if person.id in may_sign_in else "",
                joined_on=person.postings[0].since,
                left_on=person.left_on,
            )
            for person in staff
        ),
        placements=tuple(
            PlacementPlan(person.id, at.unit, at.since, at.until or person.left_on)
            for person in staff
            for at in person.postings
        ),
        assignments=tuple(entry for person in staff for entry in _assignments(person, tops)),
        licences=tuple(entry for person in staff for entry in _licences(person)),
    )


def logins(organisation: Organisation) -> dict[RoleName, list[Staff]]:
    """Who may sign in, by role: the first people who have it alone and are still there."""
    found: dict[RoleName, list[Staff]] = {}
    for person in sorted(organisation.staff.values(), key=lambda p: (len(p.roles), p.staff_no)):
        for role in person.roles:
            some = found.setdefault(cast(RoleName, role), [])
            if role != "teller" and person.left_on is None and len(some) < _LOGINS_A_ROLE:
                some.append(person)
    return {role: people for role, people in found.items() if people}


def _kind(organisation: Organisation, unit: str) -> UnitKind:
    """Whose people work there: a team of an outsourced site is the site's."""
    while unit:
        here = organisation.units[unit]
        if here.level in _KINDS:
            return _KINDS[here.level]
        unit = here.parent
    return "own"


def _assignments(person: Staff, tops: Sequence[str]) -> Iterator[AssignmentPlan]:
    """Whose work is at head office looks after all of it, an administrator after banks as well."""
    for at in person.postings:
        for role in person.roles:
            if role != "teller":
                unit = "HQ" if at.unit.startswith("HQ") else at.unit
                until = at.until or person.left_on
                everywhere = role == "administrator" and unit == "HQ"
                for one in tops if everywhere else [unit]:
                    yield AssignmentPlan(person.id, role, one, at.since, until)


def _licences(person: Staff) -> Iterator[LicencePlan]:
    if person.licence_no and person.licence_valid_from:
        since, until = person.licence_valid_from, person.licence_valid_until
        yield LicencePlan(person.id, "registration", since, number=person.licence_no, to_on=until)
    ends = [*(grade.since for grade in person.grades[1:]), None]
    for grade, until in zip(person.grades, ends, strict=False):
        yield LicencePlan(person.id, "grade", grade.since, grade=grade.grade, to_on=until)
