"""Rulebook editions, and reading a period again."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from goodfaith.conversations.api.routes import router
from goodfaith.conversations.models import Rereading, RulebookEdition
from goodfaith.conversations.reading import NotSo, change_state, start_rereading
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem, creating
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer, decoded, json_body, wrong_field
from goodfaith.trust.viewing import Viewer

_ACT = acting("conversations.reread")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days are both included; without `edition` the latest published is the reason."""

    from_on: date
    to_on: date
    edition: int | None = None


class Turned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a rereading."""

    state: str


@router.get("/rulebook-editions", auth=_ACT, summary="Rulebooks by their first day", response=Any)
def list_editions(request: HttpRequest) -> HttpResponse:
    """The one that is in force latest first."""
    names = ("id", "hash", "name", "in_force_from", "published_at")
    rows = RulebookEdition.objects.order_by("-in_force_from", "-published_at").values(*names)
    return answer({"editions": list(rows)})


@router.get("/rereadings", auth=_ACT, summary="Periods read again, latest first", response=Any)
def list_rereadings(request: HttpRequest) -> HttpResponse:
    """The last 100 of nothing but your units."""
    visible = Rereading.objects.visible_to(caller(request))
    return answer({"rereadings": [_told(r) for r in visible.order_by("-id")[:100]]})


@router.post("/rereadings", auth=_ACT, summary="Read a period again", response={202: Any},
             openapi_extra=json_body({"type": "object"}))  # fmt: skip
@creating
def ask_for_rereading(request: HttpRequest) -> HttpResponse:
    """In the background, the conversations of your units, each by the edition of its day."""
    asked = decoded(request, Asked)
    editions = RulebookEdition.objects.order_by("-published_at", "-id")
    chosen = editions if asked.edition is None else editions.filter(pk=asked.edition)
    edition = chosen.first()
    if edition is None:
        raise wrong_field("edition", "none there", "an edition")
    viewer = caller(request)
    try:
        made = start_rereading(
            edition=edition, from_on=asked.from_on, to_on=asked.to_on, actor=viewer
        )
    except NotSo as wrong:
        raise Problem(422, "invalid", str(wrong)) from None
    return answer(_told(made), 202)


@router.get("/rereadings/{int:id}", auth=_ACT, summary="One period read again", response=Any)
def get_rereading(request: HttpRequest, id: int) -> HttpResponse:
    """How far it is, and what it gained and lost by rule."""
    return answer(_told(_rereading(caller(request), id)))


@router.post("/rereadings/{int:id}/state", auth=_ACT, summary="Pause, go on or stop", response=Any,
             openapi_extra=json_body({"type": "object"}))  # fmt: skip
def turn_rereading(request: HttpRequest, id: int) -> HttpResponse:
    """`state` is running, paused or stopped."""
    viewer = caller(request)
    row = _rereading(viewer, id)
    wanted = decoded(request, Turned).state
    if wanted not in Rereading.State.values:
        raise wrong_field("state", "another state", "running, paused or stopped")
    try:
        row = change_state(row, Rereading.State(wanted), actor=viewer, now=timezone.now())
    except NotSo as wrong:
        raise Problem(409, "not_possible", str(wrong)) from None
    return answer(_told(row))


def _rereading(viewer: Viewer, id: int) -> Rereading:
    return get_object_or_404(Rereading.objects.visible_to(viewer), pk=id)


def _told(row: Rereading) -> dict[str, Any]:
    names = "id from_on to_on state total done changed gained lost asked_at ended_at".split()
    told = {name: getattr(row, name) for name in names}
    return told | {"edition": row.edition_id, "units": row.unit_ids}
