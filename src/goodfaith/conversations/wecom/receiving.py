"""Keeping messages as they were received; what they belong to is put together afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.wecom.message import Message, read_message
from goodfaith.analysis.readers.wecom.threads import Threads
from goodfaith.conversations.deliveries.options import wecom_options
from goodfaith.conversations.wecom.sessions import rebuild_later
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor

_KEEP = """
insert into conversations_wecommessage (message_id, thread, at, content, received_at, session)
select message_id, thread, at, content, received_at, ''
from jsonb_to_recordset(%s::jsonb) as r(message_id varchar, thread varchar, at timestamptz,
    content jsonb, received_at timestamptz)
order by thread, message_id on conflict (thread, message_id) do nothing returning thread
"""


class MessagesReceived(msgspec.Struct, frozen=True):
    """How many messages were new, how many known; what is no message is counted nowhere."""

    added: int
    same: int


def read_messages(
    records: Sequence[Mapping[str, Any]],
) -> tuple[list[Message], list[tuple[int, Report]]]:
    """The messages that records hold, and of each bad record its place and what is wrong."""
    threads = Threads(wecom_options().inherited, timezone.get_default_timezone())
    messages, wrong = [], []
    for index, record in enumerate(records):
        report = Report("body")
        message = read_message(record, report)
        if report.problems:
            wrong.append((index, report))
        elif message is not None:
            messages.append(threads.placed(message))
    return messages, wrong


def receive_messages(
    messages: Sequence[Message], *, actor: Actor, now: datetime
) -> MessagesReceived:
    """Keep messages; each once, in whatever order they come, recalls as well.

    The chats they belong to are put together again in the background.
    """
    rows = [_row(message, now) for message in messages]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [msgspec.json.encode(rows).decode()])
            touched = [row[0] for row in cursor.fetchall()]
        if touched:
            counts = {"messages": len(touched)}
            ledger.record(actor, "messages.received", ("conversations.wecom", ""), now, **counts)
        for thread in sorted(set(touched)):
            rebuild_later(thread)
    return MessagesReceived(len(touched), len(messages) - len(touched))


def _row(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "thread": message.thread,
        "at": datetime.fromtimestamp(message.at / 1000, UTC),
        "content": message,
        "received_at": now,
    }
