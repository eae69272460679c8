"""Background work of the queue: each may run twice."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from goodfaith.platform.events import job, periodic
from goodfaith.quality.queue.calling import call_days, call_sales
from goodfaith.quality.queue.following import follow_cases
from goodfaith.quality.queue.taking import take_back_lapsed

RECENT_DAYS = 3
LONGEST_DAYS = 35
"""A conversation may come a month late; what comes later yet is drawn as it is read, or not."""


@periodic("* * * * *", "quality.queue_goes_on")
def go_on() -> None:
    """What was in hand and forgotten waits again; tasks are as their cases are."""
    now = timezone.now()
    take_back_lapsed(now=now)
    follow_cases(now=now)


@periodic("*/10 * * * *", "quality.draw_what_was_left", queue="bulk")
def draw_what_was_left() -> None:
    """Conversations that named a sale which has no case, and sales a plan covers since."""
    draw.once(days=RECENT_DAYS)


@periodic("41 18 * * *", "quality.draw_what_came_late", queue="bulk")
def draw_what_came_late() -> None:
    """The same for whatever came late, once a day."""
    draw.once(days=LONGEST_DAYS)


@job("quality.draw", lock="quality.draw")
def draw(*, days: int) -> None:
    """Draw from the last days, and open what waits for nothing else."""
    now = timezone.now()
    today = timezone.localdate(now)
    call_days(_before(today, days), today, now=now)
    call_sales(now=now)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)
