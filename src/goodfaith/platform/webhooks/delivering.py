"""Sending what is due to one endpoint, and writing down what came of it.

A delivery is claimed in a transaction of its own before it is sent. Whoever dies with it leaves a
claim that lapses, and it is sent again with the same `webhook-id`.
"""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from goodfaith.platform import ledger
from goodfaith.platform.sealing import SealBroken
from goodfaith.platform.webhooks.calling import TIMEOUT_SECONDS, Answer, call
from goodfaith.platform.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from goodfaith.platform.webhooks.schedule import PAUSE_AFTER, next_wait
from goodfaith.platform.webhooks.secret_keys import keys_of
from goodfaith.platform.webhooks.signing import signed_headers
from goodfaith.platform.webhooks.telling import tell_administrators

CLAIM_SECONDS = 60.0  # longer than any attempt takes
TURN_SECONDS = 20.0
"""After so long an endpoint steps aside for others that wait for the same worker."""
SYSTEM = "system"
_GONE = 410
_STATE = WebhookDelivery.State


def serve(endpoint_id: int) -> bool:
    """Send what is due until there is nothing, or the turn is over; whether something is left."""
    until = time.monotonic() + TURN_SECONDS
    while (delivery := claimed(endpoint_id, timezone.now())) is not None:
        attempt(delivery)
        if time.monotonic() >= until:
            return True
    return False


def due(endpoint_id: int, now: datetime) -> QuerySet[WebhookDelivery]:
    """What may be sent now, oldest first: in order, only what nothing earlier stands before."""
    earlier = WebhookDelivery.objects.filter(
        endpoint=OuterRef("endpoint"),
        aggregate=OuterRef("aggregate"),
        state=_STATE.WAITING,
        pk__lt=OuterRef("pk"),
    )
    return WebhookDelivery.objects.filter(
        ~Q(endpoint__in_order=True) | Q(aggregate="") | ~Exists(earlier),
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        endpoint=endpoint_id,
        endpoint__state=WebhookEndpoint.State.ACTIVE,
        state=_STATE.WAITING,
        next_at__lte=now,
    ).order_by("pk")


def claimed(endpoint_id: int, now: datetime) -> WebhookDelivery | None:
    """The next delivery, ours for a minute; None when there is nothing to do."""
    with transaction.atomic():
        rows = due(endpoint_id, now).select_for_update(skip_locked=True, of=("self",), no_key=True)
        delivery = rows.select_related("endpoint", "message").first()
        if delivery is not None:
            delivery.claim = uuid4()
            delivery.claimed_until = now + timedelta(seconds=CLAIM_SECONDS)
            delivery.save(update_fields=["claim", "claimed_until"])
    return delivery


def attempt(delivery: WebhookDelivery) -> None:
    """Send a claimed delivery once and record the answer."""
    at = timezone.now()
    try:
        keys = keys_of(delivery.endpoint, at)
    except SealBroken:
        answer = Answer(None, 0, failure="secret_lost")
    else:
        answer = _sent(delivery, keys, at)
    record(delivery, answer, at)


def _sent(delivery: WebhookDelivery, keys: list[str], at: datetime) -> Answer:
    if not connection.in_atomic_block:
        connection.close()  # back to the pool: others need it while the receiver thinks
    body = delivery.message.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Goodfaith",
        "Connection": "close",
        **signed_headers(keys, delivery.message.key, at, body),
    }
    return call(delivery.endpoint.url, body, headers, settings.WEBHOOK_REACH, TIMEOUT_SECONDS)


def record(delivery: WebhookDelivery, answer: Answer, at: datetime) -> None:
    """Write down an attempt and what follows; only the attempt when another has it in hand.

    The locks let in whoever publishes to this endpoint meanwhile, however long that takes.
    """
    now = timezone.now()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).get(
            pk=delivery.endpoint_id
        )
        WebhookAttempt.objects.create(
            delivery_id=delivery.pk, at=at, status=answer.status, failure=answer.failure,
            milliseconds=answer.milliseconds, answer=answer.text,
        )  # fmt: skip
        held = WebhookDelivery.objects.select_for_update(no_key=True).filter(
            pk=delivery.pk, claim=delivery.claim, state=_STATE.WAITING
        )
        if (ours := held.first()) is not None:
            has_failed = _settle(ours, answer, now)
            _judge(endpoint, answer, now, has_failed)


def _settle(delivery: WebhookDelivery, answer: Answer, now: datetime) -> bool:
    """Move a delivery on; whether it has failed for good."""
    delivery.attempts += 1
    delivery.claim = delivery.claimed_until = None
    wait = next_wait(delivery.attempts, random.random(), answer.again_after)  # noqa: S311 (jitter)
    if answer.is_taken:
        delivery.state, delivery.ended_at = _STATE.DELIVERED, now
    elif wait is None:
        delivery.state, delivery.ended_at = _STATE.FAILED, now
    else:
        delivery.next_at = now + wait
    delivery.save()
    return delivery.state == _STATE.FAILED


def _judge(endpoint: WebhookEndpoint, answer: Answer, now: datetime, has_failed: bool) -> None:
    """What an attempt says of the endpoint: it works, it fails, or it is not worth trying."""
    if answer.is_taken:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    endpoint.failing_since = endpoint.failing_since or now
    was, endpoint.state = endpoint.state, _state_after(endpoint, answer, now)
    endpoint.save(update_fields=["failing_since", "state"])
    is_paused = endpoint.state != was
    if is_paused:
        ledger.record(SYSTEM, "webhook.paused", endpoint, now, why=endpoint.state)
    if has_failed or is_paused:
        tell_administrators(endpoint, now, at_once=is_paused)


def _state_after(endpoint: WebhookEndpoint, answer: Answer, now: datetime) -> str:
    """Active no more when it says it is gone, or has taken nothing for days."""
    states = WebhookEndpoint.State
    if endpoint.state != states.ACTIVE or endpoint.failing_since is None:
        return endpoint.state
    if answer.status == _GONE:
        return states.GONE
    return states.FAILING if now - endpoint.failing_since >= PAUSE_AFTER else states.ACTIVE
