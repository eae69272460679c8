"""What held when: a value that changes on certain days, and how a correction lies over it.

Pure: units and people move along the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Stretch(msgspec.Struct, Generic[T], frozen=True):
    """`value` held from `from_on` up to, but not on, `to_on`; None as an end is open."""

    value: T
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


def end_of_change(stretches: Iterable[Stretch[T]], on: date) -> date | None:
    """Up to which day a change on `on` lasts: as long as what it replaces, or until the next.

    A move that is told late replaces what was thought to be true then, and no later move.
    """
    ends = [
        s.to_on if s.from_on <= on else s.from_on
        for s in stretches
        if s.from_on > on or s.holds_on(on)
    ]
    return min((end for end in ends if end is not None), default=None)


def lay_over(
    stretches: Sequence[Stretch[T]], value: T | None, from_on: date, to_on: date | None
) -> list[Stretch[T]]:
    """The stretches with `value` from `from_on` up to `to_on`, in order; None leaves a hole.

    Neighbours of one value become one. Raises `ValueError` when `to_on` is not after `from_on`.
    """
    if to_on is not None and to_on <= from_on:
        raise ValueError(f"to_on: found {to_on}, expected a day after {from_on}")
    kept = [part for s in stretches for part in _outside(s, from_on, to_on)]
    if value is not None:
        kept.append(Stretch(value, from_on, to_on))
    return _joined(sorted(kept, key=lambda s: s.from_on))


def _outside(s: Stretch[T], from_on: date, to_on: date | None) -> list[Stretch[T]]:
    """What remains of a stretch before and behind a range."""
    parts: list[Stretch[T]] = []
    if s.from_on < from_on:
        end = from_on if s.to_on is None else min(s.to_on, from_on)
        parts.append(Stretch(s.value, s.from_on, end))
    if to_on is not None and (s.to_on is None or s.to_on > to_on):
        parts.append(Stretch(s.value, max(s.from_on, to_on), s.to_on))
    return parts


def _joined(ordered: Iterable[Stretch[T]]) -> list[Stretch[T]]:
    joined: list[Stretch[T]] = []
    for s in ordered:
        if joined and joined[-1].value == s.value and joined[-1].to_on == s.from_on:
            joined[-1] = Stretch(s.value, joined[-1].from_on, s.to_on)
        else:
            joined.append(s)
    return joined


def changed_range(
    before: Sequence[Stretch[T]], after: Sequence[Stretch[T]]
) -> tuple[date, date | None] | None:
    """From which day up to which the two differ; None if they do not."""
    marks = sorted(
        {day for s in (*before, *after) for day in (s.from_on, s.to_on) if day is not None}
    )
    differing = [n for n, day in enumerate(marks) if _value(before, day) != _value(after, day)]
    if not differing:
        return None
    last = differing[-1] + 1
    return marks[differing[0]], marks[last] if last < len(marks) else None


def _value(stretches: Iterable[Stretch[T]], day: date) -> T | None:
    return next((s.value for s in stretches if s.holds_on(day)), None)
