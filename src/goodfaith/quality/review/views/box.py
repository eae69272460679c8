"""What stands beside the findings: how far one is, and what can be concluded."""

from __future__ import annotations

from typing import Any

from goodfaith.quality.cases.settled import dated
from goodfaith.quality.cases.states import acts_in
from goodfaith.quality.models import Case, Seat
from goodfaith.quality.review.shown import Review
from goodfaith.quality.review.suggesting import Verdict, suggested
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
        "suggested": "" if review.is_blind else _suggested(case, review),
        "is_decided": bool(total) and not review.left,
    }


def _suggested(case: Case, review: Review) -> str:
    judgement = case.judgement
    if judgement is None:
        return ""
    card = dated(judgement.template).card if judgement.template else None
    verdicts = {rule: Verdict(r.verdict, r.severity) for rule, r in review.said.items()}
    return suggested(judgement.findings, judgement.scorecard, verdicts, card)
