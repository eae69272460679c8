"""Routes of appeals: what waits to be answered, one with its steps, answering, going on."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, creating, paged
from goodfaith.quality.models import Appeal
from goodfaith.quality.models.outcomes import AppealQuerySet
from goodfaith.quality.outcome.acting import go_on, judge
from goodfaith.quality.outcome.filters import appeals_asked
from goodfaith.quality.outcome.routes.refusals import refused_told
from goodfaith.quality.outcome.routes.telling import appeal_told, steps_told
from goodfaith.quality.review.seats import blind_cases, note_sight
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body
from goodfaith.trust.viewing import Viewer

router = Router(tags=["outcome"])
_READ, _JUDGE = acting("notices.read"), acting("appeals.judge")
_ANSWER = acting("notices.answer")
_OBJECT = json_body({"type": "object"})
_RELATED = ("judge", "charge__notice", "charge__case", "charge__adviser")


class AppealsAsked(Paging):
    """`look` is hand, open, late, rejected, upheld, all; without it what the caller may answer."""

    look: str = Field("", max_length=10)
    stage: str = Field("", max_length=8)
    rule: str = Field("", max_length=120)
    unit: int | None = Field(None, ge=1, le=LARGEST_ID, description="with all below it")
    adviser: str = Field("", max_length=200)


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`act` is take, give_back, uphold (with `code`, a reason of a dismissal) or reject.

    `reason` is for the adviser; `revision` was seen.
    """

    act: str
    revision: int
    reason: str = ""
    code: str = ""


class GoneOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`act` is carry_on (to the manager, with `text`) or drop; `revision` was seen."""

    act: str
    revision: int
    text: str = ""


@router.get("/appeals", auth=_JUDGE, summary="Appeals", response=Any)
def list_appeals(request: HttpRequest, asked: Query[AppealsAsked]) -> HttpResponse:
    """The latest first."""
    viewer = caller(request)
    page = paged(appeals_asked(viewer, request.GET).select_related(*_RELATED), asked, ("-id",))
    return answer({**page, "items": [appeal_told(viewer, row) for row in page["items"]]})


@router.get("/appeals/{int:id}", auth=_READ, summary="One appeal", response=Any)
def get_appeal(request: HttpRequest, id: int) -> HttpResponse:
    """With what was done to it."""
    viewer = caller(request)
    found = _one(viewer, id)
    if found.charge.adviser_id != viewer.staff_id:
        note_sight(viewer, found.charge.case)
    return answer(_whole(viewer, found))


@router.post("/appeals/{int:id}/answer", auth=_JUDGE, summary="Take it, answer it, give it back",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
@creating
def answer_appeal(request: HttpRequest, id: int) -> HttpResponse:
    """409 `changed_meanwhile`, `not_for_you`, `taken`, `not_possible`; 422 `text`, `reason`."""
    viewer = caller(request)
    found, said = _one(viewer, id), decoded(request, Judged)
    with refused_told():
        judge(viewer=viewer, appeal=found, act=said.act, seen=said.revision, reason=said.reason,
              code=said.code, now=timezone.now())  # fmt: skip
    return answer(_whole(viewer, _one(viewer, id)))


@router.post("/appeals/{int:id}/go-on", auth=_ANSWER, summary="Carry it on, or take it back",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
@creating
def carry_on(request: HttpRequest, id: int) -> HttpResponse:
    """The adviser's own."""
    viewer = caller(request)
    found, said = _one(viewer, id), decoded(request, GoneOn)
    with refused_told():
        go_on(viewer=viewer, appeal=found, act=said.act, seen=said.revision, text=said.text,
              now=timezone.now())  # fmt: skip
    return answer(_whole(viewer, _one(viewer, id)))


def _one(viewer: Viewer, id: int) -> Appeal:
    found = _seen(viewer).select_related(*_RELATED).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _seen(viewer: Viewer) -> AppealQuerySet:
    return Appeal.objects.visible_to(viewer).exclude(charge__case__in=blind_cases(viewer))


def _whole(viewer: Viewer, appeal: Appeal) -> dict[str, Any]:
    return appeal_told(viewer, appeal) | {"steps": steps_told(viewer, appeal)}
