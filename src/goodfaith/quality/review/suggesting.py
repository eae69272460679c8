"""What a case would score if what people dismissed had not been found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES, UNDECIDABLE, VIOLATED
from goodfaith.analysis.scorecard import FULL_SCORE, Deduction, Scorecard
from goodfaith.quality.cases.scoring import Card, suggestion


class Verdict(msgspec.Struct, frozen=True):
    """What stands of a rule, and how grave it is."""

    verdict: str
    severity: str


def suggested(
    groups: Iterable[Mapping[str, Any]],
    scorecard: Mapping[str, Any],
    verdicts: Mapping[str, Verdict],
    card: Card | None,
    added: Sequence[Deduction] = (),
) -> str:
    """What is left of a judgement speaks for `qualified`, `unqualified`, or "" for neither.

    `added` is what rules cost that people confirmed and the machine had not found violated.
    """
    found = {group["rule"]: group for group in groups}
    left = remaining(scorecard, verdicts, card, added)
    violated = [g["severity"] for rule, g in found.items() if _is_violated(g, verdicts.get(rule))]
    violated += [v.severity for rule, v in verdicts.items()
                 if rule not in found and v.verdict == "confirmed"]  # fmt: skip
    open_ = sum(_is_open(g, verdicts.get(rule)) for rule, g in found.items())
    worst = min(map(SEVERITIES.index, violated), default=None)
    return suggestion(left, worst, open_, card)


def remaining(
    scorecard: Mapping[str, Any],
    verdicts: Mapping[str, Verdict],
    card: Card | None,
    added: Sequence[Deduction] = (),
) -> Scorecard:
    """The scorecard without what was dismissed, with what was `added`; never below 0."""
    rows = [msgspec.convert(row, Deduction) for row in scorecard["deductions"]]
    kept = (*(row for row in rows if not _is_dismissed(verdicts.get(row.rule))), *added)
    vetoed = any(row.veto for row in kept)
    full = card.full_score if card else FULL_SCORE
    left = max(0.0, full - sum(row.points for row in kept))
    return Scorecard(0.0 if vetoed else left, vetoed, kept)


def _is_dismissed(said: Verdict | None) -> bool:
    return said is not None and said.verdict == "dismissed"


def _is_violated(group: Mapping[str, Any], said: Verdict | None) -> bool:
    if group["verdict"] == VIOLATED:
        return not _is_dismissed(said)
    return said is not None and said.verdict == "confirmed"


def _is_open(group: Mapping[str, Any], said: Verdict | None) -> bool:
    return group["verdict"] == UNDECIDABLE and (said is None or said.verdict == "unclear")
