"""Putting right what was heard."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodfaith.conversations.api.looking import conversation_or_404
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.correcting import Conflict, CorrectionInvalid, correct
from goodfaith.conversations.correcting.changes import AnyChange
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem, creating
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer, decoded, invalid, json_body


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`expected` is the number of the revision that was looked at."""

    change: AnyChange
    expected: int
    reason: str = ""
    note: str = ""


_CHANGES = ["swap_speakers", "correct_words", "mark_gap", "relink"]
_CHANGE = {"type": "object", "properties": {"change": {"enum": _CHANGES}}, "required": ["change"]}
_BODY = {
    "type": "object",
    "required": ["change", "expected"],
    "properties": {
        "change": _CHANGE,
        "expected": {"type": "integer"},
        "reason": {"type": "string", "maxLength": 40},
        "note": {"type": "string", "maxLength": 500},
    },
}


@router.post(
    "/conversations/{int:id}/corrections",
    auth=acting("conversations.correct"),
    summary="Correct speakers, words, gaps or links",
    response={201: Any},
    openapi_extra=json_body(_BODY),
)
@creating
def correct_conversation(request: HttpRequest, id: int) -> HttpResponse:
    """Makes a revision, judged at once; 409 tells what others have changed meanwhile."""
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    wanted = decoded(request, Correction)
    try:
        made = correct(
            row, wanted.change, expected=wanted.expected, actor=viewer,
            reason=wanted.reason, note=wanted.note, now=timezone.now(),
        )  # fmt: skip
    except Conflict as conflict:
        meanwhile = msgspec.to_builtins(conflict.meanwhile)
        raise Problem(409, "changed_meanwhile", errors=meanwhile) from None
    except CorrectionInvalid as refused:
        raise invalid(refused.problems) from None
    return answer(made, 201)
