"""A whole organisation as plain values: what an import, or a simulated insurer, hands over.

Units are known by code, people by number; everything refers to those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

UnitKind = Literal["own", "outsourced", "bank"]
RoleName = Literal[
    "adviser", "reviewer", "manager", "operations", "service", "compliance", "administrator"
]


class LevelPlan(msgspec.Struct, frozen=True):
    """A rank of the tree; the top has the lowest `order`."""

    order: int
    name: str
    english_name: str = ""


class UnitPlan(msgspec.Struct, frozen=True):
    """A unit and its level's order."""

    code: str
    name: str
    level: int
    kind: UnitKind = "own"


class PositionPlan(msgspec.Struct, frozen=True):
    """`unit` hangs below `parent` (None: the top of a tree) from `from_on` up to `to_on`."""

    unit: str
    parent: str | None
    from_on: date
    to_on: date | None = None


class StaffPlan(msgspec.Struct, frozen=True):
    """A person, or a program. Without `password` they cannot sign in until they are invited."""

    number: str
    name: str
    email: str = ""
    kind: Literal["person", "service"] = "person"
    password: str = ""
    language: str = ""
    joined_on: date | None = None
    left_on: date | None = None


class PlacementPlan(msgspec.Struct, frozen=True):
    """`staff` works in `unit` from `from_on` up to `to_on`."""

    staff: str
    unit: str
    from_on: date
    to_on: date | None = None


class AssignmentPlan(msgspec.Struct, frozen=True):
    """`staff` holds `role` in `unit` and below from `from_on` up to `to_on`."""

    staff: str
    role: RoleName
    unit: str
    from_on: date
    to_on: date | None = None


class LicencePlan(msgspec.Struct, frozen=True):
    """A registration `number`, or a sales `grade`, from `from_on` up to `to_on`."""

    staff: str
    kind: Literal["registration", "grade"]
    from_on: date
    number: str = ""
    grade: int | None = None
    to_on: date | None = None


class OrganisationPlan(msgspec.Struct, frozen=True):
    """Everything at once, in any order inside each list."""

    levels: tuple[LevelPlan, ...] = ()
    units: tuple[UnitPlan, ...] = ()
    positions: tuple[PositionPlan, ...] = ()
    staff: tuple[StaffPlan, ...] = ()
    placements: tuple[PlacementPlan, ...] = ()
    assignments: tuple[AssignmentPlan, ...] = ()
    licences: tuple[LicencePlan, ...] = ()


class PlanInvalid(ValueError):
    """Carries every contradiction of a plan, a sentence each."""

    def __init__(self, found: list[str]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(found))


def contradictions(
    plan: OrganisationPlan, codes: Iterable[str] = (), numbers: Iterable[str] = ()
) -> list[str]:
    """What a plan refers to without naming it, names twice, or dates backwards.

    `codes` and `numbers` are the units and people that exist already.
    """
    return list(_contradictions(plan, set(codes), set(numbers)))


def _contradictions(plan: OrganisationPlan, codes: set[str], numbers: set[str]) -> Iterator[str]:
    yield from _twice("units", (unit.code for unit in plan.units))
    yield from _twice("staff", (person.number for person in plan.staff))
    codes |= {unit.code for unit in plan.units}
    numbers |= {person.number for person in plan.staff}
    for name in ("positions", "placements", "assignments", "licences"):
        for index, entry in enumerate(getattr(plan, name)):
            place = f"{name}[{index}]"
            for field, known in (
                ("unit", codes), ("parent", codes | {None}), ("staff", numbers),
            ):  # fmt: skip
                value = getattr(entry, field, None)
                if hasattr(entry, field) and value not in known:
                    yield f"{place}.{field}: found {value!r}, expected one that exists"
            if entry.to_on is not None and entry.to_on <= entry.from_on:
                yield f"{place}.to_on: found {entry.to_on}, expected a day after {entry.from_on}"


def _twice(name: str, keys: Iterable[str]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{name}: found {key!r} {times} times, expected it once"
