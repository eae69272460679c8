"""What changed between two transcripts, and between what was found in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

Change = Literal["same", "added", "removed"]


class Run(msgspec.Struct, frozen=True):
    """Characters that are in both texts, in the new one only, or in the old one only."""

    change: Change
    text: str


class Line(msgspec.Struct, frozen=True):
    """One turn, of either or of both. `old` and `new` are speakers; equal where nobody changed."""

    number: int
    old: str
    new: str
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return self.old != self.new or any(run.change != "same" for run in self.runs)


Said = tuple[str, str]
"""Speaker and text of one turn."""


def lines(old: Sequence[Said], new: Sequence[Said]) -> Iterator[Line]:
    """Every turn of both, in order; turns that correspond are told as one."""
    texts = [t for _, t in old], [t for _, t in new]
    for tag, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            paired = min(b - a, d - c)
            for i in range(paired):
                (was, before), (now, after) = old[a + i], new[c + i]
                yield Line(c + i, was, now, tuple(runs(before, after)))
            a, c = a + paired, c + paired
        for i in range(a, b):
            yield Line(i, old[i][0], "", (Run("removed", old[i][1]),))
        for i in range(c, d):
            yield Line(i, "", new[i][0], (Run("added", new[i][1]),))


def runs(old: str, new: str) -> Iterator[Run]:
    """The new text with what was taken out of the old one, character by character."""
    if old == new:
        if new:
            yield Run("same", new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", new[c:d])
            continue
        if b > a:
            yield Run("removed", old[a:b])
        if d > c:
            yield Run("added", new[c:d])


class FindingChange(msgspec.Struct, frozen=True):
    """A rule whose verdict is another one; "" where it was not judged."""

    rule: str
    old: str
    new: str


def finding_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[FindingChange]:
    """Rules whose verdict changed, those that are newly violated first; verdicts are by rule."""
    changed = [
        FindingChange(rule, old.get(rule, ""), new.get(rule, ""))
        for rule in sorted(old.keys() | new.keys())
        if old.get(rule, "") != new.get(rule, "")
    ]
    return sorted(changed, key=lambda c: (c.new != "violated", c.old != "violated", c.rule))


def around_changes(lines: Iterable[Line], context: int = 1) -> list[list[Line]]:
    """Groups of lines that changed, each with `context` unchanged ones on either side."""
    every = list(lines)
    near = {
        i + step
        for i, line in enumerate(every)
        if line.is_changed
        for step in range(-context, context + 1)
    }
    groups: list[list[Line]] = []
    before = -2
    for i in sorted(n for n in near if 0 <= n < len(every)):
        if i != before + 1:
            groups.append([])
        groups[-1].append(every[i])
        before = i
    return groups
