"""The ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paged, Paging, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.entries import filter_entries
from goodfaith.trust.visibility import ledger_visible_to

router = Router(tags=["ledger"])


class EntryOut(Schema):
    """Who did what to which thing, when; `details` are ids and codes."""

    id: int
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: str
    act: str
    object_kind: str
    object_id: str
    details: dict[str, Any]


class EntriesAsked(Schema):
    who: str = Field("", max_length=64, description="staff number")
    act: str = Field("", max_length=64)
    object: str = Field("", max_length=200, description="kind, or kind:id")
    from_on: date | None = None
    to_on: date | None = Field(None, description="the last day, included")


@router.get("/ledger", auth=acting("ledger.read"), response=Paged[EntryOut], summary="Entries")
def list_entries(request: HttpRequest, asked: Query[EntriesAsked], paging: Query[Paging]) -> object:
    """Latest first."""
    rows = ledger_visible_to(caller(request), timezone.localdate())
    wanted = {name: str(value or "") for name, value in asked.dict().items()}
    return paged(filter_entries(rows, wanted), paging, ("-id",))
