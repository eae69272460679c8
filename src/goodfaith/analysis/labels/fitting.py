"""Fitting heads to texts that people have labelled.

One linear support vector machine a label, squared hinge, by dual coordinate descent (Hsieh and
others, ICML 2008, algorithm 1): the loss that large margins want and calibration makes
probabilities of. Buckets that one or two texts have are left out: they are learnt by heart.
The same input gives the same weights to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import (
    BUCKETS,
    Floats,
    Places,
    Weights,
    descend,
    score_ngrams,
)
from goodfaith.analysis.labels.ngrams import NGrams

Signs = npt.NDArray[np.int8]
Costs = npt.NDArray[np.float32]
Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Does something for each: `map`, or one that uses more cores."""

MOST_ROUNDS = 60
NEAR_ENOUGH = 0.02
COST = 1.0
FEWEST_TEXTS = 3


@dataclass(frozen=True)
class Told:
    """What people say of texts: `signs` by text and label, +1 it has it, -1 not, 0 nobody knows.

    `costs` say by text and label what a mistake costs; 1 where there is None.
    """

    signs: Signs
    costs: Costs | None = None

    def of(self, label: int, rows: Places | None = None) -> tuple[Places, Floats, Floats]:
        """The texts of which something is said about `label`, among `rows`; signs and costs."""
        column = self.signs[:, label]
        known = np.nonzero(column)[0] if rows is None else rows[column[rows] != 0]
        costs = np.ones(len(known)) if self.costs is None else self.costs[known, label]
        return known, column[known].astype(np.float64), costs.astype(np.float64)


def fit_heads(
    grams: NGrams, told: Told, *, cost: float = COST, each: Each = map, rows: Places | None = None
) -> Heads:
    """Heads for all labels, by the texts `rows` alone where given.

    A label with no text that has it, or none that has not, always says no.
    """
    scale = learnable(grams if rows is None else grams.taken(rows))
    jobs = (_Job(grams, told, label, cost, scale, rows) for label in range(told.signs.shape[1]))
    fitted: Sequence[tuple[Weights, float]] = [*each(_fit_one, jobs)]
    return _joined(fitted)


def learnable(grams: NGrams) -> Floats:
    """By bucket: 1 where at least `FEWEST_TEXTS` texts have it, else 0."""
    counts = np.bincount(grams.buckets, minlength=BUCKETS)
    return (counts >= FEWEST_TEXTS).astype(np.float64)


@dataclass(frozen=True)
class _Job:
    grams: NGrams
    told: Told
    label: int
    cost: float
    scale: Floats
    rows: Places | None


def _fit_one(job: _Job) -> tuple[Weights, float]:
    known, signs, costs = job.told.of(job.label, job.rows)
    if len(np.unique(signs)) < 2:
        return np.zeros(BUCKETS, np.float32), -1.0
    weights = np.zeros(BUCKETS + 1)
    starts, buckets = job.grams.starts, job.grams.buckets
    descend(
        starts,
        buckets,
        known,
        signs,
        costs * job.cost,
        job.scale,
        weights,
        MOST_ROUNDS,
        NEAR_ENOUGH,
    )
    return (weights[:BUCKETS] * job.scale).astype(np.float32), float(weights[BUCKETS])


def _joined(fitted: Sequence[tuple[Weights, float]]) -> Heads:
    used = np.zeros(BUCKETS, np.bool_)
    for weights, _ in fitted:
        used |= weights != 0
    rows = np.nonzero(used)[0].astype(np.int32)
    joined = np.empty((len(rows), len(fitted)), np.float32)
    for label, (weights, _) in enumerate(fitted):
        joined[:, label] = weights[rows]
    return Heads(rows, joined, np.array([bias for _, bias in fitted], np.float32))


def scores_unseen(
    texts_grams: NGrams,
    told: Told,
    folds: npt.NDArray[np.int64],
    *,
    cost: float = COST,
    each: Each = map,
) -> Weights:
    """By text and label: the score by heads that have not seen the text's fold."""
    scores = np.zeros(told.signs.shape, np.float32)
    for fold in range(int(folds.max(initial=-1)) + 1):
        heads = fit_heads(
            texts_grams, told, cost=cost, each=each, rows=np.nonzero(folds != fold)[0]
        )
        rows = np.nonzero(folds == fold)[0]
        scores[rows] = scores_of_grams(heads, texts_grams.taken(rows))
    return scores


def scores_of_grams(heads: Heads, grams: NGrams) -> Weights:
    """As `Heads.scores`, of n-grams that somebody has."""
    scores = np.empty((len(grams), heads.count), np.float32)
    row_of = np.full(BUCKETS, -1, np.int32)
    row_of[heads.rows] = np.arange(len(heads.rows))
    score_ngrams(grams.starts, grams.buckets, row_of, heads.weights, heads.biases, scores)
    return scores
