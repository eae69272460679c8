"""Paragraphs: runs of turns about one topic.

After Hearst's TextTiling (Computational Linguistics 23, 1997), over character n-grams in place of
words: between two turns the talk before is compared with the talk after; where they are alike
much less than further left and further right (deeper than the mean by a standard deviation), a
paragraph ends. What nearly every turn of a conversation has tells no topic and counts
little. Who speaks does not matter: question and answer belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.labels.ngrams import ngrams_of

Floats = npt.NDArray[np.float64]

BLOCK_TURNS = 2
FEWEST_TURNS = 3


def paragraphs_of(turns: Sequence[str]) -> list[range]:
    """The paragraphs of a conversation's turns, in order; each has `FEWEST_TURNS` or is alone.

    No turns, no paragraphs.
    """
    if not turns:
        return []
    if len(turns) < 2 * FEWEST_TURNS:
        return [range(len(turns))]
    cuts = _cuts(_depths(_likeness(_vectors(turns))))
    bounds = [0, *cuts, len(turns)]
    return [range(begin, end) for begin, end in pairwise(bounds)]


def _vectors(turns: Sequence[str]) -> Floats:
    """By turn and bucket, weighted by how few turns have it."""
    grams = ngrams_of(turns)
    used, places = np.unique(grams.buckets, return_inverse=True)
    has = np.zeros((len(turns), len(used)))
    has[np.repeat(np.arange(len(turns)), np.diff(grams.starts)), places] = 1
    return np.asarray(has * np.log((1 + len(turns)) / has.sum(axis=0)))


def _likeness(vectors: Floats) -> Floats:
    """By gap between two turns: the cosine of the blocks before and after it."""
    sums = np.concatenate((np.zeros((1, vectors.shape[1])), np.cumsum(vectors, axis=0)))
    gaps = np.arange(1, len(vectors))
    before = sums[gaps] - sums[np.maximum(gaps - BLOCK_TURNS, 0)]
    after = sums[np.minimum(gaps + BLOCK_TURNS, len(vectors))] - sums[gaps]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray((before * after).sum(axis=1) / np.maximum(lengths, 1e-12))


def _depths(likeness: Floats) -> Floats:
    """How much lower each gap lies than the nearest heights on both sides of it."""
    depths = np.zeros(len(likeness))
    for gap, low in enumerate(likeness):
        left = right = low
        for value in likeness[:gap][::-1]:
            if value < left:
                break
            left = value
        for value in likeness[gap + 1 :]:
            if value < right:
                break
            right = value
        depths[gap] = left + right - 2 * low
    return depths


def _cuts(depths: Floats) -> list[int]:
    """Turns with which a paragraph begins: the deepest gaps first, none too near another."""
    least = depths.mean() + depths.std()
    cuts: list[int] = []
    count = len(depths) + 1
    for gap in np.argsort(-depths, kind="stable").tolist():
        if depths[gap] <= max(least, 1e-9):
            break
        turn = gap + 1
        if all(abs(turn - other) >= FEWEST_TURNS for other in (0, count, *cuts)):
            cuts.append(turn)
    return sorted(cuts)
