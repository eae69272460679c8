"""Asking the ledger: by person, act, object and time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from goodfaith.trust.models import LedgerEntry, Staff


def filter_entries(
    rows: QuerySet[LedgerEntry], asked: Mapping[str, str]
) -> QuerySet[LedgerEntry]:
    """`rows` by `who` (a staff number), `act`, `object` (kind or kind:id), `from_on`, `to_on`.

    What cannot be read as such asks for nothing.
    """
    if who := asked.get("who", "").strip():
        known = Staff.objects.filter(number__iexact=who).values_list("pk", flat=True)
        rows = rows.filter(actor_kind="staff", actor_id__in=[str(pk) for pk in known])
    if act := asked.get("act", ""):
        rows = rows.filter(act=act)
    kind, _colon, key = asked.get("object", "").strip().partition(":")
    rows = rows.filter(object_kind=kind) if kind else rows
    rows = rows.filter(object_id=key) if key else rows
    if start := _day(asked.get("from_on", "")):
        rows = rows.filter(at__gte=_midnight(start))
    if end := _day(asked.get("to_on", "")):
        rows = rows.filter(at__lt=_midnight(end + timedelta(days=1)))
    return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
