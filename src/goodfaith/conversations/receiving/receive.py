"""Taking in a batch of conversations from a source: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation
from goodfaith.conversations.events import ConversationReceived
from goodfaith.conversations.receiving import writing
from goodfaith.conversations.receiving.columns import Content, columns, content_of, day_of
from goodfaith.conversations.receiving.writing import Written
from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor
from goodfaith.trust.queries import teams_on

Outcome = Literal["added", "revised", "same"]
_REVISIONS = "conversations_revision"


class Received(msgspec.Struct, frozen=True):
    """One entry a conversation given, in their order: its id here, and what became of it."""

    ids: tuple[int, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many were added, revised or known already."""
        return self.outcomes.count(outcome)


def receive(
    conversations: Sequence[Conversation],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    delivery: int | None = None,
) -> Received:
    """Take in conversations. The same external id is the same conversation for ever.

    Changed content becomes a new revision, content that the source sent last before changes
    nothing, also where a person has corrected it since. What is new waits to be read. An id given
    twice is taken in twice, in order. `delivery` is the file they came in. Batches with the same
    ids side by side wait for each other.
    """
    told: dict[int, tuple[int, Outcome]] = {}
    with transaction.atomic():
        for places_given in _rounds(conversations):
            contents = [content_of(conversations[place]) for place in places_given]
            outcomes = _Round(contents, source, now, delivery).take_in()
            told.update(zip(places_given, outcomes, strict=True))
        received = Received(
            tuple(told[n][0] for n in range(len(conversations))),
            tuple(told[n][1] for n in range(len(conversations))),
        )
        _record(received, source, actor, now)
    return received


def _rounds(conversations: Sequence[Conversation]) -> list[list[int]]:
    """Places in the batch such that no id comes twice in a round."""
    rounds: list[list[int]] = []
    seen: dict[str, int] = {}
    for place, conversation in enumerate(conversations):
        number = seen[conversation.id] = seen.get(conversation.id, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(place)
    return rounds


def _record(received: Received, source: str, actor: Actor, now: datetime) -> None:
    changed = [
        id for id, outcome in zip(received.ids, received.outcomes, strict=True) if outcome != "same"
    ]
    if changed:
        batch = ("conversations.batch", source)
        ledger.record(actor, "conversations.received", batch, now, conversations=changed)


class _Round:
    """Conversations with different ids."""

    def __init__(
        self, contents: Sequence[Content], source: str, now: datetime, delivery: int | None
    ) -> None:
        self.contents, self.source, self.now, self.delivery = contents, source, now, delivery
        self.zone = timezone.get_default_timezone()
        self.teams = teams_on(
            (c.conversation.adviser, day_of(c.conversation, now, self.zone))
            for c in contents
            if c.conversation.adviser
        )

    def take_in(self) -> list[tuple[int, Outcome]]:
        revisions = writing.next_ids(_REVISIONS, len(self.contents))
        added = writing.insert(
            [self._new(content, id) for content, id in zip(self.contents, revisions, strict=True)]
        )
        found = self._revised(added, revisions)
        written = [
            self._written(id, added[content.conversation.id], 1, content)
            for content, id in zip(self.contents, revisions, strict=True)
            if content.conversation.id in added
        ]
        written += [revision for _, revision in found.values() if revision is not None]
        writing.copy_revisions(written)
        publish(*(ConversationReceived(one.conversation, one.id) for one in written))
        return [self._outcome(content.conversation.id, added, found) for content in self.contents]

    def _new(self, content: Content, revision: int) -> dict[str, object]:
        return {
            "external_id": content.conversation.id,
            "source": self.source,
            "received_at": self.now,
            "revision_id": revision,
            **columns(content.conversation, self.now, self.zone, self.teams),
        }

    def _revised(
        self, added: dict[str, int], revisions: Sequence[int]
    ) -> dict[str, tuple[int, Written | None]]:
        """What was there already: its id, and its new revision where the content changed."""
        old = [c for c in zip(self.contents, revisions, strict=True)
               if c[0].conversation.id not in added]  # fmt: skip
        if not old:
            return {}
        ids = writing.lock(content.conversation.id for content, _ in old)
        known = writing.known(ids.values())
        found: dict[str, tuple[int, Written | None]] = {}
        rows = []
        for content, revision in old:
            before = known[ids[content.conversation.id]]
            written = None
            if before.hash != content.hash:
                written = self._written(revision, before.id, before.number + 1, content)
                named = {"id": before.id, "revision_id": revision}
                row = columns(content.conversation, before.received_at, self.zone, self.teams)
                rows.append(named | row)
            found[content.conversation.id] = before.id, written
        writing.update(rows)
        return found

    def _written(self, id: int, conversation: int, number: int, content: Content) -> Written:
        return Written(id, conversation, number, content, self.now, delivery=self.delivery)

    def _outcome(
        self,
        external_id: str,
        added: dict[str, int],
        found: dict[str, tuple[int, Written | None]],
    ) -> tuple[int, Outcome]:
        if external_id in added:
            return added[external_id], "added"
        id, revision = found[external_id]
        return id, "revised" if revision else "same"
