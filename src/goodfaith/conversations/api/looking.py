"""Looking at conversations: what a viewer may see, with private data covered."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations.api.covered import covered_findings, covered_participants
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.models import Conversation, Reading, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.private import shown_reference, shown_to
from goodfaith.conversations.queries import conversation_for
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer
from goodfaith.trust.viewing import Viewer

_READ = acting("conversations.read")


class Wanted(Paging):
    """Which conversations; all of them when nothing is asked for."""

    from_on: date | None = None
    to_on: date | None = None
    external_id: str = Field("", max_length=200)
    adviser: str = Field("", max_length=200)
    customer: str = Field("", max_length=200)
    policy: str = Field("", max_length=200)
    rule: str = Field("", max_length=120)
    state: str = Field("", max_length=10)
    review: str = Field("", max_length=10)
    worst_at_least: int | None = Field(None, ge=0, le=3)

    def of(self, found: ConversationQuerySet) -> ConversationQuerySet:
        named = {
            "day__gte": self.from_on, "day__lte": self.to_on,
            "external_id": self.external_id, "adviser_number": self.adviser,
            "customer": self.customer, "state": self.state, "review": self.review,
            "worst__lte": self.worst_at_least,
        }  # fmt: skip
        lists = {"policies": self.policy, "violated": self.rule}
        given = {name: value for name, value in named.items() if value not in (None, "")}
        within: dict[str, Any] = {f"{n}__contains": [v] for n, v in lists.items() if v}
        if any("\x00" in value for value in self.model_dump().values() if isinstance(value, str)):
            return found.none()
        return found.filter(**given, **within)


def conversation_or_404(viewer: Viewer, id: int) -> Conversation:
    """What `viewer` may see of it; absent and hidden alike raise `Http404`."""
    if not 0 <= id <= LARGEST_ID:
        raise Http404
    return conversation_for(viewer, id, "revision", "reading")


@router.get("/conversations", auth=_READ, summary="Conversations, latest first", response=Any)
def list_conversations(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """A page of those you may see; `next` is the cursor of the page behind it, or empty."""
    viewer = caller(request)
    found = wanted.of(Conversation.objects.visible_to(viewer))
    page = paged(found, wanted, ("-started_at", "-id"))
    return answer({**page, "items": [_row(viewer, row) for row in page["items"]]})


@router.get("/conversations/{int:id}", auth=_READ, summary="One conversation", response=Any)
def get_conversation(request: HttpRequest, id: int) -> HttpResponse:
    """Its current revision, words covered as for your role on the page."""
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    revision = row.revision
    content = _covered(viewer, row, revision) if revision else None
    return answer(_row(viewer, row) | {"content": content})


@router.get("/conversations/{int:id}/revisions", auth=_READ, summary="Every version of it",
            response=Any)  # fmt: skip
def list_revisions(request: HttpRequest, id: int) -> HttpResponse:
    """Without their words: who made each, when, why. The first one first."""
    row = conversation_or_404(caller(request), id)
    names = ("id", "number", "hash", "made_by_id", "made_at", "reason")
    revisions = row.revisions.order_by("number").values(*names)
    return answer({"revisions": [{**r, "made_by": r.pop("made_by_id")} for r in revisions]})


@router.get("/conversations/{int:id}/readings", auth=_READ, summary="Every reading of it",
            response=Any)  # fmt: skip
def list_readings(request: HttpRequest, id: int) -> HttpResponse:
    """The latest first; what was quoted is under `findings`."""
    row = conversation_or_404(caller(request), id)
    found = Reading.objects.filter(revision__conversation=row).select_related("edition", "revision")
    return answer({"readings": [_reading(reading) for reading in found.order_by("-id")]})


@router.get("/conversations/{int:id}/findings", auth=_READ, response=Any,
            summary="What is violated or undecidable")  # fmt: skip
def list_findings(request: HttpRequest, id: int) -> HttpResponse:
    """Of the current reading; null when it has not been read yet."""
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    reading = row.reading
    if reading is None:
        return answer({"reading": None, "findings": []})
    found = covered_findings(viewer, row, reading, timezone.now())
    return answer({"reading": reading.pk, "findings": found})


def _row(viewer: Viewer, row: Conversation) -> dict[str, Any]:
    names = (
        "id external_id source channel direction purpose result started_at starts_as_received day"
        " duration_seconds turns adviser_number unit_id applications policies received_at state"
        " review score worst violated undecidable"
    ).split()
    told = {name: getattr(row, name) for name in names}
    return told | {
        "customer": shown_reference(viewer, row),
        "revision": row.revision_id,
        "reading": row.reading_id,
    }


def _covered(viewer: Viewer, row: Conversation, revision: Revision) -> dict[str, Any]:
    said = msgspec.convert(revision.content, Said)
    shown = shown_to(viewer, row, revision, said, timezone.now())
    utterances = tuple(
        msgspec.structs.replace(u, text=text)
        for u, text in zip(said.utterances, shown.texts, strict=True)
    )
    people = covered_participants(viewer, row, said.participants)
    covered = msgspec.structs.replace(
        said, utterances=utterances, participants=people, customer=shown.customer, fields={}
    )
    told: dict[str, Any] = msgspec.to_builtins(covered)
    return told | {"revision": revision.number}


def _reading(reading: Reading) -> dict[str, Any]:
    verdicts = [(f["rule"], f["verdict"]) for f in reading.findings]
    return {
        "id": reading.pk,
        "revision": reading.revision.number,
        "edition": reading.edition.hash,
        "read_at": reading.read_at,
        "reason": reading.reason,
        "fingerprint": reading.fingerprint,
        "violated": [rule for rule, verdict in verdicts if verdict == "violated"],
        "undecidable": [rule for rule, verdict in verdicts if verdict == "undecidable"],
        "score": reading.score,
        "measures": reading.measures,
        "scorecard": reading.scorecard,
    }
