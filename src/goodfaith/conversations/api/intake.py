"""Conversations from other systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from goodfaith.conversations.api.batch import MOST_CONVERSATIONS, batch_of
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.receiving import receive
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import creating
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer, json_body

_ONE = {"type": "object", "description": "as in docs/conversation.schema.json", "required": ["id"]}
_MANY = {"type": "array", "minItems": 1, "maxItems": MOST_CONVERSATIONS, "items": _ONE}
_BODY = {"oneOf": [_ONE, _MANY]}


class Asked(Schema):
    """`source` is the system that they come from."""

    source: str = Field("api", pattern=r"^[A-Za-z0-9_.-]{1,40}$")


@router.post(
    "/conversations",
    auth=acting("conversations.receive"),
    summary="Hand in one conversation or up to 1,000",
    response={202: Any},
    openapi_extra=json_body(_BODY),
)
@creating
def receive_conversations(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Each is as `docs/conversation.schema.json` describes; the same `id` is the same conversation.

    Changed content becomes a new revision, the same content again changes nothing. The answer
    comes when all of them are in the database; if one is not valid none is taken.
    """
    batch = batch_of(request)
    viewer = caller(request)
    received = receive(batch, source=asked.source, actor=viewer, now=timezone.now())
    told = [
        {"id": id, "external_id": conversation.id, "outcome": outcome}
        for conversation, id, outcome in zip(batch, received.ids, received.outcomes, strict=True)
    ]
    return answer({"conversations": told}, 202)
