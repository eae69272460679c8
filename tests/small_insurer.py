"""A small insurer for tests: a top, two branches, two teams in each, and somebody in each role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.organisation_plan import (
    AssignmentPlan,
    LevelPlan,
    OrganisationPlan,
    PlacementPlan,
    PositionPlan,
    StaffPlan,
    UnitPlan,
)
from goodfaith.trust.roles import Role
from goodfaith.trust.services.establishing import establish_organisation
from goodfaith.trust.viewing import Viewer, viewer_of

FIRST = date(2026, 1, 1)
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
TODAY = date(2026, 6, 1)

UNITS = {
    "HQ": (1, None), "N": (2, "HQ"), "S": (2, "HQ"),
    "N1": (3, "N"), "N2": (3, "N"), "S1": (3, "S"), "S2": (3, "S"),
}  # fmt: skip
PEOPLE: dict[str, tuple[str, Role | None, str]] = {
    "admin": ("HQ", Role.ADMINISTRATOR, "HQ"),
    "admin-n": ("N", Role.ADMINISTRATOR, "N"),
    "compliance": ("HQ", Role.COMPLIANCE, "HQ"),
    "manager-n": ("N", Role.MANAGER, "N"),
    "manager-s": ("S", Role.MANAGER, "S"),
    "reviewer": ("N", Role.REVIEWER, "N"),
    "operations": ("HQ", Role.OPERATIONS, "HQ"),
    "operations-n": ("N", Role.OPERATIONS, "N"),
    "operations-s": ("S", Role.OPERATIONS, "S"),
    "service": ("HQ", Role.SERVICE, "HQ"),
    "adviser-n1": ("N1", Role.ADVISER, "N1"),
    "adviser-s1": ("S1", Role.ADVISER, "S1"),
}


def plan(**more: Any) -> OrganisationPlan:
    return OrganisationPlan(
        levels=(LevelPlan(1, "总公司"), LevelPlan(2, "分公司"), LevelPlan(3, "团队")),
        units=tuple(UnitPlan(code, f"{code}单位", level) for code, (level, _) in UNITS.items()),
        positions=tuple(PositionPlan(c, parent, FIRST) for c, (_, parent) in UNITS.items()),
        staff=tuple(StaffPlan(number, f"王{number}") for number in PEOPLE),
        placements=tuple(PlacementPlan(n, unit, FIRST) for n, (unit, _, _) in PEOPLE.items()),
        assignments=tuple(
            AssignmentPlan(n, role.value, unit, FIRST)
            for n, (_, role, unit) in PEOPLE.items()
            if role
        ),
        **more,
    )


def establish() -> None:
    establish_organisation(plan=plan(), actor=SYSTEM, now=NOW)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def person(number: str) -> Staff:
    return Staff.objects.get(number=number)


def viewer(number: str, day: date = TODAY) -> Viewer:
    return viewer_of(person(number), day)
