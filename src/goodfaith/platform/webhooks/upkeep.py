"""Finding endpoints with work, and forgetting messages of long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage

KEEP = timedelta(days=30)
_AT_ONCE = 10_000
_STATE = WebhookDelivery.State


def endpoints_with_work(now: datetime) -> list[int]:
    """Active endpoints with something that is due and that nobody has in hand."""
    waiting = WebhookDelivery.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        endpoint=OuterRef("pk"), state=_STATE.WAITING, next_at__lte=now,
    )  # fmt: skip
    active = WebhookEndpoint.objects.filter(Exists(waiting), state=WebhookEndpoint.State.ACTIVE)
    return list(active.order_by("pk").values_list("pk", flat=True))


def forget_old(now: datetime) -> int:
    """Delete messages of over 30 days ago that wait for no endpoint; how many."""
    waiting = WebhookDelivery.objects.filter(message=OuterRef("pk"), state=_STATE.WAITING)
    waiting = waiting.exclude(endpoint__state=WebhookEndpoint.State.REMOVED)
    old = WebhookMessage.objects.filter(~Exists(waiting), published_at__lt=now - KEEP)
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    WebhookMessage.objects.filter(pk__in=ids).delete()
    return len(ids)
