"""Spreads the confidences of recognised words over the code points of the text they make up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LOOKAHEAD: Final = 8
"""Code points of punctuation or rewritten text that may stand before the next word."""

Span = tuple[int, int, float, float | None]
"""Start and end of a word that was found, its confidence, and the lowest of those lost before."""


def spread(text: str, words: Sequence[tuple[str, float]]) -> tuple[float, ...] | None:
    """Return one confidence for each code point of `text`; None without words or text.

    `words` are in spoken order; a word is looked for behind the one before it. Code points that
    belong to no word (punctuation; numbers the recogniser rewrote, 百分之三 to 3%) get the lowest
    confidence of the words that were not found there, else that of the word before them.
    """
    if not words or not text:
        return None
    spans, lost = _align(text, words)
    shares: list[float] = []
    for start, end, confidence, lost_before in spans:
        _fill(shares, start, lost_before, confidence)
        shares += [confidence] * (end - start)
    _fill(shares, len(text), lost, words[-1][1])
    return tuple(shares)


def _fill(shares: list[float], end: int, lost: float | None, otherwise: float) -> None:
    filler = lost if lost is not None else shares[-1] if shares else otherwise
    shares += [filler] * (end - len(shares))


def _align(text: str, words: Sequence[tuple[str, float]]) -> tuple[list[Span], float | None]:
    """Return the words found in `text` and the lowest confidence of those lost at its end."""
    spans: list[Span] = []
    cursor, lost_length = 0, 0
    lost: float | None = None
    for word, confidence in words:
        at = text.find(word, cursor, cursor + lost_length + LOOKAHEAD + len(word))
        if at < 0 or not word:
            lost_length += len(word)
            lost = confidence if lost is None else min(lost, confidence)
            continue
        spans.append((at, at + len(word), confidence, lost))
        cursor, lost_length, lost = at + len(word), 0, None
    return spans, lost
