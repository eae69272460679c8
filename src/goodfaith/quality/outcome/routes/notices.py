"""Routes of notices and charges: what advisers are told, reading it, appealing against it."""

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
from goodfaith.quality.models import Charge, Notice
from goodfaith.quality.models.outcomes import NoticeQuerySet
from goodfaith.quality.outcome.filters import charges_asked
from goodfaith.quality.outcome.notices import acknowledge, appeal
from goodfaith.quality.outcome.routes.refusals import refused_told
from goodfaith.quality.outcome.routes.telling import appeal_told, charge_told, notice_told
from goodfaith.quality.review.seats import blind_cases, note_sight
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body
from goodfaith.trust.viewing import Viewer

router = Router(tags=["outcome"])
_READ, _ANSWER = acting("notices.read"), acting("notices.answer")
_OBJECT = json_body({"type": "object"})


class NoticesAsked(Paging):
    """Which notices; what is not given limits nothing."""

    state: str = Field("", max_length=12)
    adviser: str = Field("", max_length=200, description="staff number")
    case: int | None = Field(None, ge=1, le=LARGEST_ID)


class ChargesAsked(Paging):
    """Which charges; `state` is stands, restored or taken_back."""

    state: str = Field("", max_length=12)
    rule: str = Field("", max_length=120)
    severity: str = Field("", max_length=8)
    unit: int | None = Field(None, ge=1, le=LARGEST_ID, description="with all below it")
    adviser: str = Field("", max_length=200)
    since: date | None = None
    until: date | None = None


class Acknowledged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The charges of these rules; none: all of the notice."""

    rules: list[str] = []


class Appealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the charge is wrong."""

    text: str


@router.get("/notices", auth=_READ, summary="What advisers were told", response=Any)
def list_notices(request: HttpRequest, asked: Query[NoticesAsked]) -> HttpResponse:
    """The latest first: one's own, and those one oversees."""
    given = {"state": asked.state, "adviser__number": asked.adviser, "case": asked.case}
    rows = _seen(caller(request)).filter(**{name: v for name, v in given.items() if v})
    page = paged(rows, asked, ("-id",))
    return answer({**page, "items": [notice_told(row) for row in page["items"]]})


@router.get("/notices/{int:id}", auth=_READ, summary="One notice", response=Any)
def get_notice(request: HttpRequest, id: int) -> HttpResponse:
    """With its charges."""
    viewer = caller(request)
    found = _seen(viewer).filter(pk=id).first()
    if found is None:
        raise Http404
    if found.adviser_id != viewer.staff_id:
        note_sight(viewer, found.case)
    return answer(_whole(found))


@router.post("/notices/{int:id}/acknowledge", auth=_ANSWER, summary="Say that one has read it",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
@creating
def acknowledge_notice(request: HttpRequest, id: int) -> HttpResponse:
    """One's own. To acknowledge takes no right to appeal away."""
    viewer = caller(request)
    own = Notice.objects.filter(adviser_id=viewer.staff_id, pk=id).first()
    if own is None:
        raise Http404
    said = decoded(request, Acknowledged)
    with refused_told():
        acknowledge(actor=viewer, notice=own, rules=said.rules, now=timezone.now())
    return answer(_whole(_seen(viewer).get(pk=id)))


@router.get("/charges", auth=_READ, summary="Confirmed findings that count, or did", response=Any)
def list_charges(request: HttpRequest, asked: Query[ChargesAsked]) -> HttpResponse:
    """The latest day first."""
    rows = charges_asked(caller(request), request.GET).select_related("adviser", "unit", "appeal")
    page = paged(rows, asked, ("-day", "-id"))
    return answer({**page, "items": [charge_told(row) for row in page["items"]]})


@router.post("/charges/{int:id}/appeal", auth=_ANSWER, summary="Appeal against a charge",
             response={201: Any}, openapi_extra=_OBJECT)  # fmt: skip
@creating
def appeal_against(request: HttpRequest, id: int) -> HttpResponse:
    """One's own; once: the same again is the same appeal. 409 `late`, `ended`."""
    viewer = caller(request)
    own = Charge.objects.filter(adviser_id=viewer.staff_id, pk=id)
    charge = own.select_related("notice", "case").first()
    if charge is None:
        raise Http404
    said = decoded(request, Appealed)
    with refused_told():
        made = appeal(actor=viewer, charge=charge, text=said.text, now=timezone.now())
    return answer(appeal_told(viewer, made), 201)


def _seen(viewer: Viewer) -> NoticeQuerySet:
    rows = Notice.objects.visible_to(viewer).exclude(case__in=blind_cases(viewer))
    return rows.select_related("adviser", "unit", "case")


def _whole(notice: Notice) -> dict[str, Any]:
    charges = notice.charges.select_related("adviser", "unit", "appeal").order_by("-points", "rule")
    return notice_told(notice) | {"charges": [charge_told(row) for row in charges]}
