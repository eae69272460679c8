"""Which part of a text tells most of a label: where its evidence is, and why it was heard."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.folding import fold
from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import LONGEST, ngram_weights

_FEWEST = 4


class Reason(NamedTuple):
    """An n-gram of the text and what it adds to the label's score."""

    words: str
    weight: float


def telling_part(heads: Heads, place: int, text: str) -> tuple[int, int]:
    """Code points from and to: the run that adds most to the score of the label at `place`.

    At least `_FEWEST` code points, where the text has them; an empty text has an empty part.
    """
    if not text:
        return 0, 0
    begins, lengths, weights = _weights(heads, place, text)
    adds = np.zeros(len(text))
    for begin, length, weight in zip(begins, lengths, weights, strict=True):
        # The text stands behind one space.
        low, high = max(begin - 1, 0), min(begin - 1 + length, len(text))
        if high > low:
            adds[low:high] += weight / length
    return _widened(*_heaviest(adds), len(text))


def reasons(heads: Heads, place: int, text: str, most: int = 8) -> list[Reason]:
    """The n-grams that add most to the score of the label, heaviest first, each once.

    One that stands inside a heavier one and says nothing of its own is left out.
    """
    folded = f" {fold(text)} "
    begins, lengths, weights = _weights(heads, place, text)
    scale = 1 / np.sqrt(max(1, len(set(zip(begins, lengths, strict=True)))))
    found: dict[str, float] = {}
    for at in np.argsort(-weights, kind="stable").tolist():
        words = folded[begins[at] : begins[at] + lengths[at]].strip()
        if weights[at] <= 0 or len(found) >= most:
            break
        if words and not any(words in longer for longer in found):
            found[words] = float(weights[at] * scale)
    return [Reason(words, weight) for words, weight in found.items()]


def _weights(
    heads: Heads, place: int, text: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Where each n-gram of the text with a space on both sides begins, its length, its weight."""
    spaced = f" {fold(text)} "
    utf8 = np.frombuffer(spaced.encode("utf-8", "replace"), np.uint8)
    count = LONGEST * len(spaced)
    begins, lengths = np.empty(count, np.int64), np.empty(count, np.int64)
    weights = np.empty(count)
    used = ngram_weights(utf8, heads.row_of, heads.weights, place, begins, lengths, weights)
    return begins[:used], lengths[:used], weights[:used]


def _heaviest(adds: npt.NDArray[np.float64]) -> tuple[int, int]:
    """The run with the largest sum, the first of those (Kadane)."""
    best, low, high, begin, total = -np.inf, 0, 1, 0, 0.0
    for at, value in enumerate(adds.tolist()):
        if total <= 0:
            begin, total = at, 0.0
        total += value
        if total > best:
            best, low, high = total, begin, at + 1
    return low, high


def _widened(low: int, high: int, length: int) -> tuple[int, int]:
    while high - low < min(_FEWEST, length):
        low, high = max(low - 1, 0), min(high + 1, length)
    return low, high
