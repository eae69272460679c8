"""Drawing a share by lot: the same for the same seed, whoever draws, however often. Pure."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

_FINEST = 10_000


def lot(seed: str, *about: object) -> float:
    """A number from 0 up to 1 that depends on `seed` and on what it is about alone."""
    text = "\0".join([seed, *map(str, about)])
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") / 2**64


def is_drawn(share: float, place: int, seed: str, stratum: str) -> bool:
    """Whether the thing at `place` (0 is the first) of a stratum belongs to the sample.

    Places are parted into runs of 1/`share`; of each run one is drawn, by lot. So of the first n
    things of any stratum the sample has n x `share`, give or take one (systematic sampling with a
    random start in each interval; Cochran, Sampling Techniques, 3rd ed., 8.1 and 5A.1), and
    nobody can tell which will be next.
    """
    kept = Fraction(min(max(share, 0.0), 1.0)).limit_denominator(_FINEST)
    if not kept:
        return False
    run = place * kept.numerator // kept.denominator
    first, after = _first(run, kept), _first(run + 1, kept)
    return place == first + int(lot(seed, stratum, run) * (after - first))


def _first(run: int, share: Fraction) -> int:
    """The first place of a run: the smallest whole number that is not below run / share."""
    return -(-run * share.denominator // share.numerator)
