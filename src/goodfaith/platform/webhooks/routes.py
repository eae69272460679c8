"""Routes for webhooks: what an administrator does on the pages, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema, Status
from pydantic import Field

from goodfaith.platform.api_access import acting, called_by
from goodfaith.platform.routing import Paged, Paging, Problem, paged
from goodfaith.platform.webhooks import queries, services
from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint

router = Router(tags=["webhooks"])
Kinds = list[Annotated[str, Field(max_length=80)]]


class EndpointIn(Schema):
    """`kinds` empty: every kind, those to come included."""

    name: str = Field(min_length=1, max_length=120)
    url: str = Field(min_length=1, max_length=2_000)
    kinds: Kinds = Field(default_factory=list, max_length=100)
    in_order: bool = Field(False, description="in the order of publication for each aggregate")


class EndpointOut(Schema):
    """An endpoint without its secret. `failing_since`: since then nothing was taken."""

    id: int
    name: str
    url: str
    kinds: list[str]
    in_order: bool
    state: str
    made_at: datetime
    failing_since: datetime | None


class EndpointMade(Schema):
    """`secret` is told only in this answer."""

    secret: str
    endpoint: EndpointOut


class SecretMade(Schema):
    """`secret` is told only in this answer; the one before is valid until `before_until`."""

    secret: str
    before_until: datetime


class DeliveryOut(Schema):
    """A message on its way; `message` is its `webhook-id`."""

    id: int
    message: str = Field(validation_alias="message.key")
    kind: str = Field(validation_alias="message.kind")
    aggregate: str
    state: str
    attempts: int
    published_at: datetime = Field(validation_alias="message.published_at")
    next_at: datetime
    ended_at: datetime | None


class AttemptOut(Schema):
    """A try: the `status` that came, or the `failure` for which none did."""

    at: datetime
    status: int | None
    failure: str
    milliseconds: int
    answer: str


class DeliveryTold(DeliveryOut):
    """With what was sent and every try, the latest first."""

    body: str = Field(validation_alias="message.body")
    tries: list[AttemptOut]

    @staticmethod
    def resolve_tries(delivery: WebhookDelivery) -> Any:
        return queries.tries_of(delivery)


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except services.EndpointInvalid as invalid:
        with override("en"):
            errors = [
                {"place": f"body.{each.field}", "code": each.code, "expected": str(each.sentence)}
                for each in invalid.wrong
            ]
        raise Problem(422, "invalid", errors=errors) from None


def _endpoint(id: int) -> WebhookEndpoint:
    return get_object_or_404(queries.endpoints(), pk=id)


def _described(body: EndpointIn) -> services.Described:
    return services.Described(body.name, body.url, tuple(body.kinds), body.in_order)


@router.get(
    "/webhooks", auth=acting("webhooks.read"), response=Paged[EndpointOut], summary="Endpoints"
)
def list_endpoints(request: HttpRequest, paging: Query[Paging]) -> object:
    """By name; without those that were removed."""
    return paged(queries.endpoints(), paging, queries.ENDPOINTS)


@router.post(
    "/webhooks", auth=acting("webhooks.change"), response={201: EndpointMade},
    summary="Add an endpoint",
)  # fmt: skip
def add_endpoint(request: HttpRequest, body: EndpointIn) -> object:
    """Without an `Idempotency-Key`: an answer that is kept would keep the secret."""
    viewer = called_by(request)
    with _faults_told():
        endpoint, secret = services.add_endpoint(
            actor=viewer, described=_described(body), staff_id=viewer.staff_id, now=timezone.now()
        )
    return Status(201, {"secret": secret, "endpoint": endpoint})


@router.get(
    "/webhooks/{int:id}", auth=acting("webhooks.read"), response=EndpointOut, summary="An endpoint"
)
def one_endpoint(request: HttpRequest, id: int) -> object:
    """What it is told, and whether it takes it."""
    return _endpoint(id)


@router.put(
    "/webhooks/{int:id}", auth=acting("webhooks.change"), response=EndpointOut,
    summary="Change an endpoint",
)  # fmt: skip
def change_endpoint(request: HttpRequest, id: int, body: EndpointIn) -> object:
    """What waits is sent to the new address."""
    endpoint = _endpoint(id)
    with _faults_told():
        services.change_endpoint(
            actor=called_by(request), endpoint=endpoint, described=_described(body),
            now=timezone.now(),
        )  # fmt: skip
    return _endpoint(id)


@router.delete(
    "/webhooks/{int:id}", auth=acting("webhooks.change"), response={204: None},
    summary="Remove an endpoint",
)  # fmt: skip
def remove_endpoint(request: HttpRequest, id: int) -> object:
    """It is told nothing any more; what waits for it is given up."""
    services.remove_endpoint(actor=called_by(request), endpoint=_endpoint(id), now=timezone.now())
    return Status(204, None)


@router.post(
    "/webhooks/{int:id}/pause", auth=acting("webhooks.change"), response=EndpointOut,
    summary="Pause an endpoint",
)  # fmt: skip
def pause_endpoint(request: HttpRequest, id: int) -> object:
    """What it misses waits until it is resumed."""
    services.pause_endpoint(actor=called_by(request), endpoint=_endpoint(id), now=timezone.now())
    return _endpoint(id)


@router.post(
    "/webhooks/{int:id}/resume", auth=acting("webhooks.change"), response=EndpointOut,
    summary="Resume an endpoint",
)  # fmt: skip
def resume_endpoint(request: HttpRequest, id: int) -> object:
    """What has waited is sent."""
    services.resume_endpoint(actor=called_by(request), endpoint=_endpoint(id), now=timezone.now())
    return _endpoint(id)


@router.post(
    "/webhooks/{int:id}/rotate-secret", auth=acting("webhooks.change"), response=SecretMade,
    summary="Rotate a secret",
)  # fmt: skip
def rotate_secret(request: HttpRequest, id: int) -> object:
    """For a day messages carry a signature by each of both."""
    endpoint = _endpoint(id)
    secret = services.rotate_secret(actor=called_by(request), endpoint=endpoint, now=timezone.now())
    return {"secret": secret, "before_until": _endpoint(id).before_until}


@router.post(
    "/webhooks/{int:id}/test", auth=acting("webhooks.change"), response={202: DeliveryOut},
    summary="Send a test message",
)  # fmt: skip
def send_test(request: HttpRequest, id: int) -> object:
    """A message of kind `webhook.tested`; to a paused endpoint it waits."""
    sent = services.send_test(actor=called_by(request), endpoint=_endpoint(id), now=timezone.now())
    return Status(202, sent)


@router.get(
    "/webhooks/{int:id}/deliveries", auth=acting("webhooks.read"), response=Paged[DeliveryOut],
    summary="Deliveries to an endpoint",
)  # fmt: skip
def list_deliveries(
    request: HttpRequest, id: int, paging: Query[Paging], state: str = ""
) -> object:
    """Newest first; `state` waiting, delivered or failed."""
    return paged(queries.deliveries(_endpoint(id), state), paging, queries.DELIVERIES)


@router.get(
    "/webhooks/deliveries/{int:id}", auth=acting("webhooks.read"), response=DeliveryTold,
    summary="A delivery",
)  # fmt: skip
def one_delivery(request: HttpRequest, id: int) -> object:
    """What was sent, and what came of each try."""
    return get_object_or_404(queries.delivered_to_living(), pk=id)


@router.post(
    "/webhooks/deliveries/{int:id}/send-again", auth=acting("webhooks.change"),
    response={202: DeliveryOut}, summary="Send a delivery again",
)  # fmt: skip
def send_again(request: HttpRequest, id: int) -> object:
    """With the same `webhook-id`: whoever has had it can tell."""
    delivery: WebhookDelivery = get_object_or_404(queries.delivered_to_living(), pk=id)
    services.send_again(actor=called_by(request), delivery=delivery, now=timezone.now())
    return Status(202, get_object_or_404(queries.delivered_to_living(), pk=id))
