"""Routes of sale cases: the list, one with what was found by rule, concluding it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, Problem, creating, paged
from goodfaith.quality.cases.acting import act_on
from goodfaith.quality.cases.concluding import ChangedMeanwhile, NotConcluded, OwnSale
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.cases.filters import CaseFilters
from goodfaith.quality.cases.states import NotPossible
from goodfaith.quality.cases.tables import rows
from goodfaith.quality.cases.telling import case_told, found_told
from goodfaith.quality.models import Case
from goodfaith.quality.review.seats import note_sight, sitting_of
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body

router = Router(tags=["cases"])
_READ, _REVIEW = acting("cases.read"), acting("cases.review")
_OBJECT = json_body({"type": "object"})
_SHOWN = ("adviser", "unit", "concluded_by", "conversation")


class CasesAsked(Paging):
    """The filters of the list of cases; what is not given limits nothing."""

    q: str = Field("", max_length=200, description="an application, policy or conversation")
    state: str = Field("", max_length=10)
    due: str = Field("", max_length=10)
    severity: str = Field("", max_length=12)
    conclusion: str = Field("", max_length=12)
    unit: int | None = Field(None, ge=1, le=LARGEST_ID, description="with all below it")
    adviser: str = Field("", max_length=200)
    channel: str = Field("", max_length=20)
    product: str = Field("", max_length=40)
    kind: str = Field("", max_length=12)
    rule: str = Field("", max_length=120)
    decided: str = Field("", max_length=12)
    doubt: str = Field("", max_length=120)
    since: date | None = None
    until: date | None = None


class Acted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`act` is qualified, unqualified, supplement, withdrawn or reopen; `revision` was seen."""

    act: str
    revision: int
    note: str = ""


@router.get("/cases", auth=_READ, summary="Sale cases", response=Any)
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> HttpResponse:
    """The latest sale first; not what the caller is to read without knowing what was said of it."""
    if problems := CaseFilters.read(request.GET).problems:
        errors = [{"place": f"query.{name}", "code": "choice", "expected": "another value"}
                  for name in problems]  # fmt: skip
        raise Problem(422, "invalid", errors=errors)
    page = paged(rows(caller(request), request.GET), asked, ("-day", "-id"))
    return answer({**page, "items": [case_told(row) for row in page["items"]]})


@router.get("/cases/{int:id}", auth=_READ, summary="One case", response=Any)
def get_case(request: HttpRequest, id: int) -> HttpResponse:
    """With what was found, by rule: places, never words; and what stands of each.

    Whoever reads it as the second, blind one is told neither state nor what others said.
    """
    viewer = caller(request)
    case = case_for(viewer, id, *_SHOWN, "judgement")
    sitting = sitting_of(viewer, case)
    if not sitting.is_blind and case.state == Case.State.CLOSED:
        note_sight(viewer, case)
    return answer(case_told(case, is_blind=sitting.is_blind) | found_told(viewer, case, sitting))


@router.post("/cases/{int:id}/conclusion", auth=_REVIEW, summary="Conclude, or open again",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
@creating
def conclude(request: HttpRequest, id: int) -> HttpResponse:
    """409 `changed_meanwhile` where the case is at another revision: nothing is done then."""
    viewer = caller(request)
    case = case_for(viewer, id)
    said = decoded(request, Acted)
    with _refusing():
        act_on(actor=viewer, case=case, act=said.act, seen=said.revision, note=said.note,
               now=timezone.now())  # fmt: skip
    return answer(case_told(case_for(viewer, id, *_SHOWN)))


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except KeyError:
        raise Problem(422, "act") from None
    except NotConcluded as refused:
        raise Problem(422, refused.code) from None
    except OwnSale:
        raise Problem(409, "own_sale") from None
    except NotPossible:
        raise Problem(409, "not_possible") from None
    except ChangedMeanwhile as changed:
        errors = [{"place": "body.revision", "code": "changed_meanwhile",
                   "expected": str(changed.case.revision)}]  # fmt: skip
        raise Problem(409, "changed_meanwhile", errors=errors) from None
