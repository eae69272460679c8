"""Dismissing a finding because an appeal against it was upheld."""

from __future__ import annotations

from datetime import datetime

from goodfaith.quality.models import Charge, Decision, Seat
from goodfaith.trust.viewing import Viewer


def lift(
    *, actor: Viewer, charge: Charge, reason: str, comment: str, appeal: int, now: datetime
) -> Decision:
    """Decide from the seat of appeals that what a charge rests on was none."""
    was = charge.decision
    return Decision.objects.create(
        case_id=was.case_id, rule=was.rule, seat=Seat.APPEAL, judgement_id=was.judgement_id,
        group=was.group, machine=was.machine, severity=was.severity,
        verdict=Decision.Verdict.DISMISSED, reason=reason, comment=comment[:1000],
        by_id=actor.staff_id, at=now, key=f"appeal-{appeal}",
    )  # fmt: skip
