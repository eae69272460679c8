"""Background work of what follows: time that passes, and the mail of the day."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.platform.events import periodic
from goodfaith.quality.outcome.lateness import pass_time
from goodfaith.quality.outcome.mailing import forget_old_mails, send_mails

FIRST_HOUR, LAST_HOUR = 8, 18
"""Mails go out in working hours of the organisation's zone."""


@periodic("*/10 * * * *", "quality.outcome_time")
def look_at_limits() -> None:
    """Time passes without anybody doing anything."""
    pass_time(now=timezone.now())


@periodic("25 * * * *", "quality.outcome_mails", queue="bulk")
def write_mails() -> None:
    """Whoever something new waits for is written to, once a day."""
    now = timezone.now()
    if FIRST_HOUR <= timezone.localtime(now).hour < LAST_HOUR:
        send_mails(now=now)
        forget_old_mails(now=now)
