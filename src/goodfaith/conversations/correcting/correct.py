"""Correcting a conversation: whoever is second learns what the first one has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation as Content
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.conversations.correcting.changes import Change, CorrectionInvalid
from goodfaith.conversations.events import ConversationCorrected
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.receiving import writing
from goodfaith.conversations.receiving.columns import columns, content_of, day_of
from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.queries import teams_on

LONGEST_REASON, LONGEST_NOTE = 40, 500
_DECODER = msgspec.json.Decoder(Content)


class Meanwhile(msgspec.Struct, frozen=True):
    """A revision that somebody else made; `utterances` are those it changed, the first 50."""

    number: int
    made_by: int | None
    made_at: datetime
    reason: str
    utterances: tuple[int, ...]


class Conflict(Exception):
    """The conversation is not as whoever corrects it saw it; `meanwhile` is what came between."""

    def __init__(self, expected: int, meanwhile: tuple[Meanwhile, ...]) -> None:
        self.expected, self.meanwhile = expected, meanwhile
        super().__init__(f"revision {expected} is no longer current")


class Corrected(msgspec.Struct, frozen=True):
    """The new revision's id and number."""

    revision: int
    number: int


def correct(
    conversation: Conversation,
    change: Change,
    *,
    expected: int,
    actor: Actor,
    reason: str = "",
    note: str = "",
    now: datetime | None = None,
) -> Corrected:
    """Make a revision with `change` on top of revision number `expected`, judged at once.

    `reason` is a code of at most 40 characters, `note` a sentence. Raises `Conflict` when
    `expected` is not the current revision, and `CorrectionInvalid` for a change that cannot be
    made or changes nothing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = Conversation.objects.select_for_update(no_key=True, of=("self",))
        row = locked.select_related("revision").get(pk=conversation.pk)
        current = row.revision
        assert current is not None
        if current.number != expected:
            raise Conflict(expected, tuple(_meanwhile(row, expected)))
        content = _changed(msgspec.convert(current.content, Content), change)
        made = _write(row, current.number + 1, content, actor, reason or change.name, note, now)
        details = {"revision": made.number, "change": change.name}
        ledger.record(actor, "conversation.corrected", row, now, **details)
        publish(ConversationCorrected(row.pk, made.revision))
    return made


def _changed(content: Content, change: Change) -> Content:
    changed = change.apply(content)
    if not is_sound(changed):
        found = "not a conversation that can be kept"
        raise CorrectionInvalid([_problem(found, "ids and times within their bounds")])
    if changed == content:
        raise CorrectionInvalid([_problem("nothing that would change", "a correction")])
    return changed


def _problem(found: str, expected: str) -> Problem:
    return Problem("field_invalid", "correction", "", "", found, expected)


def _write(
    row: Conversation,
    number: int,
    content: Content,
    actor: Actor,
    reason: str,
    note: str,
    now: datetime,
) -> Corrected:
    zone = timezone.get_default_timezone()
    (id,) = writing.next_ids("conversations_revision", 1)
    pairs = [(content.adviser, day_of(content, row.received_at, zone))]
    named = {"id": row.pk, "revision_id": id}
    writing.update([named | columns(content, row.received_at, zone, teams_on(pairs))])
    reason, note = reason[:LONGEST_REASON], note[:LONGEST_NOTE]
    made = content_of(content)
    writing.copy_revisions(
        [writing.Written(id, row.pk, number, made, now, staff_id_of(actor), reason, note)]
    )
    return Corrected(id, number)


def _meanwhile(row: Conversation, expected: int) -> Iterator[Meanwhile]:
    revisions = list(row.revisions.filter(number__gte=expected).order_by("number"))
    for before, after in pairwise(revisions):
        yield Meanwhile(
            after.number, after.made_by_id, after.made_at, after.reason, _touched(before, after)
        )


def _touched(before: Revision, after: Revision) -> tuple[int, ...]:
    old = before.content.get("utterances", [])
    new = after.content.get("utterances", [])
    longest = max(len(old), len(new))
    changed = (n for n in range(longest) if old[n : n + 1] != new[n : n + 1])
    return tuple(changed)[:50]
