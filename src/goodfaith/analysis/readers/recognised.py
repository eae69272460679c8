"""Results of speech recognisers: shipped mappings, or a user's own, onto conversations.

A file is one document and one conversation, a list of documents, or JSON Lines of them. Speakers
are known by channel, by diarisation or not at all (see `voices`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.documents import Document, read_documents
from goodfaith.analysis.readers.json_path import first, leads_somewhere
from goodfaith.analysis.readers.mapping import (
    SHIPPED,
    Mapping,
    as_paths,
    read_mapping,
    shipped_mapping,
)
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.recognised_document import conversation_of
from goodfaith.analysis.readers.report import Report, Unfit


def recognise(document: dict[str, Any]) -> str | None:
    """Return the name of the shipped mapping a document is written for, by its structure alone."""
    return next((name for name in SHIPPED if fits(document, shipped_mapping(name))), None)


def fits(document: dict[str, Any], mapping: Mapping) -> bool:
    """Whether a document has every path of one of the lists a mapping is recognised by."""
    return any(
        all(leads_somewhere(document, path) for path in paths) for paths in mapping.recognised_by
    )


def read_recognised(
    source: BinaryIO, name: str, options: ReadOptions = DEFAULT_OPTIONS
) -> Iterator[Conversation | Problem]:
    """Yield the conversations of recognisers' documents and their problems, in file order.

    Without `options.mapping` each document names its own mapping by its structure. A
    conversation's id is the one a user's mapping points to, else the file's name without its
    ending; where a file holds several documents, the recogniser's task id, else that name with
    the document's number.
    """
    try:
        chosen = _chosen(options, name)
    except UnreadableInput as unreadable:
        yield from unreadable.problems
        return
    for document in read_documents(source, name):
        if isinstance(document, Problem):
            yield document
        else:
            yield from _read(document, chosen, name, options)


def _chosen(options: ReadOptions, name: str) -> Mapping | None:
    if options.mapping is None:
        return None
    if not isinstance(options.mapping, str):
        return read_mapping(options.mapping)
    if options.mapping not in SHIPPED:
        expected = f"one of {', '.join(SHIPPED)}, or a mapping of your own"
        raise UnreadableInput(
            [
                Problem(
                    "format_unknown",
                    name,
                    "",
                    "mapping",
                    repr(options.mapping[:40]),
                    expected,
                )
            ]
        )
    return shipped_mapping(options.mapping)


def _read(
    document: Document, chosen: Mapping | None, name: str, options: ReadOptions
) -> Iterator[Conversation | Problem]:
    report = Report(name, document.place)
    mapping = chosen or _recognised(document.content)
    if mapping is None:
        expected = f"a result of {', '.join(SHIPPED)}, or a mapping for it"
        yield Problem("format_unknown", name, document.place, "", "an unknown document", expected)
        return
    id_ = _id(document, mapping, name)
    conversation = conversation_of(document.content, mapping, id_, report, options)
    if conversation is not None:
        yield conversation
    yield from report.problems


def _recognised(document: dict[str, Any]) -> Mapping | None:
    name = recognise(document)
    return None if name is None else shipped_mapping(name)


def _id(document: Document, mapping: Mapping, name: str) -> str:
    stem = PurePath(name).stem
    if not document.place:
        return stem
    try:
        return values.identifier(first(document.content, as_paths(mapping.task)))
    except Unfit:
        return f"{stem}-{document.number}"
