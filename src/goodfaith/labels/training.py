"""Training: a corpus becomes a set of labels, each with its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.labels.calibrating import (
    Share,
    calibration_curve,
    calibration_error,
    fit_calibration,
    share_of,
    sure_from,
)
from goodfaith.analysis.labels.card import Card, Group
from goodfaith.analysis.labels.fitting import COST, Each, Told, fit_heads, scores_unseen
from goodfaith.analysis.labels.loops import BUCKETS
from goodfaith.analysis.labels.model import Label, LabelModel
from goodfaith.analysis.labels.ngrams import ngrams_of
from goodfaith.labels.corpus import Corpus
from goodfaith.labels.definitions import Definition

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FOLDS = 5
HAS_SHARE, HARD_SHARE = 0.02, 0.02
"""In talk so many of a hundred sentences have a label, and so many look like it and have it not:
what a label is measured by stands for talk, not for what was written to learn it."""
_HAS_COST, _HARD_COST = 3.0, 1.0


def train(
    definitions: Sequence[Definition],
    corpus: Corpus,
    *,
    on: date,
    cost: float = COST,
    precision: float = 0.9,
    each: Each = map,
) -> LabelModel:
    """Labels for all definitions. `precision` is what a label that is sure has to keep.

    Measured by folds: no text is judged by heads that have seen it.
    """
    grams = ngrams_of(corpus.texts)
    costs = np.where(corpus.signs > 0, _HAS_COST, np.where(corpus.hard, _HARD_COST, 1.0))
    told = Told(corpus.signs, costs.astype(np.float32))
    unseen = scores_unseen(grams, told, corpus.folds(FOLDS), cost=cost, each=each)
    often = np.sqrt(np.bincount(grams.buckets, minlength=BUCKETS))
    heads = fit_heads(grams, told, cost=cost, each=each).compact(often)
    labels = tuple(
        _label(one, corpus, place, unseen[:, place].astype(np.float64), on, precision)
        for place, one in enumerate(definitions)
    )
    return LabelModel(labels, heads)


def talk_weights(signs: npt.NDArray[np.int8], hard: Flags) -> Floats:
    """By text, for one label: how many sentences of talk it stands for; 0 where nobody knows."""
    has, easy = signs > 0, (signs < 0) & ~hard
    weights = np.zeros(len(signs))
    shares = ((has, HAS_SHARE), (hard, HARD_SHARE), (easy, 1 - HAS_SHARE - HARD_SHARE))
    known = sum(int(which.sum()) for which, _ in shares)
    for which, share in shares:
        if which.any():
            weights[which] = share * known / which.sum()
    return weights


def _label(
    one: Definition, corpus: Corpus, place: int, scores: Floats, on: date, precision: float
) -> Label:
    signs = corpus.signs[:, place]
    known = np.nonzero(signs)[0]
    scores, has, hard = scores[known], signs[known] > 0, corpus.hard[known, place]
    weights = talk_weights(signs[known], hard)
    calibration = fit_calibration(scores, has, weights)
    probabilities = calibration.probabilities(scores)
    sure = sure_from(probabilities, has, weights, precision)
    sources = [corpus.sources[row] for row in known.tolist()]
    card = _card(one, probabilities, has, weights, sure, sources, on)
    return Label(
        one.id, dict(one.name), calibration, sure, card,
        unit=one.unit, by=one.by, group=one.group, means=dict(one.means),
    )  # fmt: skip


def _card(
    one: Definition,
    probabilities: Floats,
    has: Flags,
    weights: Floats,
    sure: float,
    sources: Sequence[str],
    on: date,
) -> Card:
    called = probabilities >= sure
    unsure = (probabilities >= min(sure, 0.4)) & ~called
    curve = calibration_curve(probabilities, has, weights)
    return Card(
        trained_on=dict(Counter(sources)),
        has=int(has.sum()),
        has_not=int((~has).sum()),
        measured_on=on,
        precision=share_of(has[called], weights[called]),
        recall=share_of(called[has]),
        unsure=share_of(unsure[has]),
        average_precision=average_precision(probabilities, has, weights),
        curve=curve,
        calibration_error=calibration_error(curve),
        groups=tuple(_groups(called, has, weights, sources)),
        not_for=one.not_for,
    )


def _groups(called: Flags, has: Flags, weights: Floats, sources: Sequence[str]) -> list[Group]:
    of = np.array(sources)
    groups = []
    for source in sorted(set(sources)):
        here = of == source
        found, true = here & called, here & has
        precision: Share = share_of(has[found], weights[found])
        groups.append(Group(source, precision, share_of(called[true])))
    return groups


def average_precision(probabilities: Floats, has: Flags, weights: Floats) -> float:
    """The area under precision over recall, ties together; 0 of nothing."""
    if not has.any():
        return 0.0
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum((weights * has)[order])
    called = np.cumsum(weights[order])
    last = np.append(np.diff(probabilities[order]) != 0, True)
    recall, precision = right[last] / right[-1], (right / called)[last]
    return float((np.diff(recall, prepend=0.0) * precision).sum())
