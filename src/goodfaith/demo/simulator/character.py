"""How a person of the company talks and behaves: skill, habits, honesty. Truth, kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from goodfaith.demo.simulator.seeding import pick

FAMILIES: Final = (
    "GUARANTEE DEPOSIT_CMP HIDE_EXCL HIDE_COOLING EXAGGERATE REG_ENDORSE HYPE_STOP PRESSURE REBATE "
    "SIGN_FOR COACH_CALLBACK INDUCE_NONDISC INDUCE_SURR DISPARAGE FAKE_ID UNQUAL_ADVICE TIE_IN "
    "DNC_IGNORED NO_CORRECTION RUDE"
).split()
SELDOM: Final = frozenset(
    "GUARANTEE NO_CORRECTION HIDE_EXCL DEPOSIT_CMP INDUCE_NONDISC INDUCE_SURR DISPARAGE "
    "REG_ENDORSE TIE_IN SIGN_FOR RUDE DNC_IGNORED FAKE_ID UNQUAL_ADVICE".split()
)
"""Families for which there is an opening in few conversations only."""
FILLERS: Final = ("那个", "就是说", "呃", "嗯", "然后呢", "其实", "这个", "对吧", "是这样的")


@dataclass(frozen=True, slots=True)
class Character:
    """Rates from 0 to 1.

    `skill` is how often a strategy that is called for is carried out. `misconduct` gives, for each
    family the person commits, how often it is committed where there is an opening for it.
    `habits` are practices this person has. `omits` is how often an opening duty is left out.
    """

    skill: float
    fillers: tuple[str, ...]
    filler_rate: float
    misconduct: dict[str, float]
    habits: frozenset[str]
    omits: float
    warmth: float


PRACTICES: Final = {
    "monthly_price": 0.5,
    "own_words": 0.6,
    "choice_of_times": 0.4,
    "story": 0.0,
    "compliment": -0.1,
}
"""What a practice adds to the log-odds of closing. One does nothing, one a little harm."""

STRATEGIES: Final = {
    "check_understanding": 0.35,
    "next_step": 0.8,
    "needs_first": 0.7,
    "motor_services": 0.9,
    "care_elder": 0.2,
    "recap": 0.2,
}
"""What a strategy carried out adds to the log-odds of closing, now or at the next call."""


def draw_character(rng: Random, team: Random, number: int, service: bool) -> Character:
    """A character. `team` is a generator that all people of one team start alike: they resemble.

    A fifth of the teams are worse than the others. `number` counts people: who is dishonest takes
    the families in turn, so that each is somebody's.
    """
    team_skill = team.gauss(0, 0.12)
    bad_team = team.random() < 0.2
    skill = min(0.95, max(0.05, rng.gauss(0.45, 0.22) + team_skill))
    habits = frozenset(p for p in PRACTICES if rng.random() < 0.15 + 0.35 * skill)
    return Character(
        skill=skill,
        fillers=tuple({pick(rng, FILLERS): 0, pick(rng, FILLERS): 0}),
        filler_rate=rng.random() * 0.12,
        misconduct=_misconduct(rng, number, bad_team, service),
        habits=habits,
        omits=rng.random() ** 3 * (0.5 if bad_team else 0.25),
        warmth=rng.random(),
    )


def _misconduct(rng: Random, number: int, bad_team: bool, service: bool) -> dict[str, float]:
    if service:
        return {"RUDE": 0.3} if number % 6 == 0 else {}
    if rng.random() > (0.75 if bad_team else 0.35):
        return {}
    count = 2 + int(rng.random() * 4) if rng.random() < 0.4 else 1 + int(rng.random() * 2)
    first = FAMILIES[number * 7 % len(FAMILIES)]
    committed = dict.fromkeys([first, *(pick(rng, FAMILIES) for _ in range(count - 1))])
    return {family: (0.4 if family in SELDOM else 0.1) + 0.5 * rng.random() for family in committed}
