"""Background work of the overview."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.platform.events import job, periodic
from goodfaith.quality.overview.counting import AT_ONCE, count_stale
from goodfaith.quality.overview.reports.making import forget_reports, make_report


@job("quality.count_days", lock="quality.count_days")
def count_days() -> None:
    """A few days of which something has changed; asks for the next."""
    if count_stale(timezone.now()) == AT_ONCE:
        count_days.once()


@periodic("* * * * *", "quality.count_overview")
def count_overview() -> None:
    """What the overview says is a minute old at most."""
    count_days.once()


@periodic("41 19 * * *", "quality.forget_reports", queue="bulk")
def forget_old_reports() -> None:
    """Reports are kept for a year and a bit."""
    forget_reports(timezone.now())


__all__ = ["count_days", "count_overview", "forget_old_reports", "make_report"]
