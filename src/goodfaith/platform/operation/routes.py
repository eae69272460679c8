"""Routes for events that were put aside."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.operation import queries, services
from goodfaith.platform.routing.paging import Paged, Paging, paged

router = Router(tags=["operation"])
_MOST = 1_000


class PoisonedEventOut(Schema):
    """An event that a subscriber failed on; `failure` is empty where it waits behind another."""

    id: int
    subscriber: str
    event: int = Field(validation_alias="event_id")
    kind: str = Field(validation_alias="event.kind")
    aggregate: str = Field(validation_alias="event.aggregate")
    attempts: int
    failure: str
    first_at: datetime
    last_at: datetime


class Picked(Schema):
    ids: list[int] = Field(min_length=1, max_length=_MOST)


class Settled(Schema):
    """How many of those that were asked for were still in the list."""

    number: int


@router.get(
    "/operation/poisoned-events",
    auth=acting("operation.read"),
    response=Paged[PoisonedEventOut],
    summary="Events that were put aside",
)
def poisoned_events(request: HttpRequest, paging: Query[Paging], subscriber: str = "") -> object:
    """Newest first. An event that has been dealt with or dropped is no longer in the list."""
    return paged(queries.poisoned(subscriber), paging, queries.ORDER)


@router.post(
    "/operation/poisoned-events/retry",
    auth=acting("operation.change"),
    response=Settled,
    summary="Try events again",
)
def retry(request: HttpRequest, picked: Picked) -> object:
    """Hand them to their subscribers once more; they stay in the list until that has succeeded."""
    number = services.try_again(actor=request.user, ids=picked.ids, now=timezone.now())
    return {"number": number}


@router.post(
    "/operation/poisoned-events/drop",
    auth=acting("operation.change"),
    response=Settled,
    summary="Let events go",
)
def drop(request: HttpRequest, picked: Picked) -> object:
    """Never hand them to their subscriber again; what waited behind them is tried."""
    return {"number": services.drop(actor=request.user, ids=picked.ids, now=timezone.now())}
