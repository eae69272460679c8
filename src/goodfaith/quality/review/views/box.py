"""What stands beside the findings: how far one is, and what can be concluded."""

from __future__ import annotations

from typing import Any

from goodfaith.analysis.finding import VIOLATED
from goodfaith.quality.cases.costing import cost_of
from goodfaith.quality.cases.settled import dated
from goodfaith.quality.cases.states import acts_in
from goodfaith.quality.models import Case, Decision, Judgement, Seat
from goodfaith.quality.outcome.tables import rule_title
from goodfaith.quality.review.shown import Review
from goodfaith.quality.review.suggesting import Verdict, remaining, suggested
from goodfaith.trust.viewing import Viewer


def box_of(viewer: Viewer, case: Case, review: Review) -> dict[str, Any]:
    """`left` of `total` findings are to be decided; `acts` is what people may do to the case."""
    total = review.differing if review.seat == Seat.ARBITER else case.violated
    may_review = viewer.may("cases.review") and case.adviser_id != viewer.staff_id
    acts = list(acts_in(case.state)) if may_review and review.seat == Seat.FIRST else []
    return {
        "case": case,
        "review": review,
        "left": len(review.left),
        "total": len(total),
        "acts": acts,
        "is_decided": bool(total) and not review.left,
        "suggested": "",
        **({} if review.is_blind or case.judgement is None else _decided(case.judgement, review)),
    }


def _decided(judgement: Judgement, review: Review) -> dict[str, Any]:
    """What was decided speaks for, scores, and `added` to what the machine had found."""
    card = dated(judgement.template).card if judgement.template else None
    verdicts = {rule: Verdict(r.verdict, r.severity) for rule, r in review.said.items()}
    heard = [rule for rule, r in review.said.items() if _is_added(r)]
    added = [cost_of(judgement, rule) for rule in sorted(heard)]
    score = remaining(judgement.scorecard, verdicts, card, added).score
    return {
        "suggested": suggested(judgement.findings, judgement.scorecard, verdicts, card, added),
        "decided_score": None if score == judgement.scorecard["score"] else score,
        "added": [(rule_title(one.rule, judgement.edition_id), f"{one.points:g}", one.veto)
                  for one in added if one.points or one.veto],
    }  # fmt: skip


def _is_added(said: Decision) -> bool:
    return said.verdict == Decision.Verdict.CONFIRMED and said.machine != VIOLATED
