"""What a case scores: the rulebook's own deductions, or those of the template for its product.

Pure. A rule costs once, however often it was broken; one veto (一票否决) fails the card outright.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from goodfaith.analysis.finding import VIOLATED, Finding
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scorecard import FULL_SCORE, Deduction, Scorecard

FAMILY = "family:"


class Line(msgspec.Struct, frozen=True):
    """What breaking a rule, or any rule of a family, costs."""

    points: float = 0.0
    veto: bool = False


class Card(msgspec.Struct, frozen=True):
    """A template as it scores. `pass_score` None: a score alone fails nobody."""

    lines: Mapping[str, Line] = {}
    full_score: float = FULL_SCORE
    pass_score: float | None = None


class Dated(msgspec.Struct, frozen=True):
    """Where a template belongs and from when it counts; `id` and `number` tell it from others."""

    id: int
    number: int
    product_type: str
    channel: str
    in_force_from: date
    card: Card


def template_for(
    templates: Iterable[Dated], product_type: str, channel: str, day: date
) -> Dated | None:
    """The most particular template in force on `day`; of the same place the latest. None: none.

    A product type is more particular than a channel.
    """
    fitting = [
        one
        for one in templates
        if one.product_type in ("", product_type)
        and one.channel in ("", channel)
        and one.in_force_from <= day
    ]
    return max(fitting, key=_rank, default=None)


def _rank(one: Dated) -> tuple[bool, bool, date, int]:
    return bool(one.product_type), bool(one.channel), one.in_force_from, one.number


def score_case(findings: Iterable[Finding], rulebook: Rulebook, card: Card | None) -> Scorecard:
    """Add up what the violations of a case cost, by rule; never below 0."""
    broken = {f.rule: f.family for f in findings if f.verdict == VIOLATED}
    found = [deduction_of(rule, broken[rule], rulebook, card) for rule in sorted(broken)]
    deductions = tuple(one for one in found if one.points or one.veto)
    vetoed = any(one.veto for one in deductions)
    full = card.full_score if card else FULL_SCORE
    left = max(0.0, full - sum(one.points for one in deductions))
    return Scorecard(0.0 if vetoed else left, vetoed, deductions)


def deduction_of(rule: str, family: str, rulebook: Rulebook, card: Card | None) -> Deduction:
    """What breaking a rule of a `family` costs on a card; nothing where nobody knows the rule."""
    lines = card.lines if card else {}
    line = lines.get(rule) or lines.get(FAMILY + family)
    if line is not None:
        return Deduction(rule, line.points, line.veto)
    try:
        known = rulebook.rule(rule)
    except KeyError:  # a conversation of another day was read by another edition
        return Deduction(rule, 0.0, False)
    return Deduction(rule, known.deducts, known.veto)


def suggestion(scorecard: Scorecard, worst: int | None, undecidable: int, card: Card | None) -> str:
    """What the score speaks for: `unqualified`, `qualified`, or "" where a person has to say.

    A critical violation is nothing that points could make up for; nor is what nobody could decide
    a pass.
    """
    if scorecard.vetoed or worst == 0:
        return "unqualified"
    if undecidable:
        return ""
    if card is None or card.pass_score is None:
        return "qualified" if worst is None else ""
    return "qualified" if scorecard.score >= card.pass_score else "unqualified"


def lines_of(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Line]:
    """The lines as a template's row keeps them."""
    return {name: msgspec.convert(line, Line) for name, line in stored.items()}


def problems_in(lines: Mapping[str, Line], known: Sequence[str]) -> list[str]:
    """The names in `lines` that no rule and no family has."""
    return sorted(set(lines) - set(known))
