"""The parts of the organisation that a viewer may narrow lists to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from goodfaith.trust.models import UnitPosition
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer


class UnitChoice(msgspec.Struct, frozen=True):
    """`depth` is 0 for what the viewer holds at the top."""

    id: int
    name: str
    depth: int


def unit_choices(viewer: Viewer, day: date) -> list[UnitChoice]:
    """The tree of `day` as far as the viewer sees conversations in it, parents before children."""
    rows = UnitPosition.objects.filter(during__contains=day).order_by(
        "unit__name_key", "unit__code"
    )
    below: dict[int | None, list[tuple[int, str]]] = {}
    names = {}
    for unit, parent, name in rows.values_list("unit_id", "parent_id", "unit__name"):
        below.setdefault(parent, []).append((unit, name))
        names[unit] = name
    if Role.COMPLIANCE in viewer.roles:
        tops = below.get(None, [])
    else:
        held = viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS, Role.SERVICE)
        tops = [(unit, names[unit]) for unit in held if unit in names]
    seen: set[int] = set()
    return [choice for top in tops for choice in _walked(top, below, 0, seen)]


def _walked(
    unit: tuple[int, str],
    below: dict[int | None, list[tuple[int, str]]],
    depth: int,
    seen: set[int],
) -> Iterator[UnitChoice]:
    id, name = unit
    if id in seen:
        return
    seen.add(id)
    yield UnitChoice(id, name, depth)
    for child in below.get(id, []):
        yield from _walked(child, below, depth + 1, seen)
