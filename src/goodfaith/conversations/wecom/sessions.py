"""Making conversations of a chat: again from all of its messages whenever one has arrived.

A session keeps its id for ever, also when a late message turns out to be its first. A session that
a late message has joined to the one before is left without words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.readers.wecom.conversations import conversations_of
from goodfaith.analysis.readers.wecom.message import Message
from goodfaith.analysis.readers.wecom.order import in_order
from goodfaith.conversations.deliveries.options import wecom_options
from goodfaith.conversations.models import Conversation as Row
from goodfaith.conversations.models import WecomMessage
from goodfaith.conversations.receiving import receive
from goodfaith.platform.events import job
from goodfaith.trust.ledger import SYSTEM

SOURCE = "wecom"


@job("conversations.rebuild_chat", queue="events", lock="conversations.rebuild_chat:{key}")
def rebuild_job(*, thread: str, key: str) -> None:
    """Put a chat together from its messages."""
    rebuild(thread)


def rebuild_later(thread: str) -> None:
    """Ask for it once, however many messages have arrived. Locks are short: the key is a hash."""
    rebuild_job.once(thread=thread, key=hashlib.sha256(thread.encode()).hexdigest()[:32])


def rebuild(thread: str) -> None:
    """Take in the conversations of a chat as its messages now make them."""
    zone = timezone.get_default_timezone()
    with transaction.atomic():
        rows = list(WecomMessage.objects.filter(thread=thread).select_for_update().order_by("pk"))
        messages = [msgspec.convert(row.content, Message) for row in rows]
        before = {row.message_id: row.session for row in rows}
        made = list(conversations_of(thread, messages, wecom_options(), zone))
        named = list(_named(made, messages, before))
        kept = {conversation.id for conversation, _ in named}
        left = sorted({*before.values()} - kept - {""})
        found = [*(conversation for conversation, _ in named), *_emptied(left)]
        if found:
            receive(found, source=SOURCE, actor=SYSTEM, now=timezone.now())
        _note(rows, {id: c.id for c, ids in named for id in ids})


def _named(
    made: Sequence[Conversation], messages: Sequence[Message], before: dict[str, str]
) -> Iterator[tuple[Conversation, list[str]]]:
    """Each conversation under the id that the first of its messages had, with their ids.

    Sessions are cut from the chat in order, an utterance a message.
    """
    sent = iter(in_order(messages))
    given: set[str] = set()
    for conversation in made:
        ids = [next(sent).message.id for _ in conversation.utterances]
        known = [before[id] for id in ids if before.get(id) and before[id] not in given]
        if known:
            conversation = msgspec.structs.replace(conversation, id=known[0])
        given.add(conversation.id)
        yield conversation, ids


def _emptied(ids: Sequence[str]) -> list[Conversation]:
    rows = Row.objects.filter(external_id__in=ids).select_related("revision")
    return [
        msgspec.structs.replace(
            msgspec.convert(row.revision.content, Conversation), utterances=(), gaps=()
        )
        for row in rows
        if row.revision is not None
    ]


def _note(rows: Sequence[WecomMessage], sessions: dict[str, str]) -> None:
    changed = []
    for row in rows:
        session = sessions.get(row.message_id, "")
        if row.session != session:
            row.session = session
            changed.append(row)
    WecomMessage.objects.bulk_update(changed, ["session"], batch_size=500)
