"""A scorecard: 100 points less what violated rules cost; one veto fails it outright."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from goodfaith.analysis.finding import VIOLATED, Finding
from goodfaith.analysis.rules.rule import Rulebook

FULL_SCORE = 100.0


class Deduction(msgspec.Struct, frozen=True):
    """What one rule cost. A rule costs once, however often it was broken."""

    rule: str
    points: float
    veto: bool


class Scorecard(msgspec.Struct, frozen=True):
    """`score` is 0 to 100. `vetoed` (一票否决) fails the card whatever the score."""

    score: float
    vetoed: bool
    deductions: tuple[Deduction, ...]


def score(findings: Iterable[Finding], rulebook: Rulebook) -> Scorecard:
    """Add up what the violations of one conversation or one sale cost, by rule."""
    broken = sorted({f.rule for f in findings if f.verdict == VIOLATED})
    rules = [rulebook.rule(id) for id in broken]
    deductions = tuple(Deduction(r.id, r.deducts, r.veto) for r in rules if r.deducts or r.veto)
    vetoed = any(deduction.veto for deduction in deductions)
    lost = sum(deduction.points for deduction in deductions)
    return Scorecard(0.0 if vetoed else max(0.0, FULL_SCORE - lost), vetoed, deductions)
