"""What changed in a conversation: between two revisions, or between two readings of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from goodfaith.conversations.api.looking import conversation_or_404
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.differing import (
    Difference,
    difference_of,
    difference_of_readings,
)
from goodfaith.conversations.models import Reading, Revision
from goodfaith.platform.api_access import acting
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer


class Between(Schema):
    """Two revisions by their numbers, or two readings of one revision by their ids."""

    old: int | None = Field(None, ge=1, le=LARGEST_ID)
    new: int | None = Field(None, ge=1, le=LARGEST_ID)
    before: int | None = Field(None, ge=1, le=LARGEST_ID)
    after: int | None = Field(None, ge=1, le=LARGEST_ID)


@router.get("/conversations/{int:id}/difference", auth=acting("conversations.read"),
            summary="What changed", response=Any)  # fmt: skip
def get_difference(request: HttpRequest, id: int, between: Query[Between]) -> HttpResponse:
    """Of the last two revisions; with `before` or `after` of two readings of one revision.

    Verdicts that are other ones ("" where a rule was not judged), members of the conversation that
    changed, and the turns that did, with words covered as on the page.
    """
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    asked = {name: str(value or "") for name, value in between.model_dump().items()}
    if between.before or between.after:
        found = difference_of_readings(viewer, row.pk, asked["before"], asked["after"])
    else:
        found = difference_of(viewer, row.pk, asked["old"], asked["new"])
    return answer(_told(found))


def _told(found: Difference) -> dict[str, Any]:
    turns = [
        {
            "turn": line.number,
            "old_speaker": line.old,
            "new_speaker": line.new,
            "words": [{"change": run.change, "text": run.text} for run in line.runs],
        }
        for group in found.groups
        for line in group
        if line.is_changed
    ]
    return {
        "old": _side(found.old, found.was),
        "new": _side(found.new, found.now),
        "findings": [{"rule": c.rule, "old": c.old, "new": c.new} for c, _ in found.findings],
        "members": [{"name": name, "old": old, "new": new} for name, old, new in found.facts],
        "turns": turns,
    }


def _side(revision: Revision, reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"revision": revision.number, "reading": None}
    return {
        "revision": revision.number,
        "reading": reading.pk,
        "edition": reading.edition.hash,
        "read_at": reading.read_at,
        "reason": reading.reason,
        "score": reading.score,
    }
