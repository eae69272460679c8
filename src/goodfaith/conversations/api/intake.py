"""Conversations from other systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from goodfaith.analysis.schema import conversation_schema
from goodfaith.conversations.api.answers import answer
from goodfaith.conversations.api.batch import MOST_CONVERSATIONS, batch_of
from goodfaith.conversations.api.guarding import refusing
from goodfaith.conversations.receiving import receive
from goodfaith.platform.api_access import acting

router = Router()


def _body() -> dict[str, Any]:
    one = {k: v for k, v in conversation_schema().items() if k not in ("$schema", "$id")}
    many = {"type": "array", "minItems": 1, "maxItems": MOST_CONVERSATIONS}
    schema = {"oneOf": [{"type": "object"}, {**many, "items": {"type": "object"}}]}
    described = {"schema": schema | {"description": str(one.get("description", ""))}}
    return {"required": True, "content": {"application/json": described}}


@router.post(
    "/conversations",
    auth=acting("conversations.receive"),
    summary="Hand in one conversation or up to 1,000",
    response={202: Any},
    openapi_extra={"requestBody": _body()},
)
@refusing
def receive_conversations(request: HttpRequest, source: str = "api") -> HttpResponse:
    """Each is as `docs/conversation.schema.json` describes; the same `id` is the same conversation.

    Changed content becomes a new revision, the same content again changes nothing. The answer
    comes when all of them are in the database; if one is not valid none is taken.
    """
    batch = batch_of(request)
    viewer: Any = request.auth  # type: ignore[attr-defined]
    received = receive(batch, source=source[:40], actor=viewer, now=timezone.now())
    told = [
        {"id": id, "external_id": conversation.id, "outcome": outcome}
        for conversation, id, outcome in zip(batch, received.ids, received.outcomes, strict=True)
    ]
    return answer({"conversations": told}, 202)
