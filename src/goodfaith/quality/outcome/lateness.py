"""What time alone changes: appeals nobody answered, notices nobody read, actions soon due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from goodfaith.quality.models import Appeal, AppealStep, CorrectiveAction
from goodfaith.quality.outcome.corrective import today
from goodfaith.quality.outcome.notices import lapse
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

WARN_DAYS = 2
"""Owners of corrective actions are warned so many days before the last one."""
_AT_ONCE = 500


def pass_time(*, now: datetime) -> int:
    """All of it, as of `now`; how many things have changed. Twice changes nothing."""
    return mark_late(now=now) + lapse(now=now, most=_AT_ONCE) + warn_owners(now=now)


def mark_late(*, now: datetime) -> int:
    """Appeals that were not answered in time at their stage: marked once a stage."""
    with transaction.atomic():
        rows = Appeal.objects.filter(state=Appeal.State.FILED, is_late=False, answer_by__lte=now)
        found = list(rows.select_for_update(skip_locked=True).order_by("pk")[:_AT_ONCE])
        for row in found:
            AppealStep.objects.create(
                appeal=row, kind=AppealStep.Kind.LATE, stage=row.stage, at=now
            )
            ledger.record(SYSTEM, "appeals.late", row, now, stage=row.stage)
        Appeal.objects.filter(pk__in=[row.pk for row in found]).update(is_late=True)
    return len(found)


def warn_owners(*, now: datetime) -> int:
    """Corrective actions that are due soon: their owners are told with the next mail, once."""
    with transaction.atomic():
        rows = due_soon(now).filter(warned_at=None).select_for_update(skip_locked=True)
        found = [row.pk for row in rows.order_by("pk")[:_AT_ONCE]]
        CorrectiveAction.objects.filter(pk__in=found).update(warned_at=now)
    return len(found)


def due_soon(now: datetime) -> QuerySet[CorrectiveAction]:
    """Open ones of which the last day is near, or over."""
    last = today(now) + timedelta(days=WARN_DAYS)
    return CorrectiveAction.objects.filter(state=CorrectiveAction.State.OPEN, due_on__lte=last)
