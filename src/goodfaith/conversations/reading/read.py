"""Reading a batch of conversations, whatever asked for it. Twice changes nothing."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import Lock

import msgspec
from django.db import connection, transaction

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.reading import Reader, Reading
from goodfaith.conversations.events import ConversationRead
from goodfaith.conversations.reading import storing
from goodfaith.conversations.reading.editions import edition_on, editions, rulebook_of
from goodfaith.conversations.reading.storing import Failed, Found
from goodfaith.platform.events import publish
from goodfaith.policies.belonging import key_of
from goodfaith.policies.queries import fact_book

_DECODER = msgspec.json.Decoder(Conversation)
_SCANNING = Lock()
"""A scanner is for one thread at a time; reading is bound by the processor anyway."""

_WAITING = """
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


def read_conversations(ids: Iterable[int], *, now: datetime) -> list[ConversationRead]:
    """Read the current revisions of conversations by the edition in force on their day.

    What comes back has been published too: one event for each reading that says something new.
    Deadlines are judged for `now`. A conversation that the engine fails on is marked and keeps the
    reading it had. Without any edition nothing is read: conversations wait for the first.
    """
    before = _current(ids)
    known = editions()
    by_edition: dict[int, list[Before]] = {}
    for one in before:
        if edition := edition_on(one.day, known):
            by_edition.setdefault(edition.id, []).append(one)
    outcomes: list[tuple[Before, Found | Failed]] = []
    for edition_id, group in by_edition.items():
        outcomes += zip(group, _read(edition_id, group, now), strict=True)
    with transaction.atomic():
        return _keep(outcomes, now)


def _current(ids: Iterable[int]) -> list[Before]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [sorted(set(ids))])
        return [Before(*row) for row in cursor.fetchall()]


def _read(edition: int, group: Sequence[Before], now: datetime) -> Iterator[Found | Failed]:
    conversations = [_DECODER.decode(one.content) for one in group]
    facts = fact_book(key for c in conversations for key in keys_of(c))
    with _SCANNING:
        reader = Reader(rulebook_of(edition), facts)
        try:
            readings: list[Reading | Failed] = [
                *reader.read(conversations, now, every_verdict=False)
            ]
        except Exception:
            readings = [_alone(reader, conversation, now) for conversation in conversations]
    for conversation, reading in zip(conversations, readings, strict=True):
        if isinstance(reading, Failed):
            yield reading
        else:
            yield Found(conversation, reading, edition)


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
    outcomes: Sequence[tuple[Before, Found | Failed]], now: datetime
) -> list[ConversationRead]:
    """Store what is still current: a revision that came meanwhile has its own turn."""
    current = storing.lock_current((one.id, one.revision) for one, _ in outcomes)
    outcomes = [pair for pair in outcomes if pair[0].id in current]
    failed = [(one.id, found) for one, found in outcomes if isinstance(found, Failed)]
    found = [(one, f) for one, f in outcomes if isinstance(f, Found)]
    fresh = [(one, f) for one, f in found if not one.says_the_same(f)]
    again = [one.id for one, f in found if one.says_the_same(f) and one.state != "read"]
    storing.mark_failed(failed)
    storing.mark_read(again)
    readings = storing.store([(one.id, one.revision, f) for one, f in fresh], now)
    storing.index([(one.id, f) for one, f in fresh if one.read_revision != one.revision])
    events = [
        ConversationRead(one.id, one.revision, reading, one.reading)
        for (one, _), reading in zip(fresh, readings, strict=True)
    ]
    publish(*events)
    return events
