"""Conversations of our own schema, or spelt like it, in JSON that is not JSON Lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, BinaryIO

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.documents import Document, read_documents
from goodfaith.analysis.readers.loose_conversation import conversation_from
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.spellings import CONVERSATION_MEMBERS, plain


def read_own_documents(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations of a JSON file and what is wrong with others, in its order.

    A document is a conversation, or an object of conversations by their ids. One that is alone
    in its file and has no id has the file's name.
    """
    for document in read_documents(source, name):
        if isinstance(document, Problem):
            yield document
            continue
        for id_, record in _records(document, name):
            report = Report(name, document.place)
            if isinstance(record, Mapping):
                given = record if has_member(record, "id") or not id_ else {"id": id_, **record}
                conversation = conversation_from(given, report, options, ignored)
                yield from report.problems if conversation is None else (conversation,)
            else:
                report.add(id_, describe(record), "a conversation", "json_invalid")
                yield from report.problems


def looks_like_ours(document: Mapping[str, Any]) -> bool:
    """Whether a document has utterances the way we, or people like us, write them."""
    return has_member(document, "utterances") or _is_by_id(document)


def has_member(record: Mapping[str, Any], member: str) -> bool:
    """Whether a record has a member of a conversation, in any of its spellings."""
    return any(CONVERSATION_MEMBERS.get(plain(key)) == member for key in record)


def _is_by_id(document: Mapping[str, Any]) -> bool:
    records = document.values()
    return bool(document) and all(
        isinstance(record, Mapping) and has_member(record, "utterances") for record in records
    )


def _records(document: Document, name: str) -> Iterator[tuple[str, Any]]:
    if _is_by_id(document.content):
        yield from document.content.items()
    else:
        yield ("" if document.place else PurePath(name).stem), document.content
