"""The organisation as a value: the forest of units on any day, without a database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from goodfaith.trust.timeline import Stretch

TOP = 0
"""Stands for "below nothing" where a stretch needs a parent."""


class UnitValue(msgspec.Struct, frozen=True):
    """A unit by its id; `level` is the order of its level."""

    id: int
    code: str
    name: str
    kind: str
    level: int
    name_key: str = ""


class Tree:
    """The forest of one day. Units that do not exist that day are not in it."""

    def __init__(self, units: Mapping[int, UnitValue], parents: Mapping[int, int]) -> None:
        self.units = {id: units[id] for id in parents}
        self._parents = {id: parent for id, parent in parents.items() if parent != TOP}
        children: dict[int, list[UnitValue]] = {}
        for id, parent in parents.items():
            children.setdefault(parent, []).append(units[id])
        self._children = {
            parent: tuple(sorted(found, key=lambda u: (u.name_key or u.name, u.code)))
            for parent, found in children.items()
        }

    def __contains__(self, unit: int) -> bool:
        return unit in self.units

    @property
    def tops(self) -> tuple[UnitValue, ...]:
        """The units below nothing, and those whose parent does not exist that day."""
        lost = [self.units[u] for u, parent in self._parents.items() if parent not in self.units]
        return (*self._children.get(TOP, ()), *lost)

    def parent(self, unit: int) -> int | None:
        """The unit above, if it exists that day."""
        parent = self._parents.get(unit)
        return parent if parent in self.units else None

    def children(self, unit: int) -> tuple[UnitValue, ...]:
        """The units directly below, by name."""
        return self._children.get(unit, ())

    def path(self, unit: int) -> tuple[int, ...]:
        """The unit and all above it, itself first; only itself if it is nowhere that day."""
        path = [unit]
        while (parent := self.parent(path[-1])) is not None and parent not in path:
            path.append(parent)
        return tuple(path)

    def subtree(self, unit: int) -> tuple[int, ...]:
        """The unit and all below it, each after the one it hangs from."""
        return tuple(id for id, _ in self.walk(unit))

    def walk(self, unit: int, depth: int = 0) -> Iterator[tuple[int, int]]:
        """The subtree in the order a reader expects, with how far below `unit` each one is."""
        yield unit, depth
        for child in self.children(unit):
            yield from self.walk(child.id, depth + 1)


class Organisation:
    """All units with where each hung when."""

    def __init__(
        self, units: Iterable[UnitValue], positions: Mapping[int, Sequence[Stretch[int]]]
    ) -> None:
        self.units = {unit.id: unit for unit in units}
        self.positions = {unit: tuple(stretches) for unit, stretches in positions.items()}
        every = [s for stretches in self.positions.values() for s in stretches]
        ends = {s.to_on for s in every if s.to_on is not None}
        self.changes = sorted({s.from_on for s in every} | ends)
        self._between = lru_cache(maxsize=256)(self._tree)

    def on(self, day: date) -> Tree:
        """The forest as of `day`. Days between two changes share one."""
        return self._between(bisect_right(self.changes, day))

    def _tree(self, number: int) -> Tree:
        if number == 0:
            return Tree(self.units, {})
        day = self.changes[number - 1]
        parents = {
            unit: s.value
            for unit, stretches in self.positions.items()
            for s in stretches
            if s.holds_on(day)
        }
        return Tree(self.units, parents)

    def with_positions(self, unit: int, stretches: Sequence[Stretch[int]]) -> Organisation:
        """The organisation in which `unit` hangs where `stretches` say."""
        return Organisation(self.units.values(), self.positions | {unit: tuple(stretches)})

    def circle_through(self, unit: int) -> date | None:
        """The first day on which `unit` hangs, by way of others, below itself; None is good."""
        own = self.positions.get(unit, ())
        days = sorted({*(s.from_on for s in own), *self.changes})
        return next((day for day in days if self._is_circle(unit, day)), None)

    def _is_circle(self, unit: int, day: date) -> bool:
        seen, at = {unit}, self._parent_on(unit, day)
        while at is not None and at not in seen:
            seen.add(at)
            at = self._parent_on(at, day)
        return at == unit

    def _parent_on(self, unit: int, day: date) -> int | None:
        held = next((s for s in self.positions.get(unit, ()) if s.holds_on(day)), None)
        return None if held is None or held.value == TOP else held.value
