"""Reading a batch of conversations, whatever asked for it. Twice changes nothing."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec
from django.db import connection, transaction

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.reading import Reader, Reading
from goodfaith.conversations.events import ConversationRead
from goodfaith.conversations.reading import storing
from goodfaith.conversations.reading.editions import (
    SCANNING,
    edition_on,
    editions,
    rulebook_of,
)
from goodfaith.conversations.reading.storing import Failed, Found
from goodfaith.platform.events import publish
from goodfaith.policies.belonging import key_of
from goodfaith.policies.queries import fact_book

_DECODER = msgspec.json.Decoder(Conversation)
_LOCK = "select from conversations_conversation where id = any(%s) order by id for no key update"
_CURRENT = """
select c.id, c.day, c.revision_id, r.content::text, c.reading_id, c.state, g.revision_id,
    g.fingerprint, g.edition_id, c.violated, c.undecidable
from conversations_conversation c join conversations_revision r on r.id = c.revision_id
left join conversations_reading g on g.id = c.reading_id
where c.id = any(%s) order by c.id
"""


class Before(msgspec.Struct, frozen=True):
    """A conversation's current revision, and its current reading where it has one."""

    id: int
    day: date
    revision: int
    content: str
    reading: int | None
    state: str
    read_revision: int | None
    fingerprint: str | None
    edition: int | None
    violated: list[str]
    undecidable: list[str]

    def says_the_same(self, found: Found) -> bool:
        """Whether a new reading would only repeat the current one."""
        return (
            (self.read_revision, self.fingerprint, self.edition)
            == (self.revision, found.reading.fingerprint, found.edition)
        ) and (self.violated, self.undecidable) == (found.violated, found.undecidable)

    def rests_on_the_same(self, reader: Reader, said: Conversation, edition: int) -> bool:
        """Whether there is a reading of these words, by these rules, with what is known now."""
        return (
            self.state == "read"
            and (self.read_revision, self.edition) == (self.revision, edition)
            and self.fingerprint == reader.fingerprint(said)
        )


def read_conversations(
    ids: Iterable[int], *, now: datetime, again: bool = True, reason: str = ""
) -> list[ConversationRead]:
    """Read the current revisions of conversations by the edition in force on their day.

    What comes back has been published too: one event for each reading that says something new.
    Deadlines are judged for `now`. A conversation that the engine fails on is marked and keeps the
    reading it had. Without any edition nothing is read: conversations wait for the first. Not
    `again`: a conversation whose reading rests on the same words, rules and facts keeps it.
    `reason` is a `Reading.Reason`, kept with what is new.

    Conversations stay locked from before their facts are looked up until their readings are
    stored: of two who read one, the later sees at least the facts that the earlier saw.
    """
    with transaction.atomic():
        before = _current(ids)
        known = editions()
        by_edition: dict[int, list[Before]] = {}
        for one in before:
            if edition := edition_on(one.day, known):
                by_edition.setdefault(edition.id, []).append(one)
        outcomes: list[tuple[Before, Found | Failed]] = []
        for edition_id, group in by_edition.items():
            outcomes += _read(edition_id, group, now, again)
        return _keep(outcomes, now, reason)


def _current(ids: Iterable[int]) -> list[Before]:
    wanted = sorted(set(ids))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [wanted])
        cursor.execute(_CURRENT, [wanted])
        return [Before(*row) for row in cursor.fetchall()]


def _read(
    edition: int, group: Sequence[Before], now: datetime, again: bool
) -> Iterator[tuple[Before, Found | Failed]]:
    conversations = [_DECODER.decode(one.content) for one in group]
    facts = fact_book(key for c in conversations for key in keys_of(c))
    with SCANNING:
        reader = Reader(rulebook_of(edition), facts)
        pairs = [
            (one, conversation)
            for one, conversation in zip(group, conversations, strict=True)
            if again or not one.rests_on_the_same(reader, conversation, edition)
        ]
        readings = _readings(reader, [conversation for _, conversation in pairs], now)
    for (one, conversation), reading in zip(pairs, readings, strict=True):
        found = reading if isinstance(reading, Failed) else Found(conversation, reading, edition)
        yield one, found


def _readings(
    reader: Reader, conversations: Sequence[Conversation], now: datetime
) -> list[Reading | Failed]:
    try:
        return [*reader.read(conversations, now, every_verdict=False)]
    except Exception:
        return [_alone(reader, conversation, now) for conversation in conversations]


def _alone(reader: Reader, conversation: Conversation, now: datetime) -> Reading | Failed:
    try:
        return reader.read([conversation], now, every_verdict=False)[0]
    except Exception as error:
        return Failed(_place_of(error))


def _place_of(error: Exception) -> str:
    """Where the engine failed, without the message: that may quote what people said."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def keys_of(conversation: Conversation) -> Iterator[str]:
    """What the facts about a conversation belong to."""
    yield key_of("conversation", conversation.id)
    yield from (key_of("application", id) for id in conversation.applications)
    yield from (key_of("policy", id) for id in conversation.policies)
    if conversation.customer:
        yield key_of("customer", conversation.customer)
    if conversation.adviser:
        yield key_of("adviser", conversation.adviser)
    for utterance in conversation.utterances:
        for sent in utterance.attachments:
            if sent.sha256:
                yield key_of("sha256", sent.sha256)


def _keep(
    outcomes: Sequence[tuple[Before, Found | Failed]], now: datetime, reason: str
) -> list[ConversationRead]:
    failed = [(one.id, found) for one, found in outcomes if isinstance(found, Failed)]
    found = [(one, f) for one, f in outcomes if isinstance(f, Found)]
    fresh = [(one, f) for one, f in found if not one.says_the_same(f)]
    again = [one.id for one, f in found if one.says_the_same(f) and one.state != "read"]
    storing.mark_failed(failed)
    storing.mark_read(again)
    readings = storing.store([(one.id, one.revision, f) for one, f in fresh], now, reason)
    storing.index([(one.id, f) for one, f in fresh if one.read_revision != one.revision])
    events = [
        ConversationRead(one.id, one.revision, reading, one.reading)
        for (one, _), reading in zip(fresh, readings, strict=True)
    ]
    publish(*events)
    return events
