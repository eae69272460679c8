"""Endpoints and deliveries, as pages and routes show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from goodfaith.platform.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint

DELIVERIES = ("-id",)
ENDPOINTS = ("name", "id")
RECENT = timedelta(days=7)
_STATE = WebhookDelivery.State


def endpoints() -> QuerySet[WebhookEndpoint]:
    """Those that have not been removed."""
    living = WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.REMOVED)
    return living.select_related("made_by")


def endpoints_counted(now: datetime) -> QuerySet[Any]:
    """Each with `waiting`, `failed` and `delivered` of the last week and its `last_at`."""
    recent = Q(deliveries__message__published_at__gte=now - RECENT)
    return endpoints().annotate(
        waiting=Count("deliveries", Q(deliveries__state=_STATE.WAITING)),
        failed=Count("deliveries", recent & Q(deliveries__state=_STATE.FAILED)),
        delivered=Count("deliveries", recent & Q(deliveries__state=_STATE.DELIVERED)),
        last_at=Max("deliveries__ended_at", filter=Q(deliveries__state=_STATE.DELIVERED)),
    )


def deliveries(endpoint: WebhookEndpoint, state: str = "", kind: str = "") -> QuerySet[Any]:
    """Of one endpoint, with the `status`, `failure` and time of the last attempt."""
    found = WebhookDelivery.objects.filter(endpoint=endpoint).select_related("message")
    found = found.filter(state=state) if state in _STATE.values else found
    found = found.filter(message__kind=kind) if kind else found
    last = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    return found.annotate(
        last_status=Subquery(last.values("status")[:1]),
        last_failure=Subquery(last.values("failure")[:1]),
        last_try_at=Subquery(last.values("at")[:1]),
        last_milliseconds=Subquery(last.values("milliseconds")[:1]),
    )


def counts(endpoint: WebhookEndpoint) -> dict[str, int]:
    """How many deliveries there are in each state."""
    found = endpoint.deliveries.values("state").annotate(number=Count("pk"))
    return dict.fromkeys(_STATE.values, 0) | {
        row["state"]: row["number"] for row in found.order_by("state")
    }


def troubled_count() -> int:
    """Endpoints that took nothing the last time, or were paused for it."""
    paused = [WebhookEndpoint.State.FAILING, WebhookEndpoint.State.GONE]
    failing = Q(state=WebhookEndpoint.State.ACTIVE, failing_since__isnull=False)
    return WebhookEndpoint.objects.filter(failing | Q(state__in=paused)).count()


def delivered_to_living() -> QuerySet[WebhookDelivery]:
    """Every delivery to an endpoint that has not been removed."""
    removed = WebhookEndpoint.State.REMOVED
    found = WebhookDelivery.objects.exclude(endpoint__state=removed)
    return found.select_related("message", "endpoint")


def tries_of(delivery: WebhookDelivery) -> list[WebhookAttempt]:
    """The latest first, a hundred at most."""
    return list(delivery.tries.order_by("-pk")[:100])
