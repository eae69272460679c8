"""Background work of the overview."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.platform.events import job, periodic
from goodfaith.quality.overview.counting import AT_ONCE, count_stale


@job("quality.count_days", lock="quality.count_days")
def count_days() -> None:
    """A few days of which something has changed; asks for the next."""
    if count_stale(timezone.now()) == AT_ONCE:
        count_days.once()


@periodic("* * * * *", "quality.count_overview")
def count_overview() -> None:
    """What the overview says is a minute old at most."""
    count_days.once()
