"""Dismissing a finding because an appeal against it was upheld."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from goodfaith.quality.models import Charge, Decision, Seat
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.refusals import FoundOtherwise
from goodfaith.trust.viewing import Viewer


def lift(
    *, actor: Viewer, charge: Charge, reason: str, comment: str, appeal: int, now: datetime
) -> None:
    """Decide from the seat of appeals that what a charge rests on was none.

    Where something else is found of the rule by now, whoever reviews that decides about it: the
    charge alone ends. Called in a transaction.
    """
    was, case = charge.decision, charge.case.merged_into or charge.case
    with suppress(FoundOtherwise):
        decide(
            actor=actor, case=case, rule=charge.rule, verdict=Decision.Verdict.DISMISSED,
            reason=reason, comment=comment[:1_000], key=f"appeal-{appeal}", seat=Seat.APPEAL,
            seen_judgement=was.judgement_id, now=now,
        )  # fmt: skip
