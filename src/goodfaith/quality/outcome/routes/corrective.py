"""Routes of corrective actions: what is to be put right, opening it, and what is done about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, creating, paged
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.models import CorrectiveAction
from goodfaith.quality.outcome.acting import act_on_action
from goodfaith.quality.outcome.corrective import CHANGE, READ, Wanted, open_actions, owner_named
from goodfaith.quality.outcome.filters import actions_asked, actions_seen
from goodfaith.quality.outcome.routes.refusals import refused_told
from goodfaith.quality.outcome.routes.telling import action_told
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body
from goodfaith.trust.viewing import Viewer

router = Router(tags=["outcome"])
_READ, _CHANGE = acting(READ), acting(CHANGE)
_OBJECT = json_body({"type": "object"})
_RELATED = ("owner", "opened_by", "case")


class ActionsAsked(Paging):
    """`look` is check, open, late, closed or all; without it what the caller has to do."""

    look: str = Field("", max_length=10)
    kind: str = Field("", max_length=12)
    unit: int | None = Field(None, ge=1, le=LARGEST_ID, description="with all below it")
    owner: str = Field("", max_length=200)


class One(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`kind` is call, supplement, retraining, refund or other; `what` says it in words."""

    kind: str
    what: str


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Actions of one `owner` (a staff number), all to be done by `due_on`."""

    actions: list[One]
    owner: str
    due_on: date
    rule: str = ""


class Acted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`act` is report_done, close, send_back, hand_on (with `owner`) or cancel."""

    act: str
    revision: int
    note: str = ""
    owner: str = ""


@router.get("/corrective", auth=_READ, summary="Corrective actions", response=Any)
def list_actions(request: HttpRequest, asked: Query[ActionsAsked]) -> HttpResponse:
    """The first due first."""
    rows = actions_asked(caller(request), request.GET).select_related(*_RELATED)
    page = paged(rows, asked, ("due_on", "id"))
    return answer({**page, "items": [action_told(row) for row in page["items"]]})


@router.get("/corrective/{int:id}", auth=_READ, summary="One corrective action", response=Any)
def get_action(request: HttpRequest, id: int) -> HttpResponse:
    """With what was done about it."""
    return answer(_whole(_one(caller(request), id)))


@router.post("/cases/{int:id}/corrective", auth=_CHANGE, summary="Open corrective actions",
             response={201: Any}, openapi_extra=_OBJECT)  # fmt: skip
@creating
def open_for_case(request: HttpRequest, id: int) -> HttpResponse:
    """One for each of `actions`. 422 `kind`, `text`, `due`, `owner`."""
    viewer = caller(request)
    case, said = case_for(viewer, id), decoded(request, Opened)
    rule = said.rule if said.rule in (*case.violated, *case.undecidable) else ""
    wanted = [Wanted(one.kind, one.what, rule) for one in said.actions]
    with refused_told():
        made = open_actions(viewer=viewer, case=case, wanted=wanted, owner=owner_named(said.owner),
                            due_on=said.due_on, now=timezone.now())  # fmt: skip
    rows = CorrectiveAction.objects.filter(pk__in=[row.pk for row in made])
    told = [action_told(row) for row in rows.select_related(*_RELATED).order_by("pk")]
    return answer({"actions": told}, 201)


@router.post("/corrective/{int:id}/acts", auth=_READ, summary="Report, check, send back, hand on",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
@creating
def act_on(request: HttpRequest, id: int) -> HttpResponse:
    """Done by its owner, closed by somebody else. 409 `changed_meanwhile`, `same_person`."""
    viewer = caller(request)
    found, said = _one(viewer, id), decoded(request, Acted)
    with refused_told():
        made = act_on_action(viewer=viewer, action=found, act=said.act, seen=said.revision,
                             note=said.note, owner=lambda: owner_named(said.owner),
                             now=timezone.now())  # fmt: skip
    rows = CorrectiveAction.objects.select_related(*_RELATED)
    return answer(_whole(rows.get(pk=made.pk)))


def _one(viewer: Viewer, id: int) -> CorrectiveAction:
    found = actions_seen(viewer).select_related(*_RELATED).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _whole(action: CorrectiveAction) -> dict[str, Any]:
    steps = action.steps.select_related("by").order_by("at", "pk")
    told = [{"kind": step.kind, "by": step.by.number if step.by else None, "at": step.at,
             "note": step.note} for step in steps]  # fmt: skip
    return action_told(action) | {"steps": told}
