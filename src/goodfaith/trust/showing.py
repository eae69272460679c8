"""What the pages show of units and people: read in a few queries, ready for a template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from django.db.models import Count, QuerySet

from goodfaith.trust.models import Assignment, Placement, Staff
from goodfaith.trust.organisation import Tree, UnitValue
from goodfaith.trust.roles import Role

OPEN_DEPTH = 2
OPEN_WHOLE = 60
"""So many units, and the whole tree is open."""


class UnitRow(msgspec.Struct, frozen=True):
    """A unit in the tree as it is shown; `people` counts those below it, too."""

    unit: UnitValue
    depth: int
    people: int
    is_current: bool
    has_more: bool


def unit_rows(
    tree: Tree, shown: frozenset[int], current: int | None, people: dict[int, int]
) -> list[UnitRow]:
    """The rows of the tree: the upper levels open, and the way to the current unit."""
    open_ = set(tree.path(current)) if current is not None else set()
    tops = [u for u in tree.units.values() if u.id in shown and tree.parent(u.id) not in shown]
    rows: list[UnitRow] = []
    is_small = len(shown) <= OPEN_WHOLE

    def add(unit: UnitValue, depth: int) -> None:
        below = tree.children(unit.id)
        is_open = is_small or depth + 1 < OPEN_DEPTH or unit.id in open_
        more = bool(below) and not is_open
        count = people.get(unit.id, 0)
        rows.append(UnitRow(unit, depth, count, unit.id == current, more))
        if is_open:
            for child in below:
                add(child, depth + 1)

    for top in sorted(tops, key=lambda u: (u.level, u.name_key)):
        add(top, 0)
    return rows


def people_by_unit(tree: Tree, shown: frozenset[int], day: date) -> dict[int, int]:
    """How many people work in each unit and below it on a day."""
    placed = Placement.objects.filter(during__contains=day, unit__in=shown)
    own = dict(placed.values_list("unit").annotate(n=Count("id")))
    total: Counter[int] = Counter()
    for unit, n in own.items():
        total.update(dict.fromkeys(tree.path(unit), n))
    return dict(total)


class PersonRow(msgspec.Struct, frozen=True):
    """A person of a list, with where they work and what they do on a day."""

    staff: Staff
    unit: UnitValue | None
    roles: tuple[str, ...]


def person_rows(staff: Iterable[Staff], tree: Tree, day: date) -> list[PersonRow]:
    """The people with their unit and roles: two queries, however many they are."""
    people = list(staff)
    placed = dict(
        Placement.objects.filter(staff__in=people, during__contains=day).values_list(
            "staff_id", "unit_id"
        )
    )
    roles: defaultdict[int, list[str]] = defaultdict(list)
    held = Assignment.objects.filter(staff__in=people, during__contains=day)
    for person, role in held.values_list("staff_id", "role").distinct().order_by("role"):
        roles[person].append(str(Role(role).label))
    return [PersonRow(s, tree.units.get(placed.get(s.pk, 0)), tuple(roles[s.pk])) for s in people]


def holders(role: Role, unit: int, day: date) -> QuerySet[Staff]:
    """Who holds `role` in exactly this unit on a day, by name."""
    held: Any = Assignment.objects.filter(role=role, unit=unit, during__contains=day)
    return Staff.objects.filter(pk__in=held.values("staff")).order_by("name_key", "pk")
