"""Routes of decisions: what was said of a case's findings, saying something, taking it back."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem, creating
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.models import Case, Decision, Seat
from goodfaith.quality.review.deciding import decide, undo
from goodfaith.quality.review.quoting import Quotation
from goodfaith.quality.review.refusals import (
    DecidedMeanwhile,
    FoundOtherwise,
    NotDecided,
    NotSeated,
)
from goodfaith.quality.review.seats import sitting_of
from goodfaith.quality.review.standing import decided, is_current
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer, decoded, json_body

router = Router(tags=["cases"])
_READ, _REVIEW = acting("cases.read"), acting("cases.review")
_OBJECT = json_body({"type": "object"})


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As `deciding.decide` takes it; `key` names the press, again it is the same decision.

    `seen` is the id of the decision that stood when it was looked at, 0 for none; without it,
    whatever stands is replaced.
    """

    rule: str
    verdict: str
    key: str
    reason: str = ""
    comment: str = ""
    evidence: list[Quotation] | None = None
    seat: int = 1
    seen: int | None = None
    judgement: int | None = None


@router.get("/cases/{int:id}/decisions", auth=_READ, response=Any,
            summary="What was said of a case's findings")  # fmt: skip
def list_decisions(request: HttpRequest, id: int) -> HttpResponse:
    """What stands, from each seat; nobody's words but comments.

    Whoever reads the case as the second, blind one is told only what they said themselves.
    """
    viewer = caller(request)
    case = case_for(viewer, id)
    sits = sitting_of(viewer, case)
    rows = decided([case.pk], sits.seat if sits.is_blind else None)
    return answer({"decisions": [_told(row) | {"is_current": is_current(row)} for row in rows]})


@router.post("/cases/{int:id}/decisions", auth=_REVIEW, response={201: Any},
             summary="Decide about a finding", openapi_extra=_OBJECT)  # fmt: skip
@creating
def add_decision(request: HttpRequest, id: int) -> HttpResponse:
    """409 `decided_meanwhile` where somebody was first; nothing is overwritten then."""
    viewer = caller(request)
    case = case_for(viewer, id)
    said = decoded(request, Said)
    evidence = None if said.evidence is None else msgspec.to_builtins(said.evidence)
    try:
        row = decide(
            actor=viewer, case=case, rule=said.rule, verdict=said.verdict, reason=said.reason,
            comment=said.comment, evidence=evidence, key=said.key, seat=_seat(said.seat),
            seen=said.seen, seen_judgement=said.judgement, now=timezone.now(),
        )  # fmt: skip
    except (NotDecided, NotSeated, DecidedMeanwhile, FoundOtherwise) as refused:
        raise _problem(refused) from None
    return answer(_told(row), 201)


@router.post("/cases/{int:id}/decisions/{int:decision}/undo", auth=_REVIEW, response=Any,
             summary="Take a decision back")  # fmt: skip
def undo_decision(request: HttpRequest, id: int, decision: int) -> HttpResponse:
    """One's own; `stands` is what it had replaced, null for nothing."""
    viewer = caller(request)
    case = case_for(viewer, id)
    if not _own(case, viewer.staff_id, decision):
        raise Http404
    try:
        row = undo(actor=viewer, case=case, decision=decision, now=timezone.now())
    except (NotDecided, NotSeated, DecidedMeanwhile, FoundOtherwise) as refused:
        raise _problem(refused) from None
    return answer({"stands": _told(row) if row else None})


def _own(case: Case, staff_id: int, decision: int) -> bool:
    return case.decisions.filter(pk=min(decision, 2**63 - 1), by=staff_id).exists()


def _seat(number: int) -> Seat:
    """Appeals are decided elsewhere."""
    if number not in (Seat.FIRST, Seat.SECOND, Seat.ARBITER):
        raise Problem(422, "seat")
    return Seat(number)


def _problem(refused: Exception) -> Problem:
    if isinstance(refused, DecidedMeanwhile):
        row = refused.standing
        errors = [{"place": "body.seen", "code": "decided_meanwhile", "found": str(row.pk),
                   "expected": "the decision that stands"}]  # fmt: skip
        return Problem(409, "decided_meanwhile", errors=errors)
    if isinstance(refused, FoundOtherwise):
        return Problem(409, "found_otherwise")
    code = refused.code if isinstance(refused, NotDecided | NotSeated) else "invalid"
    return Problem(409 if isinstance(refused, NotSeated) else 422, code)


def _told(row: Decision) -> dict[str, Any]:
    names = "id rule seat machine severity verdict reason comment evidence at judgement_id".split()
    return {name: getattr(row, name) for name in names} | {"by": row.by.number}
