"""Linear heads: one score a label for each text, all labels in one pass.

The score of a label is the sum of its weights for the buckets of a text, divided by the root of
how many distinct ones there are, plus the label's bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodfaith.analysis.labels.loops import (
    BUCKETS,
    Buckets,
    Floats,
    Steps,
    Weights,
    score_texts,
)
from goodfaith.analysis.labels.ngrams import utf8_of

MOST_ROWS = 32_768
"""Of 150,000 buckets and 118 labels these keep 0.994 of the average precision, in 4 MB."""
_LANES = 16  # a row ends on the border of a cache line


@dataclass(frozen=True)
class Heads:
    """`weights[r]` are those of bucket `rows[r]`, by label; `rows` rises; `biases` by label."""

    rows: Buckets
    weights: Weights
    biases: Weights

    @property
    def count(self) -> int:
        """How many labels there are."""
        return len(self.biases)

    def scores(self, texts: Sequence[str]) -> Weights:
        """By text and label; each text for itself, whatever it is asked with."""
        scores = np.empty((len(texts), self.count), np.float32)
        if texts:
            score_texts(utf8_of(texts), self.row_of, self._wide, self.biases, scores)
        return scores

    def coarse(self) -> tuple[Steps, Weights]:
        """The weights as steps of -127 to 127 and each label's size of a step, a power of two.

        Weights that are such steps already come back as they are.
        """
        largest = np.abs(self.weights).max(axis=0, initial=0)
        exponents = np.ceil(np.log2(np.where(largest, largest, 127) / 127))
        sizes = np.exp2(exponents).astype(np.float32)
        return np.rint(self.weights / sizes).astype(np.int8), sizes

    def compact(self, importance: Floats, most: int = MOST_ROWS) -> Heads:
        """Heads of coarse weights, for the `most` buckets that matter most; `importance` by bucket.

        What a bucket matters is its largest weight, times its importance.
        """
        matters = np.abs(self.weights).max(axis=1, initial=0) * importance[self.rows]
        kept = np.sort(np.argsort(-matters, kind="stable")[:most])
        steps, sizes = Heads(self.rows[kept], self.weights[kept], self.biases).coarse()
        return Heads(self.rows[kept], steps * sizes, self.biases)

    def dense(self) -> Weights:
        """The weights by bucket and label: for whoever wants to check."""
        dense = np.zeros((BUCKETS, self.count), np.float32)
        dense[self.rows] = self.weights
        return dense

    @cached_property
    def row_of(self) -> Buckets:
        """By bucket: its row, or -1."""
        row_of = np.full(BUCKETS, -1, np.int32)
        row_of[self.rows] = np.arange(len(self.rows))
        return row_of

    @cached_property
    def _wide(self) -> Weights:
        width = -(-self.count // _LANES) * _LANES
        wide = np.zeros((len(self.rows), width), np.float32)
        wide[:, : self.count] = self.weights
        return wide
