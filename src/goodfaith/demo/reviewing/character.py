"""What kind of reviewer or adviser somebody is: the same whenever it is asked. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from goodfaith.demo.simulator.seeding import between, derive, pick

_ERRORS: Final = (0.01, 0.02, 0.02, 0.03, 0.05, 0.08)


class Reviewer(msgspec.Struct, frozen=True):
    """Rates from 0 to 1 of mistakes, of leaving open what is undecidable, of comments.

    `seconds` is how long a finding takes.
    """

    error_rate: float
    unclear_rate: float
    comment_rate: float
    seconds: float


class Adviser(msgspec.Struct, frozen=True):
    """Rates from 0 to 1 of answering in time, of appeals against what was wrong and was right.

    And of going to the manager when another reviewer has rejected one.
    """

    answers_rate: float
    appeals_wrong_rate: float
    appeals_right_rate: float
    carries_on_rate: float


def reviewer(seed: int, number: str) -> Reviewer:
    rng = derive(seed, "reviewer", number)
    return Reviewer(
        error_rate=pick(rng, _ERRORS),
        unclear_rate=between(rng, 0.15, 0.45),
        comment_rate=between(rng, 0.08, 0.4),
        seconds=between(rng, 25, 90),
    )


def adviser(seed: int, number: str) -> Adviser:
    rng = derive(seed, "charged adviser", number)
    return Adviser(
        answers_rate=between(rng, 0.75, 0.98),
        appeals_wrong_rate=between(rng, 0.6, 0.9),
        appeals_right_rate=between(rng, 0.03, 0.16),
        carries_on_rate=between(rng, 0.2, 0.5),
    )
