"""What followed from a case goes on with the case that it was joined to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Max

from goodfaith.quality.models import Case, Charge, CorrectiveAction, Notice
from goodfaith.quality.outcome.ending import end_charges


def carry_over(case: Case, other: Case, *, now: datetime) -> None:
    """Notices, charges and corrective actions of `other` are of `case`. Called in a transaction.

    A rule counts once in a case: of two charges the one of `case` goes on, the other is taken back.
    """
    rows = Charge.objects.filter(case=other).select_related("notice").order_by("pk")
    if charges := list(rows.select_for_update(of=("self",))):
        known = set(case.charges.standing().values_list("rule", flat=True))
        end_charges([c for c in charges if c.ended_at is None and c.rule in known], now=now)
        last = case.notices.aggregate(last=Max("number"))["last"] or 0
        Notice.objects.filter(case=other).update(case=case, number=F("number") + last)
        Charge.objects.filter(case=other).update(case=case)
    CorrectiveAction.objects.filter(case=other).update(case=case, unit_path=case.unit_path)
