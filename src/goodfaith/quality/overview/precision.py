"""How often a rule is right, as far as people have told, with the interval that allows.

The interval is Wilson's (E. B. Wilson, Probable inference, the law of succession, and statistical
inference, JASA 22 (1927) 209–212), which keeps what it promises for few decisions and for shares
near 0 and 1 (Brown, Cai, DasGupta, Interval estimation for a binomial proportion, Statistical
Science 16 (2001) 101–133).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import sqrt
from typing import Final

import msgspec

from goodfaith.quality.overview.figures import Figures, summed

FEWEST: Final = 10
"""Below so many decisions a share says nothing: with 9 of 10 the interval spans 38 points."""
Z_95: Final = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


class Share(msgspec.Struct, frozen=True):
    """`hits` of `trials`, from 0 to 1, with its interval at 95 %."""

    hits: int
    trials: int

    @property
    def rate(self) -> float:
        return self.hits / self.trials if self.trials else 0.0

    @property
    def is_enough(self) -> bool:
        return self.trials >= FEWEST

    @property
    def low(self) -> float:
        return wilson(self.hits, self.trials)[0]

    @property
    def high(self) -> float:
        return wilson(self.hits, self.trials)[1]


def wilson(hits: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of `hits` of `trials`; (0, 1) without any trial."""
    if not trials:
        return 0.0, 1.0
    rate, square = hits / trials, z * z
    middle = rate + square / (2 * trials)
    spread = z * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    low = (middle - spread) / (1 + square / trials)
    high = (middle + spread) / (1 + square / trials)
    return (0.0 if hits == 0 else max(0.0, low)), (1.0 if hits == trials else min(1.0, high))


class RulePrecision(msgspec.Struct, frozen=True):
    """One rule: what it found and what people made of it. `judged` is the cases it could look at.

    `trend` is its share right in each step of the period, None where nobody decided.
    """

    rule: str
    title: str
    severity: str
    figures: Figures
    judged: int
    trend: tuple[float | None, ...]

    @property
    def share(self) -> Share:
        return precision_of(self.figures)

    @property
    def doubtful_rate(self) -> float | None:
        """The share of judged cases in which it could not be told."""
        return self.figures.undecidable / self.judged if self.judged else None


def precision_of(figures: Figures) -> Share:
    """Confirmed of those that were confirmed or dismissed, by what stands."""
    return Share(figures.confirmed, figures.confirmed + figures.dismissed)


def precisions(
    rules: Mapping[str, Mapping[date, Figures]],
    titles: Mapping[str, str],
    severities: Mapping[str, str],
    judged: int,
) -> list[RulePrecision]:
    """Every rule that found something, that people added to, or that could not be told."""
    return [
        RulePrecision(
            rule, titles.get(rule, rule), severities.get(rule, ""), summed(steps.values()), judged,
            tuple(_rate(steps[step]) for step in sorted(steps)),
        )
        for rule, steps in sorted(rules.items())
    ]  # fmt: skip


def _rate(figures: Figures) -> float | None:
    share = precision_of(figures)
    return share.rate if share.trials else None


def lowest_first(one: RulePrecision) -> tuple[bool, float, int]:
    """Those that are wrong most often, among those of which enough is known."""
    return not one.share.is_enough, one.share.rate, -one.figures.violated
