"""From scores to probabilities, and from probabilities to yes, no and nobody knows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DOUBT_FROM = 0.4
"""Below this probability a label is not there; above it nobody knows, up to where it is sure."""
SURE_PRECISION = 0.9
_ROUNDS = 100
_BINS = 10
_Z = 1.959963984540054  # of the normal distribution, 95 % two-sided


class Calibration(msgspec.Struct, frozen=True):
    """The probability of a score `s` is 1 / (1 + exp(-(slope * s + offset)))."""

    slope: float
    offset: float

    def probability(self, score: float) -> float:
        return 1 / (1 + math.exp(-max(-700.0, min(700.0, self.slope * score + self.offset))))

    def probabilities(self, scores: npt.NDArray[np.floating]) -> Floats:
        logits = np.clip(self.slope * scores + self.offset, -700, 700)
        return np.asarray(1 / (1 + np.exp(-logits)), np.float64)

    def score(self, probability: float) -> float:
        """The score that has this probability, which is neither 0 nor 1."""
        return (math.log(probability / (1 - probability)) - self.offset) / self.slope


def fit_calibration(scores: Floats, has: Flags, weights: Floats | None = None) -> Calibration:
    """Platt's sigmoid by Newton's method, with his smoothed targets (Lin, Lin, Weng 2007).

    `scores` are of texts that the heads had not seen; `weights` say how many texts each stands
    for. Without both kinds of texts the slope is 1 and the offset what their number tells.
    """
    weights = np.ones(len(scores)) if weights is None else weights
    yes, no = float(weights[has].sum()), float(weights[~has].sum())
    high, low = (yes + 1) / (yes + 2), 1 / (no + 2)
    if not has.any() or has.all():
        return Calibration(1.0, math.log((yes + 1) / (no + 1)))
    targets = np.where(has, high, low)
    slope, offset = 1.0, math.log((yes + 1) / (no + 1))
    loss = _loss(scores, targets, weights, slope, offset)
    for _ in range(_ROUNDS):
        step = _newton(scores, targets, weights, slope, offset)
        size = 1.0
        while size > 1e-10:
            after = slope + size * step[0], offset + size * step[1]
            new = _loss(scores, targets, weights, *after)
            if new < loss:
                break
            size /= 2
        else:
            break
        improved = loss - new
        (slope, offset), loss = after, new
        if improved < 1e-10 * abs(loss):
            break
    return Calibration(max(slope, 1e-6), offset)


def _loss(scores: Floats, targets: Floats, weights: Floats, slope: float, offset: float) -> float:
    logits = slope * scores + offset
    return float((weights * (np.logaddexp(0, logits) - targets * logits)).sum())


def _newton(
    scores: Floats, targets: Floats, weights: Floats, slope: float, offset: float
) -> tuple[float, float]:
    p = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -700, 700)))
    error, curve = weights * (targets - p), weights * p * (1 - p) + 1e-12
    a, b, c = (curve * scores**2).sum() + 1e-9, (curve * scores).sum(), curve.sum() + 1e-9
    down = np.array([(error * scores).sum(), error.sum()])
    slope_step, offset_step = np.linalg.solve(np.array([[a, b], [b, c]]), down)
    return float(slope_step), float(offset_step)


def sure_from(
    probabilities: Floats, has: Flags, weights: Floats, precision: float = SURE_PRECISION
) -> float:
    """The lowest probability from which on at least `precision` of what is called is right.

    At least `DOUBT_FROM`; where no threshold does it, 1.0: the label is never sure.
    """
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum((weights * has)[order])
    called = np.cumsum(weights[order])
    falls = np.append(probabilities[order][1:] < probabilities[order][:-1], True)
    good = falls & (right >= precision * called) & (right > 0)
    if not good.any():
        return 1.0
    return max(DOUBT_FROM, float(probabilities[order][np.nonzero(good)[0][-1]]))


class Share(msgspec.Struct, frozen=True):
    """A share with its 95 % interval by Wilson; `of` is how many it was counted on.

    With weights `of` is the effective number, after Kish. Of nothing the share is unknown.
    """

    share: float | None
    low: float
    high: float
    of: float


def share_of(right: Flags, weights: Floats | None = None) -> Share:
    weights = np.ones(len(right)) if weights is None else weights
    total = float(weights.sum())
    if not total:
        return Share(None, 0.0, 1.0, 0.0)
    of = total**2 / float((weights**2).sum())
    share = float(weights[right].sum()) / total
    return Share(share, *_wilson(share, of), of)


def _wilson(p: float, of: float) -> tuple[float, float]:
    middle = (p + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * math.sqrt(p * (1 - p) / of + _Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


class Bin(msgspec.Struct, frozen=True):
    """Texts with about the same probability: its mean, the share that has the label.

    `count` is how many texts, `weight` how many they stand for.
    """

    probability: float
    share: float
    count: int
    weight: float


def calibration_curve(
    probabilities: Floats, has: Flags, weights: Floats | None = None
) -> tuple[Bin, ...]:
    """Tenths of the way from 0 to 1, those that have any text."""
    weights = np.ones(len(has)) if weights is None else weights
    places = np.minimum((probabilities * _BINS).astype(np.int64), _BINS - 1)
    members = (places == at for at in range(_BINS))
    return tuple(_bin(probabilities[m], has[m], weights[m]) for m in members if weights[m].any())


def _bin(probabilities: Floats, has: Flags, weights: Floats) -> Bin:
    total = float(weights.sum())
    mean, share = (weights * probabilities).sum() / total, weights[has].sum() / total
    return Bin(float(mean), float(share), len(has), total)


def calibration_error(curve: Sequence[Bin]) -> float:
    """How far probability and share are apart, weighted by how many there are; 0 of nothing."""
    total = sum(bin.weight for bin in curve)
    return sum(abs(b.probability - b.share) * b.weight for b in curve) / total if total else 0.0
