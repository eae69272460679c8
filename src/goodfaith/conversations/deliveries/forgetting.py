"""Files that nobody went on handing in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from goodfaith.conversations.deliveries.arriving import stop_delivery
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import path_of
from goodfaith.platform.events import periodic
from goodfaith.platform.keeping import remove_expired
from goodfaith.trust.ledger import SYSTEM

KEEP_UNFINISHED = timedelta(days=7)


@periodic("20 19 * * *", "conversations.forget_unfinished", queue="bulk")
def forget_unfinished() -> None:
    """Every night: stop what has not arrived for a week, and remove its bytes."""
    stop_unfinished(timezone.now())


def stop_unfinished(now: datetime) -> int:
    """Stop deliveries begun a week ago of which the rest never came; how many there were."""
    old = Delivery.objects.filter(state=Delivery.State.ARRIVING, begun_at__lt=now - KEEP_UNFINISHED)
    stopped = [stop_delivery(delivery, actor=SYSTEM, now=now) for delivery in old]
    for delivery in stopped:
        path_of(delivery).unlink(missing_ok=True)
    remove_expired(settings.CONFIGURATION.home, older_than=KEEP_UNFINISHED, at=now)
    return len(stopped)
