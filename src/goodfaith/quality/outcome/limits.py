"""Until when advisers and judges have to answer: so many whole days, in the organisation's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from goodfaith.quality.cases.due import end_of
from goodfaith.quality.models import ReviewSettings


def review_settings() -> ReviewSettings:
    """As they were settled here; as delivered where nobody has."""
    return ReviewSettings.objects.order_by("pk").first() or ReviewSettings()


def in_days(days: int, now: datetime) -> datetime:
    """The midnight that ends the last of so many days after today."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return end_of(now.astimezone(zone).date() + timedelta(days=days), zone)
