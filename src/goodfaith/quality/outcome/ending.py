"""Taking charges back: what was confirmed holds no longer, or not of that person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodfaith.quality.models import Charge
from goodfaith.quality.outcome.appealing import make_moot
from goodfaith.quality.outcome.notices import settle_notice
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM


def end_charges(charges: Sequence[Charge], *, now: datetime) -> None:
    """They count no more, and appeals against them are settled. Called in a transaction."""
    for charge in charges:
        charge.ended_at, charge.ended_as = now, Charge.Ended.TAKEN_BACK
        charge.save(update_fields=["ended_at", "ended_as"])
        ledger.record(SYSTEM, "charges.taken_back", charge, now, rule=charge.rule)
    make_moot(charges, now=now)
    for notice in {charge.notice_id: charge.notice for charge in charges}.values():
        settle_notice(notice, now)
