"""A line: the words of one utterance in the mouth of one role, and what stands in them.

Nothing of a line depends on the conversation it is said in. What was found out about it once holds
wherever the same is said again, and people repeat themselves: 您好, 好的, 嗯, whole sentences of a
script. Where an utterance stands and how sure the recogniser was is not the line's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from goodfaith.analysis.conversation import Attachment


class Told(NamedTuple):
    """A mention as far as its line tells: where in the words, but not in which utterance.

    `doubt` is speaker, weak, label or empty.
    """

    point: str
    start: int
    end: int
    how: str
    doubt: str
    value: float | str | None


class Key(NamedTuple):
    """What a line depends on, and nothing else does: `late` are the points decided on later."""

    text: str
    role: str
    sent: tuple[Attachment, ...]
    late: frozenset[str]


@dataclass(slots=True)
class Line:
    """`text` is folded.

    `told` counts wherever the line is said, if the recogniser was as sure as `asked`; `placed`
    counts in a part of the conversation, by point. `later` are proposals that are decided on where
    they may matter, `answers` candidates that count where something was asked, both packed;
    `decided` is what was found out about those, by point.
    """

    text: str
    role: str
    sent: tuple[Attachment, ...] = ()
    later: bytes = b""
    answers: bytes = b""
    told: tuple[Told, ...] = ()
    asked: float = 0.0
    placed: tuple[tuple[int, tuple[Told, ...]], ...] = ()
    decided: dict[int, tuple[Told, ...]] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Bytes of a line and its key, about."""
        places = len(self.told) + sum(len(told) for _, told in self.placed)
        packed = len(self.later) + len(self.answers)
        return _EMPTY + 4 * len(self.text) + packed + weight_of(places)


_EMPTY = 700
_PLACE = 110


def weight_of(places: int) -> int:
    """Bytes of so many things told, about."""
    return _PLACE * places
