"""How far two people who judge the same things independently agree, beyond chance. Pure.

Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20, 1960) with the large-sample standard error of J. L. Fleiss, J. Cohen
and B. S. Everitt ("Large sample standard errors of kappa and weighted kappa", Psychological
Bulletin 72, 1969; Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed.,
equations 18.13 to 18.16).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from math import sqrt

import msgspec

FEWEST_PAIRS = 20
"""Below so many the large-sample error means little: no number is told."""
_Z95 = 1.959963984540054


class Agreement(msgspec.Struct, frozen=True):
    """`observed` and `expected` are rates, None without pairs.

    `kappa` is -1 to 1: 0 is chance, 1 is agreement in everything. None where there are too few
    pairs, and where both say the same one thing of all: then chance alone explains it. `low` and
    `high` bound it with 95 % confidence.
    """

    pairs: int
    agreed: int
    observed: float | None
    expected: float | None
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def is_few(self) -> bool:
        return self.pairs < FEWEST_PAIRS

    @property
    def differed(self) -> int:
        return self.pairs - self.agreed


def agreement_of(
    pairs: Iterable[tuple[Hashable, Hashable]], fewest: int = FEWEST_PAIRS
) -> Agreement:
    """Of what the first and the second said of each thing."""
    counts = Counter(pairs)
    n = counts.total()
    if not n:
        return Agreement(0, 0, None, None, None, None, None)
    agreed = sum(number for (one, other), number in counts.items() if one == other)
    observed, expected = agreed / n, _expected(counts, n)
    if n < fewest or _is_one_sided(counts):
        return Agreement(n, agreed, observed, expected, None, None, None)
    kappa = (observed - expected) / (1 - expected)
    away = _Z95 * standard_error(counts)
    return Agreement(
        n, agreed, observed, expected, kappa, max(-1.0, kappa - away), min(1.0, kappa + away)
    )


def standard_error(counts: Counter[tuple[Hashable, Hashable]]) -> float:
    """Of kappa, for an interval around it (not for testing that it is 0)."""
    n = counts.total()
    first, second = _margins(counts, n)
    expected = _expected(counts, n)
    kappa = (sum(c for (i, j), c in counts.items() if i == j) / n - expected) / (1 - expected)
    same = sum(
        c / n * (1 - (first[i] + second[i]) * (1 - kappa)) ** 2
        for (i, j), c in counts.items() if i == j
    )  # fmt: skip
    other = (1 - kappa) ** 2 * sum(
        c / n * (second[i] + first[j]) ** 2 for (i, j), c in counts.items() if i != j
    )
    chance = (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(0.0, same + other - chance) / n) / (1 - expected)


def _is_one_sided(counts: Counter[tuple[Hashable, Hashable]]) -> bool:
    """Whether both said the same one thing of everything."""
    return len({said for pair in counts for said in pair}) == 1


def _expected(counts: Counter[tuple[Hashable, Hashable]], n: int) -> float:
    first, second = _margins(counts, n)
    return sum(share * second[said] for said, share in first.items())


def _margins(
    counts: Counter[tuple[Hashable, Hashable]], n: int
) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """How large a share each said of everything, by what was said."""
    every = {said for pair in counts for said in pair}
    first, second = dict.fromkeys(every, 0.0), dict.fromkeys(every, 0.0)
    for (one, other), number in counts.items():
        first[one] += number / n
        second[other] += number / n
    return first, second
