"""Two texts side by side, and two people's changes of one text put together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

CONTEXT = 3
Kind = Literal["same", "changed", "added", "removed", "left_out"]


class Row(msgspec.Struct, frozen=True):
    """A line of the old text beside one of the new; numbers from 1, None where there is none.

    `left_out` stands for lines that are the same: `old_number` tells how many.
    """

    kind: Kind
    old_number: int | None = None
    old: str = ""
    new_number: int | None = None
    new: str = ""


def side_by_side(old: str, new: str, context: int = CONTEXT) -> list[Row]:
    """The lines that differ, with so many around them. Empty for the same text."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    rows: list[Row] = []
    operations = matcher.get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(operations):
        if tag != "equal":
            rows += _pairs(before, after, (i1, i2), (j1, j2))
            continue
        head = context if place else 0
        tail = context if place + 1 < len(operations) else 0
        rows += _same(before, (i1, i2), j1, head, tail)
    return rows


def _same(
    lines: Sequence[str], span: tuple[int, int], new: int, head: int, tail: int
) -> Iterator[Row]:
    start, end = span
    size = end - start
    for k in range(size):
        if size > head + tail + 1 and head <= k < size - tail:
            if k == head:
                yield Row("left_out", size - head - tail)
            continue
        yield Row("same", start + k + 1, lines[start + k], new + k + 1, lines[start + k])


def _pairs(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> Iterator[Row]:
    olds, news = range(*old), range(*new)
    for k in range(max(len(olds), len(news))):
        i = olds[k] if k < len(olds) else None
        j = news[k] if k < len(news) else None
        kind: Kind = "changed" if i is not None and j is not None else "added"
        kind = "removed" if j is None else kind
        yield Row(
            kind,
            None if i is None else i + 1,
            "" if i is None else before[i],
            None if j is None else j + 1,
            "" if j is None else after[j],
        )


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` together; None where they touch the same or neighbouring lines."""
    lines = base.splitlines(keepends=True)
    changes = _changes(lines, mine) + _changes(lines, theirs)
    changes.sort(key=lambda change: (change[0], change[1]))
    kept: list[tuple[int, int, list[str]]] = []
    for change in changes:
        if kept and change == kept[-1]:
            continue  # both made the same change
        if kept and change[0] <= kept[-1][1]:
            return None
        kept.append(change)
    for start, end, put in reversed(kept):
        lines[start:end] = put
    return "".join(lines)


def _changes(base: list[str], text: str) -> list[tuple[int, int, list[str]]]:
    lines = text.splitlines(keepends=True)
    matcher = SequenceMatcher(None, base, lines, autojunk=False)
    return [
        (i1, i2, lines[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    ]
