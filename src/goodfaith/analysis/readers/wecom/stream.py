"""Reads a WeCom archive: JSON Lines or a list of decrypted messages, in any order.

Messages of one chat may lie anywhere in the archive, so all of it is read before the first
conversation comes: problems first, in file order, then chat by chat in an order that hangs on
the chats' names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.documents import Document, read_documents
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.wecom.buckets import (
    LONGEST_BUCKET_BYTES,
    Buckets,
    Overfull,
)
from goodfaith.analysis.readers.wecom.conversations import conversations_of
from goodfaith.analysis.readers.wecom.message import Message, read_message
from goodfaith.analysis.readers.wecom.threads import Threads
from goodfaith.analysis.readers.wecom_options import DEFAULT_WECOM, WecomOptions

# Member names, not words inside a text: there the quotation marks are escaped.
_MEMBERS: Final = tuple(
    re.compile(rb'(?<!\\)"' + name + rb'"\s*:') for name in (rb"msgid", rb"msgtime", rb"from")
)
_ENCRYPTED: Final = re.compile(rb'(?<!\\)"encrypt_chat_msg"\s*:')


def looks_like_wecom(head: bytes) -> bool:
    """Whether a file that begins with `head` holds messages of the archive, decrypted or not."""
    names = all(member.search(head) for member in _MEMBERS)
    return names or _ENCRYPTED.search(head) is not None


def read_wecom(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    wecom: WecomOptions = DEFAULT_WECOM,
) -> Iterator[Conversation | Problem]:
    """Yield the problems of an archive, then its conversations.

    The same messages in any order, any of them any number of times, give the same conversations.
    A bad message is told and left out.
    """
    threads = Threads(wecom.inherited, options.zone)
    with Buckets() as buckets:
        for item in _messages(source, name):
            if isinstance(item, Problem):
                yield item
            else:
                buckets.add(threads.placed(item))
        for number in buckets.numbers():
            yield from _conversations(buckets, number, name, options, wecom)


def _messages(source: BinaryIO, name: str) -> Iterator[Message | Problem]:
    for document in read_documents(source, name):
        if isinstance(document, Problem):
            yield document
            continue
        yield from _message(document, name)


def _message(document: Document, name: str) -> Iterator[Message | Problem]:
    report = Report(name, document.place)
    message = read_message(document.content, report)
    if message is not None:
        yield message
    yield from report.problems


def _conversations(
    buckets: Buckets, number: int, name: str, options: ReadOptions, wecom: WecomOptions
) -> Iterator[Conversation | Problem]:
    try:
        for thread, messages in buckets.threads(number):
            yield from conversations_of(thread, messages, wecom, options.zone)
    except Overfull:
        expected = f"an archive in parts: at most {LONGEST_BUCKET_BYTES:,} bytes sorted at a time"
        yield Problem("too_many", name, "", "", "chats with too many messages", expected)
