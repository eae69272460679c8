"""Which seconds of a recording to silence for those who may not hear private numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from goodfaith.analysis.conversation import Utterance
from goodfaith.trust.masking.span import PrivateKind, PrivateSpan

MUTED: Final[frozenset[PrivateKind]] = frozenset({"card", "identity_number"})
PADDING_SECONDS: Final = 0.3

Seconds = tuple[float, float]


def muted(
    spans: Iterable[PrivateSpan],
    utterances: Sequence[Utterance],
    kinds: frozenset[PrivateKind] = MUTED,
) -> list[Seconds]:
    """Return the seconds from the start of the conversation to mute: ordered, apart, padded.

    A span is placed by its share of the characters that are spoken. Of an utterance without its
    own times everything is muted from the last time known before to the next one behind; the end
    is infinite where none is known: too much silence, never a number heard.
    """
    wanted = [_seconds_of(span, utterances) for span in spans if span.kind in kinds]
    joined: list[Seconds] = []
    for start, end in sorted(
        (max(0.0, start - PADDING_SECONDS), end + PADDING_SECONDS) for start, end in wanted
    ):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _seconds_of(span: PrivateSpan, utterances: Sequence[Utterance]) -> Seconds:
    utterance = utterances[span.utterance]
    start, end = _start(span.utterance, utterances), _end(span.utterance, utterances)
    if utterance.start is None or math.isinf(end):
        return start, end
    spoken = _spoken(utterance.text)
    if not spoken:
        return start, end
    first = _spoken(utterance.text[: span.start]) / spoken
    last = _spoken(utterance.text[: span.end]) / spoken
    return start + first * (end - start), start + last * (end - start)


def _spoken(text: str) -> int:
    """Characters that take time to say: marks and spaces take none."""
    return sum(char.isalnum() for char in text)


def _start(index: int, utterances: Sequence[Utterance]) -> float:
    own = utterances[index].start
    if own is not None:
        return own
    before = (t for u in reversed(utterances[:index]) for t in (u.end, u.start) if t is not None)
    return next(before, 0.0)


def _end(index: int, utterances: Sequence[Utterance]) -> float:
    """The end said, else the next time known. An end before the start is no end."""
    own, start = utterances[index].end, _start(index, utterances)
    behind = (t for u in utterances[index + 1 :] for t in (u.start, u.end) if t is not None)
    times = behind if own is None else (own,)
    return next((time for time in times if time >= start), math.inf)
