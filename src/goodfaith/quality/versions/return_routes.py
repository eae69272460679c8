"""Routes for putting a rulebook in force again."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from goodfaith.conversations.models import EditionReturn
from goodfaith.platform.api_access import acting
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.returning import ask_return, confirm_return, end_return
from goodfaith.quality.versions.routes import refusal, version_of
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body

router = Router(tags=["rulebooks"])
_ONE = "/rulebooks/{int:number}/return"


class Returned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which day, and why."""

    in_force_from: date
    reason: str


@router.post(_ONE, auth=acting("rulebooks.change"), summary="Ask for it to be in force again",
             response={201: Any}, openapi_extra=json_body({"type": "object"}))  # fmt: skip
def ask_for_return(request: HttpRequest, number: int) -> HttpResponse:
    """Nothing changes before somebody else confirms it."""
    row, asked = version_of(number), decoded(request, Returned)
    try:
        made = ask_return(version=row, in_force_from=asked.in_force_from, reason=asked.reason,
                          actor=caller(request), now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise refusal(refused) from None
    return answer(_told(made), 201)


@router.post(f"{_ONE}/{{int:asked}}/confirm", auth=acting("rulebooks.publish"), response=Any,
             summary="Confirm that it is in force again")  # fmt: skip
def confirm(request: HttpRequest, number: int, asked: int) -> HttpResponse:
    """By somebody else than who asked."""
    row = version_of(number)
    try:
        made = confirm_return(version=row, asked=min(asked, LARGEST_ID), actor=caller(request),
                              now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise refusal(refused) from None
    return answer(_told(made))


@router.post(f"{_ONE}/{{int:asked}}/end", auth=acting("rulebooks.change"), response={204: None},
             summary="Take back that it is in force again")  # fmt: skip
def end(request: HttpRequest, number: int, asked: int) -> HttpResponse:
    """What was asked for, or confirmed and is not in force yet."""
    row = version_of(number)
    try:
        end_return(version=row, asked=min(asked, LARGEST_ID), actor=caller(request),
                   now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise refusal(refused) from None
    return HttpResponse(status=204)


def _told(row: EditionReturn) -> dict[str, Any]:
    names = "id edition_id in_force_from reason asked_at confirmed_at".split()
    return {name: getattr(row, name) for name in names}
