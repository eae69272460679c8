"""The messages of one chat in order: doubles dropped, recalls joined to what they recall.

The order in which messages arrive changes nothing: a recall may come before its original.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from goodfaith.analysis.readers.wecom.message import Message

RECALLED_UNSEEN: Final = "[已撤回，存档中没有原文]"
"""Stands for a message of which the archive holds the recall alone."""


class Sent(msgspec.Struct, frozen=True):
    """A message and when it was recalled, in milliseconds since 1970; None: it stands."""

    message: Message
    recalled_at: int | None = None
    unseen: bool = False


def in_order(messages: Iterable[Message]) -> list[Sent]:
    """Return what was sent: by `seq` where every message has one, else by time.

    The first recall of a message counts. A recall without its original stands in the original's
    place, at the time of the recall.
    """
    sent, recalls = _without_doubles(messages)
    found = [
        Sent(message, recalls[message.id].at if message.id in recalls else None)
        for message in sent.values()
        if message.text.strip() or message.attachments
    ]
    found += [_unseen(recall) for id_, recall in recalls.items() if id_ not in sent]
    by_sequence = all(one.message.seq is not None for one in found)
    return sorted(found, key=_by_sequence if by_sequence else _by_time)


def _without_doubles(
    messages: Iterable[Message],
) -> tuple[dict[str, Message], dict[str, Message]]:
    """Return the messages by their ids, and the first recalls by the ids of what they recall."""
    sent: dict[str, Message] = {}
    recalls: dict[str, Message] = {}
    for message in messages:
        if message.recalls:
            known = recalls.setdefault(message.recalls, message)
            recalls[message.recalls] = min(known, message, key=_by_time)
        elif sent.setdefault(message.id, message) != message:
            # Of copies that differ the choice must not hang on which came first.
            sent[message.id] = min(sent[message.id], message, key=msgspec.json.encode)
    return sent, recalls


def _unseen(recall: Message) -> Sent:
    stand_in = msgspec.structs.replace(
        recall,
        id=recall.recalls,
        text=RECALLED_UNSEEN,
        recalls="",
        unheard=0.0,
        attachments=(),
    )
    return Sent(stand_in, recall.at, unseen=True)


def _by_sequence(sent: Sent) -> tuple[int, int, str]:
    return sent.message.seq or 0, sent.message.at, sent.message.id


def _by_time(one: Sent | Message) -> tuple[int, int, str]:
    message = one.message if isinstance(one, Sent) else one
    return message.at, message.seq or 0, message.id
