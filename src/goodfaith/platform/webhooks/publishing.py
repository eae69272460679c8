"""Telling other systems, in the transaction in which it happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.platform.webhooks.kinds import Kind, PayloadInvalid, check_payload, kind_named
from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage
from goodfaith.platform.webhooks.waking import wake

_PREFIX = "msg_"
_KEY_BYTES = 18


def publish_webhook(kind: str, aggregate: str, payload: Mapping[str, Any]) -> int:
    """Tell every endpoint that wants `kind`; how many there are.

    `aggregate` is the thing it is about, like `sale:17`, empty for none: endpoints that ask for it
    are told of a thing in the order of publication, if whoever publishes holds a lock on it.
    `payload` has ids, codes, numbers and moments, never anybody's words. Raises `KeyError` for a
    kind that no room declares, `PayloadInvalid`.
    """
    declared = kind_named(kind)
    check_payload(declared, payload)
    with transaction.atomic(savepoint=False):
        told = [end for end in _living() if not end.kinds or kind in end.kinds]
        return deliver_to(told, kind, aggregate, payload, timezone.now())


def publish_webhooks(kind: str, payloads: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """As `publish_webhook`, of many things at once, by aggregate.

    The aggregates are given back of which nothing was told, as their payload must not leave.
    """
    declared = kind_named(kind)
    refused = [name for name, payload in payloads.items() if not _may_leave(declared, payload)]
    left = {name: payload for name, payload in payloads.items() if name not in refused}
    with transaction.atomic(savepoint=False):
        told = [end for end in _living() if not end.kinds or kind in end.kinds]
        _deliver(told, kind, left, timezone.now())
    return refused


def _may_leave(kind: Kind, payload: Mapping[str, Any]) -> bool:
    try:
        check_payload(kind, payload)
    except PayloadInvalid:
        return False
    return True


def deliver_to(
    endpoints: list[WebhookEndpoint],
    kind: str,
    aggregate: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> int:
    """Write a message and a delivery for each of `endpoints`; nothing for none of them."""
    _deliver(endpoints, kind, {aggregate: payload}, now)
    return len(endpoints)


def _deliver(
    endpoints: list[WebhookEndpoint],
    kind: str,
    payloads: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    if not endpoints or not payloads:
        return
    messages = WebhookMessage.objects.bulk_create(
        WebhookMessage(
            key=_PREFIX + secrets.token_hex(_KEY_BYTES)[:32],
            kind=kind,
            aggregate=aggregate,
            body=body_of(kind, payload, now),
            published_at=now,
        )
        for aggregate, payload in payloads.items()
    )
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint=end, message=message, aggregate=message.aggregate, next_at=now)
        for message in messages
        for end in endpoints
    )
    wake(end.pk for end in endpoints if end.state == WebhookEndpoint.State.ACTIVE)


def body_of(kind: str, payload: Mapping[str, Any], at: datetime) -> str:
    """The JSON that is sent, as the specification lays it out."""
    told = {"type": kind, "timestamp": at.astimezone(UTC), "data": payload}
    return msgspec.json.encode(told).decode()


def _living() -> list[WebhookEndpoint]:
    """Paused ones too: what they missed is sent when they go on."""
    removed = WebhookEndpoint.State.REMOVED
    return list(WebhookEndpoint.objects.exclude(state=removed).order_by("pk"))
