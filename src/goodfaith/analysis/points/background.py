"""Points that decide nothing alone: listened for only where what they help to decide was heard.

"Insurance" is said in every second sentence; it matters where somebody promises a return.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

Needs = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Background:
    """`points` by id, and for what they are `worth` hearing.

    Each entry of `worth` are sets of points, of each of which one must have been heard, and the
    background that matters then.
    """

    points: frozenset[str]
    worth: tuple[tuple[Needs, frozenset[str]], ...]

    def worth_hearing(self, heard: Set[str]) -> set[str]:
        """The background that may decide something where `heard` was heard."""
        wanted: set[str] = set()
        for needs, points in self.worth:
            if not any(need.isdisjoint(heard) for need in needs):
                wanted |= points
        return wanted
