"""Mentions as a reading keeps them: by point, each as a short list. A fifth of the plain JSON.

A talk of forty utterances has three hundred of them: written out they are most of what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goodfaith.analysis.finding import Mention

Packed = Mapping[str, Sequence[Sequence[Any]]]
"""By point: utterance, start, end; then how, doubt and value as far as they are not the usual."""


def packed(mentions: Iterable[Mention]) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for m in mentions:
        row = (m.utterance, m.start, m.end, m.how, m.doubt, m.value)
        rows.setdefault(m.point, []).append(row[: _told(m)])
    return rows


def unpacked(rows: Packed) -> list[Mention]:
    """As they were, by utterance, start, end and point."""
    mentions = [Mention(point, *row) for point, some in rows.items() for row in some]
    return sorted(mentions, key=lambda m: (m.utterance, m.start, m.end, m.point))


def _told(mention: Mention) -> int:
    """How many members have to be told."""
    if mention.value is not None:
        return 6
    if mention.doubt:
        return 5
    return 3 if mention.how == "phrase" else 4
