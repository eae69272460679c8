"""Settling until when cases are due and what breaking rules costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.db import transaction
from django.db.models import Max

from goodfaith.quality.cases.jobs import look_at_cases
from goodfaith.quality.cases.scoring import Line
from goodfaith.quality.cases.wanted import want
from goodfaith.quality.models import Case, DuePolicy, ScorecardTemplate
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of


class TooEarly(ValueError):
    """A scorecard does not begin before today: what was scored stays scored."""


def settle_due(
    *, actor: Actor, channel: str, until: str, days: int, warn_days: int, now: datetime
) -> DuePolicy:
    """From now on sales of `channel` ("" all others) are due so; open ones are looked at anew."""
    with transaction.atomic():
        policy, _ = DuePolicy.objects.update_or_create(
            channel=channel,
            defaults={
                "until": until,
                "days": days,
                "warn_days": warn_days,
                "changed_by_id": staff_id_of(actor),
                "changed_at": now,
            },
        )
        ledger.record(actor, "cases.due_settled", policy, now, until=until, days=days)
        living = Case.objects.exclude(state=Case.State.CLOSED).filter(merged_into=None)
        fitting = living.filter(channel=channel) if channel else living
        if want(f"case:{pk}" for pk in fitting.values_list("pk", flat=True)):
            look_at_cases.once()
    return policy


def settle_scorecard(
    *,
    actor: Actor,
    product_type: str,
    channel: str,
    in_force_from: date,
    lines: Mapping[str, Line],
    full_score: float = 100.0,
    pass_score: float | None = None,
    note: str = "",
    today: date,
    now: datetime,
) -> ScorecardTemplate:
    """The next scorecard of a product type and channel. Raises `TooEarly`.

    Sales signed from `in_force_from` on are scored by it; those before keep theirs.
    """
    if in_force_from < today:
        raise TooEarly
    with transaction.atomic():
        same = ScorecardTemplate.objects.filter(product_type=product_type, channel=channel)
        last = same.aggregate(last=Max("number"))["last"] or 0
        made = ScorecardTemplate.objects.create(
            product_type=product_type, channel=channel, number=last + 1,
            in_force_from=in_force_from, full_score=full_score, pass_score=pass_score,
            lines=msgspec.to_builtins(dict(lines)), note=note[:500],
            made_by_id=staff_id_of(actor), made_at=now,
        )  # fmt: skip
        ledger.record(actor, "cases.scorecard_settled", made, now, number=made.number)
    return made
