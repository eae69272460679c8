"""What each reviewer did today, and has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone

from goodfaith.quality.cases.due import start_of
from goodfaith.quality.models import ReviewTask, TimeSpent
from goodfaith.trust.models import Staff

State = ReviewTask.State


class Progress(msgspec.Struct, frozen=True):
    """Of one reviewer today: done, in hand, waiting for them alone, and seconds of work."""

    staff: Staff
    done: int
    held: int
    pushed: int
    seconds: int


def progress_of(people: Iterable[Staff], now: datetime) -> list[Progress]:
    """Whoever did most first; those who did nothing are there, too."""
    known = {staff.pk: staff for staff in people}
    zone = ZoneInfo(settings.TIME_ZONE)
    since = start_of(timezone.localdate(now), zone)
    done = Q(state=State.DONE, done_at__gte=since)
    rows = ReviewTask.objects.filter(done | Q(state=State.HELD), holder__in=known)
    counts = {
        holder: (finished, held)
        for holder, finished, held in rows.values_list("holder").annotate(
            finished=Count("pk", filter=Q(state=State.DONE)),
            held=Count("pk", filter=Q(state=State.HELD)),
        )
    }
    waiting = ReviewTask.objects.filter(state=State.WAITING, pushed_to__in=known)
    pushed = dict(waiting.values_list("pushed_to").annotate(Count("pk")))
    spent = dict(
        TimeSpent.objects.filter(staff__in=known, at__gte=since)
        .values_list("staff")
        .annotate(Sum("seconds"))
    )
    found = [
        Progress(staff, *counts.get(id, (0, 0)), pushed.get(id, 0), spent.get(id, 0))
        for id, staff in known.items()
    ]
    return sorted(found, key=lambda p: (-p.done, -p.held, p.staff.name_key, p.staff.number))
