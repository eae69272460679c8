"""Writing readings, and what lists show of them, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import SEVERITIES, UNDECIDABLE, VIOLATED
from goodfaith.analysis.reading import Reading
from goodfaith.conversations.mentions import packed
from goodfaith.conversations.pairs import pairs_and_folded
from goodfaith.conversations.receiving.writing import next_ids

_JSON = msgspec.json.Encoder()
_COPY = (
    "copy conversations_reading (id, revision_id, edition_id, read_at, reason, fingerprint,"
    " findings, passed, not_applicable, mentions, measures, steps, scorecard, score) from stdin"
)
_UPDATE = """
update conversations_conversation c set reading_id = r.reading, state = 'read', failure = '',
    review = r.review, score = r.score, worst = r.worst, violated = r.violated,
    undecidable = r.undecidable
from jsonb_to_recordset(%s::jsonb) as r(id bigint, reading bigint, review varchar, score float8,
    worst smallint, violated varchar[], undecidable varchar[])
where c.id = r.id
"""


class Failed(msgspec.Struct, frozen=True):
    """The engine failed; `place` tells where in the code."""

    place: str


class Found(msgspec.Struct, frozen=True):
    """A conversation and what was read in it by an edition."""

    conversation: Conversation
    reading: Reading
    edition: int

    @property
    def violated(self) -> list[str]:
        return [f.rule for f in self.reading.findings if f.verdict == VIOLATED]

    @property
    def undecidable(self) -> list[str]:
        return [f.rule for f in self.reading.findings if f.verdict == UNDECIDABLE]

    @property
    def worst(self) -> int | None:
        """The gravest severity violated: 0 critical … 3 note."""
        violated = (f for f in self.reading.findings if f.verdict == VIOLATED)
        return min((SEVERITIES.index(f.severity) for f in violated), default=None)


def store(found: Sequence[tuple[int, int, Found]], now: datetime, reason: str) -> list[int]:
    """Write a reading for each (conversation, revision, found); their ids, in order."""
    if not found:
        return []
    ids = next_ids("conversations_reading", len(found))
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for id, (_, revision, one) in zip(ids, found, strict=True):
            copy.write_row(_row(id, revision, one, now, reason))
    _execute(_UPDATE, [_columns(conversation, id, one)
                       for id, (conversation, _, one) in zip(ids, found, strict=True)])  # fmt: skip
    return ids


def index(found: Sequence[tuple[int, Found]]) -> None:
    """Write what text search looks in, for conversations whose words are new."""
    if not found:
        return
    with connection.cursor() as cursor:
        ids = [id for id, _ in found]
        cursor.execute(
            "delete from conversations_searchtext where conversation_id = any(%s)", [ids]
        )
        with cursor.copy(
            "copy conversations_searchtext (conversation_id, pairs, folded) from stdin"
        ) as copy:
            for id, one in found:
                texts = [utterance.text for utterance in one.conversation.utterances]
                pairs, folded = pairs_and_folded(texts)
                copy.write_row((id, _array(pairs), folded))


def mark_read(ids: Sequence[int]) -> None:
    """A new revision of which the reading stays what it was, or a failure that is over."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "update conversations_conversation set state = 'read', failure = ''"
                " where id = any(%s)",
                [list(ids)],
            )


def mark_failed(failed: Sequence[tuple[int, Failed]]) -> None:
    if failed:
        query = (
            "update conversations_conversation c set state = 'failed', failure = r.failure"
            " from jsonb_to_recordset(%s::jsonb) as r(id bigint, failure varchar)"
            " where c.id = r.id"
        )
        _execute(query, [{"id": id, "failure": one.place[:200]} for id, one in failed])


def _row(id: int, revision: int, one: Found, now: datetime, reason: str) -> tuple[object, ...]:
    reading = one.reading
    return (
        id, revision, one.edition, now, reason, reading.fingerprint,
        _written(reading.findings), _array(reading.passed), _array(reading.not_applicable),
        _written(packed(reading.mentions)), _written(reading.measures), _written(reading.steps),
        _written(reading.scorecard), reading.scorecard.score,
    )  # fmt: skip


def _columns(conversation: int, reading: int, one: Found) -> dict[str, object]:
    violated, undecidable = one.violated, one.undecidable
    return {
        "id": conversation,
        "reading": reading,
        "review": "open" if violated or undecidable else "clear",
        "score": one.reading.scorecard.score,
        "worst": one.worst,
        "violated": violated,
        "undecidable": undecidable,
    }


def _written(value: object) -> str:
    return _JSON.encode(value).decode()


def _array(values: Sequence[int] | Sequence[str]) -> str:
    """As the database writes arrays of numbers and of rules' ids: a tenth of the driver's time."""
    return f"{{{_JSON.encode(values)[1:-1].decode()}}}"


def _execute(query: str, rows: Sequence[dict[str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, [_written(rows)])
