"""What an administrator does about endpoints and deliveries: one function an act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from goodfaith.platform import ledger
from goodfaith.platform.webhook_kinds import TESTED
from goodfaith.platform.webhooks.addresses import faults
from goodfaith.platform.webhooks.kinds import every_kind
from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint
from goodfaith.platform.webhooks.publishing import deliver_to
from goodfaith.platform.webhooks.secret_keys import give_secret
from goodfaith.platform.webhooks.waking import wake
from goodfaith.platform.webhooks.words import FAULTS

_STATE = WebhookEndpoint.State


class Wrong(msgspec.Struct, frozen=True):
    """`field` names the input, `sentence` is translated late."""

    field: str
    code: str

    @property
    def sentence(self) -> Any:
        return FAULTS[self.code]


class EndpointInvalid(ValueError):
    """Nothing was changed; carries everything that is wrong."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(", ".join(each.code for each in wrong))


class Described(msgspec.Struct, frozen=True):
    """What somebody wants of an endpoint."""

    name: str
    url: str
    kinds: tuple[str, ...] = ()
    in_order: bool = False


def add_endpoint(
    *, actor: Any, described: Described, staff_id: int, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, told once. Raises `EndpointInvalid`."""
    checked = _checked(described)
    with transaction.atomic():
        endpoint = WebhookEndpoint(made_by_id=staff_id, made_at=now)
        _describe(endpoint, checked)
        secret = give_secret(endpoint, now)
        endpoint.save()
        ledger.record(actor, "webhook.added", endpoint, now, kinds=endpoint.kinds)
    return endpoint, secret


def change_endpoint(
    *, actor: Any, endpoint: WebhookEndpoint, described: Described, now: datetime
) -> None:
    """Another name, address or kinds. Raises `EndpointInvalid`.

    What waits is sent to another address now, with a whole round of attempts.
    """
    checked = _checked(described)
    with transaction.atomic():
        locked = _locked(endpoint)
        is_elsewhere = locked.url != checked.url
        _describe(locked, checked)
        locked.save(update_fields=["name", "url", "kinds", "in_order"])
        if is_elsewhere:
            _begin_again(locked, now)
        ledger.record(actor, "webhook.changed", locked, now, kinds=locked.kinds)


def rotate_secret(*, actor: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    """A new secret, told once; the one before stays valid for a day."""
    with transaction.atomic():
        locked = _locked(endpoint)
        secret = give_secret(locked, now)
        locked.save(update_fields=["secret", "secret_before", "before_until"])
        ledger.record(actor, "webhook.secret_rotated", locked, now)
    return secret


def pause_endpoint(*, actor: Any, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send it nothing; what it misses waits. Pausing what is paused changes nothing."""
    with transaction.atomic():
        locked = _locked(endpoint)
        if locked.state == _STATE.ACTIVE:
            _put(locked, _STATE.PAUSED)
            ledger.record(actor, "webhook.paused", locked, now, why=_STATE.PAUSED.value)


def resume_endpoint(*, actor: Any, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send what has waited, now, with a whole round of attempts."""
    with transaction.atomic():
        locked = _locked(endpoint)
        if locked.state not in (_STATE.ACTIVE, _STATE.REMOVED):
            _put(locked, _STATE.ACTIVE)
            _begin_again(locked, now)
            ledger.record(actor, "webhook.resumed", locked, now)


def remove_endpoint(*, actor: Any, endpoint: WebhookEndpoint, now: datetime) -> None:
    """It is told nothing any more, and what waits for it is given up; its past stays."""
    with transaction.atomic():
        locked = _locked(endpoint)
        if locked.state == _STATE.REMOVED:
            return
        locked.secret = locked.secret_before = ""
        _put(locked, _STATE.REMOVED)
        waiting = locked.deliveries.filter(state=WebhookDelivery.State.WAITING)
        waiting.update(state=WebhookDelivery.State.FAILED, ended_at=now)
        ledger.record(actor, "webhook.removed", locked, now)


def send_test(*, actor: Any, endpoint: WebhookEndpoint, now: datetime) -> WebhookDelivery:
    """Send it a message that says nothing, whichever kinds it wants."""
    with transaction.atomic():
        deliver_to([endpoint], TESTED.name, "", {"endpoint": endpoint.pk}, now)
        ledger.record(actor, "webhook.tested", endpoint, now)
    return endpoint.deliveries.select_related("message").latest("pk")


def send_again(*, actor: Any, delivery: WebhookDelivery, now: datetime) -> None:
    """Another round of attempts from now on, with the same `webhook-id`; again changes nothing."""
    with transaction.atomic():
        locked = WebhookDelivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
        locked.state, locked.attempts = WebhookDelivery.State.WAITING, 0
        locked.next_at, locked.ended_at = now, None
        locked.save(update_fields=["state", "attempts", "next_at", "ended_at"])
        ledger.record(actor, "webhook.sent_again", locked, now, endpoint=locked.endpoint_id)
        wake([locked.endpoint_id])


def _checked(described: Described) -> Described:
    """Trimmed. Raises `EndpointInvalid`."""
    name, url = " ".join(described.name.split()), described.url.strip()
    known = {kind.name for kind in every_kind()}
    wrong = [Wrong("url", code) for code in faults(url, settings.WEBHOOK_REACH)]
    if not name:
        wrong.append(Wrong("name", "nameless"))
    if not known.issuperset(described.kinds):
        wrong.append(Wrong("kinds", "unknown_kind"))
    if wrong:
        raise EndpointInvalid(wrong)
    kinds = tuple(sorted(set(described.kinds)))
    return msgspec.structs.replace(described, name=name, url=url, kinds=kinds)


def _describe(endpoint: WebhookEndpoint, described: Described) -> None:
    endpoint.name, endpoint.url = described.name, described.url
    endpoint.kinds, endpoint.in_order = list(described.kinds), described.in_order


def _begin_again(endpoint: WebhookEndpoint, now: datetime) -> None:
    """Forget that it failed, and send what waits."""
    endpoint.failing_since = endpoint.told_at = None
    endpoint.save(update_fields=["failing_since", "told_at"])
    waiting = endpoint.deliveries.filter(state=WebhookDelivery.State.WAITING)
    waiting.update(next_at=now, attempts=0)
    wake([endpoint.pk])


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)


def _put(endpoint: WebhookEndpoint, state: WebhookEndpoint.State) -> None:
    endpoint.state = state
    endpoint.save()
