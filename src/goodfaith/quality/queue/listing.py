"""What of the queue a viewer sees at each tab, and how much there is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from goodfaith.quality.cases.due import end_of
from goodfaith.quality.models import Case, ReviewTask
from goodfaith.quality.models.cases import CaseQuerySet
from goodfaith.quality.models.tasks import ReviewTaskQuerySet
from goodfaith.quality.queue.filters import QueueFilters, narrowing
from goodfaith.quality.queue.taking import OPEN, open_to
from goodfaith.trust.viewing import Viewer

Queue = ReviewTask.Queue
SECONDS = (Queue.SECOND, Queue.ARBITRATION)


class Counts(msgspec.Struct, frozen=True):
    """How much there is at each tab; `today` are those of `review` that are due or overdue."""

    mine: int = 0
    review: int = 0
    today: int = 0
    late: int = 0
    undecidable: int = 0
    second: int = 0
    supplement: int = 0


def seen_by(viewer: Viewer) -> ReviewTaskQuerySet:
    """Who hands out sees all that is open; who reviews what they may take."""
    if viewer.may("review.assign"):
        return ReviewTask.objects.visible_to(viewer).filter(state__in=OPEN)
    return open_to(viewer) if viewer.may("cases.review") else ReviewTask.objects.none()


def mine(viewer: Viewer) -> ReviewTaskQuerySet:
    """In hand, and waiting for nobody else."""
    held = Q(state=ReviewTask.State.HELD, holder=viewer.staff_id)
    pushed = Q(state=ReviewTask.State.WAITING, pushed_to=viewer.staff_id)
    return ReviewTask.objects.filter(held | pushed, case__merged_into=None)


def at_tab(viewer: Viewer, filters: QueueFilters, now: datetime) -> ReviewTaskQuerySet:
    """The tasks at a tab, narrowed, in no order; those of `supplement` are cases, not tasks."""
    if filters.tab == "mine":
        return mine(viewer).filter(narrowing(filters))
    found = seen_by(viewer).filter(narrowing(filters))
    if filters.tab == "undecidable":
        return found.filter(queue=Queue.UNDECIDABLE)
    if filters.tab == "second":
        return found.filter(queue__in=SECONDS)
    found = found.filter(queue=Queue.REVIEW)
    return found.filter(due_at__lte=end_of_today(now)) if filters.tab == "today" else found


def waiting_for_supplement(viewer: Viewer, filters: QueueFilters) -> CaseQuerySet:
    """Cases that nobody can go on with before a supplementary recording has come."""
    cases = Case.objects.visible_to(viewer).filter(state=Case.State.WAITING)
    return cases.filter(narrowing(filters, about=""))


def counts_of(viewer: Viewer, filters: QueueFilters, now: datetime) -> Counts:
    """What the filters leave at each tab, in three queries."""
    open_tasks = seen_by(viewer).filter(narrowing(filters))
    reviews, today = Q(queue=Queue.REVIEW), end_of_today(now)
    found = open_tasks.aggregate(
        review=Count("pk", filter=reviews),
        today=Count("pk", filter=reviews & Q(due_at__lte=today)),
        late=Count("pk", filter=reviews & Q(due_at__lte=now)),
        undecidable=Count("pk", filter=Q(queue=Queue.UNDECIDABLE)),
        second=Count("pk", filter=Q(queue__in=SECONDS)),
    )
    return Counts(
        mine=mine(viewer).filter(narrowing(filters)).count(),
        supplement=waiting_for_supplement(viewer, filters).count(),
        **found,
    )


def end_of_today(now: datetime) -> datetime:
    return end_of(timezone.localdate(now), ZoneInfo(settings.TIME_ZONE))


def waits(viewer: Viewer) -> int:
    """What stands at the entry in the navigation: what is theirs to do."""
    return mine(viewer).count() if viewer.may("cases.review") else 0
