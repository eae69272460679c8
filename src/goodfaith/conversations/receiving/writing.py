"""Rows of conversations and revisions, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from goodfaith.conversations.receiving.columns import COLUMN_TYPES, Content

_NAMES = ", ".join(COLUMN_TYPES)
_TYPED = ", ".join(f"{name} {type_}" for name, type_ in COLUMN_TYPES.items())
_SET = ", ".join(f"{name} = r.{name}" for name in COLUMN_TYPES)

# A conversation may name a revision that is written after it: its key is checked at the commit.
_INSERT = f"""
insert into conversations_conversation (external_id, source, received_at, revision_id, {_NAMES},
    state, failure, review, violated, undecidable)
select external_id, source, received_at, revision_id, {_NAMES}, 'waiting', '', '', '{{}}', '{{}}'
from jsonb_to_recordset(%s::jsonb) as r(external_id varchar, source varchar,
    received_at timestamptz, revision_id bigint, {_TYPED})
order by external_id on conflict (external_id) do nothing returning external_id, id
"""  # noqa: S608  (names of our own columns)
_UPDATE = f"""
update conversations_conversation c set revision_id = r.revision_id, state = 'waiting',
    failure = '', {_SET}
from jsonb_to_recordset(%s::jsonb) as r(id bigint, revision_id bigint, {_TYPED})
where c.id = r.id
"""  # noqa: S608
_LOCK = (
    "select external_id, id from conversations_conversation where external_id = any(%s)"
    " order by id for no key update"
)
_KNOWN = """
select c.id, c.received_at, n.number,
    (select r.hash from conversations_revision r where r.conversation_id = c.id
     and r.made_by_id is null and r.reason = '' order by r.number desc limit 1)
from conversations_conversation c, lateral (select max(r.number) as number
    from conversations_revision r where r.conversation_id = c.id) n
where c.id = any(%s)
"""
_COPY = (
    "copy conversations_revision (id, conversation_id, number, content, hash, made_by_id, made_at,"
    " reason, note, delivery_id) from stdin"
)


class Known(msgspec.Struct, frozen=True):
    """A conversation that is there: when first received, its last revision, its source's hash."""

    id: int
    received_at: datetime
    number: int
    hash: str | None


class Written(msgspec.Struct, frozen=True):
    """A revision to be written."""

    id: int
    conversation: int
    number: int
    content: Content
    made_at: datetime
    made_by: int | None = None
    reason: str = ""
    note: str = ""
    delivery: int | None = None


def next_ids(table: str, count: int) -> list[int]:
    """Ids that nobody else will use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert conversations; the ids of those that were not there, by external id.

    Waits for somebody else who is inserting one of them; always in one order, so that nobody
    waits in a circle.
    """
    return dict(_execute(_INSERT, rows))


def lock(external_ids: Iterable[str]) -> dict[str, int]:
    """Lock conversations until the transaction ends; their ids by external id."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sorted(external_ids)])
        return dict(cursor.fetchall())


def known(ids: Iterable[int]) -> dict[int, Known]:
    """What there is of conversations; to be asked once they are locked."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [sorted(ids)])
        return {row[0]: Known(*row) for row in cursor.fetchall()}


def update(rows: Sequence[dict[str, Any]]) -> None:
    """Give conversations, by `id`, the columns of their new revision; they wait to be read."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [msgspec.json.encode(rows).decode()])


def copy_revisions(written: Iterable[Written]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in written:
            copy.write_row(
                (one.id, one.conversation, one.number, one.content.json, one.content.hash,
                 one.made_by, one.made_at, one.reason, one.note, one.delivery)
            )  # fmt: skip


def _execute(query: str, rows: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [msgspec.json.encode(rows).decode()])
        found: list[tuple[str, int]] = cursor.fetchall()
        return found
