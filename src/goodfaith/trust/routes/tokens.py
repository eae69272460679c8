"""Tokens of people and programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paged, Paging, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.routes.answering import now, person_named, refusals_told
from goodfaith.trust.services import tokens as services
from goodfaith.trust.tables import token_rows
from goodfaith.trust.visibility import tokens_visible_to

router = Router(tags=["tokens"])


class TokenOut(Schema):
    """A token without its text; `hint` are its last characters."""

    id: int
    name: str
    acts_for: str = Field(validation_alias="staff.number", description="staff number")
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenMade(Schema):
    """`token` is told only in this answer: not even the same request again gets it elsewhere."""

    token: str
    about: TokenOut


class TokenIn(Schema):
    acts_for: str = Field(max_length=64, description="staff number")
    name: str = Field(min_length=1, max_length=120)
    scopes: list[str] = Field(min_length=1, max_length=100)
    expires_at: AwareDatetime


@router.get("/tokens", auth=acting("tokens.read"), response=Paged[TokenOut], summary="Tokens")
def list_tokens(request: HttpRequest, paging: Query[Paging], all: bool = False) -> object:
    """Latest first; with `all` also those that are worth nothing now."""
    query = QueryDict("state=all" if all else "")
    return paged(token_rows(caller(request), query), paging, ("-id",))


@router.post(
    "/tokens", auth=acting("tokens.change"), response={201: TokenMade}, summary="Create a token"
)
def create_token(request: HttpRequest, body: TokenIn) -> object:
    """Without an `Idempotency-Key`: an answer that is kept would keep the token."""
    viewer = caller(request)
    staff = person_named(viewer, body.acts_for)
    with refusals_told():
        token, text = services.create_token(
            actor=viewer, staff=staff, name=body.name, scopes=body.scopes,
            expires_at=body.expires_at, now=now(),
        )  # fmt: skip
    return Status(201, {"token": text, "about": token})


@router.post(
    "/tokens/{int:id}/revoke", auth=acting("tokens.change"), response=TokenOut,
    summary="Revoke a token",
)  # fmt: skip
def revoke_token(request: HttpRequest, id: int) -> object:
    """It opens nothing any more; again changes nothing."""
    viewer = caller(request)
    visible = tokens_visible_to(viewer, timezone.localdate()).select_related("staff")
    token = get_object_or_404(visible, pk=id)
    with refusals_told():
        services.revoke_token(actor=viewer, token=token, now=now())
    return get_object_or_404(visible, pk=id)
