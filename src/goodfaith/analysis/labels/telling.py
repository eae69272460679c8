"""Which part of a text tells most of a label: where its evidence is, and why it was heard."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.folding import fold
from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import LONGEST, ngram_weights
from goodfaith.analysis.labels.ngrams import ngrams_of

_FEWEST = 4


class Reason(NamedTuple):
    """Words of the text, from `start` to `end`, and what they add to the label's score."""

    start: int
    end: int
    weight: float


def telling_part(heads: Heads, place: int, text: str) -> tuple[int, int]:
    """Code points from and to: the run that adds most to the score of the label at `place`.

    At least `_FEWEST` code points, where the text has them; an empty text has an empty part.
    """
    return _widened(*_heaviest(_added(heads, place, text)), len(text)) if text else (0, 0)


def reasons(heads: Heads, place: int, text: str, most: int = 5) -> list[Reason]:
    """The runs of words that speak for the label, what they add to its score, heaviest first."""
    adds = _added(heads, place, text)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], adds > 0, [False]))))
    runs = ((int(low), int(high)) for low, high in zip(edges[::2], edges[1::2], strict=True))
    found = [Reason(low, high, float(adds[low:high].sum())) for low, high in runs]
    return sorted(found, key=lambda one: (-one.weight, one.start))[:most]


def _added(heads: Heads, place: int, text: str) -> npt.NDArray[np.float64]:
    """By code point of the text: its part of what the n-grams add that it stands in."""
    begins, lengths, weights = _weights(heads, place, text)
    adds = np.zeros(len(text))
    for begin, length, weight in zip(begins.tolist(), lengths.tolist(), weights, strict=True):
        # The text stands behind one space.
        low, high = max(begin - 1, 0), min(begin - 1 + length, len(text))
        if high > low:
            adds[low:high] += weight / length
    distinct = len(ngrams_of([text]).buckets)
    return np.asarray(adds / np.sqrt(distinct))


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
