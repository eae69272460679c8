"""Time passes: what is about to be too late is told, what is too late is judged."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from goodfaith.quality.cases import deadlines, looking
from goodfaith.quality.cases.settled import settled
from goodfaith.quality.cases.writing import write_cases
from goodfaith.quality.models import Case, Deadline

AT_ONCE = 200


def look_at_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """Look at the next cases that time has changed; how many there were. One transaction.

    Whoever dies before its end has changed nothing: the next one looks at the same cases.
    """
    with transaction.atomic(), looking.uncollected():
        due = Case.objects.filter(next_look_at__lte=now, merged_into=None)
        locked = due.select_for_update(skip_locked=True).order_by("next_look_at", "pk")
        rows = list(locked.values_list("pk", "sale", "conversation_id")[:most])
        over = _over([pk for pk, _, _ in rows], now)
        looking.look_at([sale for pk, sale, _ in rows if sale and pk in over], now=now)
        looking.look_at_singles([c for pk, _, c in rows if c and pk in over], now=now)
        _warn([pk for pk, _, _ in rows], now)
    return len(rows)


def _over(ids: list[int], now: datetime) -> set[int]:
    """Those with a rule's deadline that has passed: their verdicts may be others now."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    late = Deadline.objects.filter(~Q(rule=""), case__in=ids, ended_at=None, due_on__lt=today)
    return set(late.values_list("case_id", flat=True))


def _warn(ids: list[int], now: datetime) -> None:
    """Of the others only warnings, and what the review itself waits for, have to be seen to."""
    zone = ZoneInfo(settings.TIME_ZONE)
    cases = list(Case.objects.filter(pk__in=ids, merged_into=None, next_look_at__lte=now))
    if cases:
        standing = deadlines.open_of(cases)
        deadlines.settle_all(cases, standing, {}, settled(), now=now, zone=zone)
        write_cases(cases)
