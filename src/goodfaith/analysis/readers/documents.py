"""JSON documents of a file: one alone, several in a list, or one on each line."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import msgspec

from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.bounds import LONGEST_DOCUMENT_BYTES
from goodfaith.analysis.readers.encoding import BOM, encoding_of
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.lines import Line, text_lines, unknown_encoding
from goodfaith.analysis.readers.report import Report, Unfit


class Document(msgspec.Struct, frozen=True):
    """A JSON object of a file. `number` counts from 1, `place` is empty where it is the file."""

    number: int
    place: str
    content: dict[str, Any]


def read_documents(source: BinaryIO, name: str) -> Iterator[Document | Problem]:
    """Yield the documents of a file and what cannot be read as one, in file order.

    A list of one document is that document: some recognisers wrap even a single result.

    A document or list over several lines is held in memory and bounded by
    `LONGEST_DOCUMENT_BYTES`; of JSON Lines never more than that is held, however long the file.
    """
    head = source.read(LONGEST_DOCUMENT_BYTES + 1)
    if len(head) > LONGEST_DOCUMENT_BYTES:
        if _begins_with_document_line(head):
            yield from _from_lines(_Rewound(head, source), name)
            return
        expected = f"at most {LONGEST_DOCUMENT_BYTES:,} bytes, or one document a line"
        yield Problem("too_many", name, "", "", f"more than {len(head) - 1:,} bytes", expected)
    elif _begins_with_document_line(head) and b"\n" in head.strip():
        yield from _from_lines(BytesIO(head), name)
    elif head.strip():
        yield from _whole(head, name)


def _whole(data: bytes, name: str) -> Iterator[Document | Problem]:
    report = Report(name)
    try:
        content = parse_json(_decoded(data))
    except UnicodeDecodeError:
        yield unknown_encoding(name)
        return
    except Unfit as unfit:
        # A first line that is damaged must not take the other lines of JSON Lines with it.
        from_lines = list(_from_lines(BytesIO(data), name))
        if unfit.code == "json_invalid" and any(isinstance(one, Document) for one in from_lines):
            yield from from_lines
        else:
            report.add("", unfit.found, unfit.expected, unfit.code)
            yield from report.problems
        return
    if isinstance(content, list) and len(content) != 1:
        for number, item in enumerate(content, 1):
            yield _document(number, f"item {number}", item, name)
    else:
        yield _document(1, "", content[0] if isinstance(content, list) else content, name)


def _from_lines(source: BinaryIO, name: str) -> Iterator[Document | Problem]:
    for line in text_lines(source, name):
        if isinstance(line, Problem):
            yield line
        elif line.text.strip():
            yield _from_line(line, name)


def _from_line(line: Line, name: str) -> Document | Problem:
    place = f"line {line.number}"
    try:
        return _document(line.number, place, parse_json(line.text), name)
    except Unfit as unfit:
        return Problem(unfit.code, name, place, "", unfit.found, unfit.expected)


def _document(number: int, place: str, content: object, name: str) -> Document | Problem:
    if isinstance(content, dict):
        return Document(number, place, content)
    return Problem("json_invalid", name, place, "", describe(content), "a JSON object")


def _begins_with_document_line(head: bytes) -> bool:
    first = head.removeprefix(BOM).lstrip().partition(b"\n")[0]
    try:
        return isinstance(parse_json(_decoded(first)), dict | list)
    except (Unfit, UnicodeDecodeError):
        return False


def _decoded(data: bytes) -> str:
    return data.removeprefix(BOM).decode(encoding_of(data) or "utf-8")


class _Rewound(BytesIO):
    """A stream put together again from what was read ahead and what is left."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__(head)
        self._rest = rest

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size) or self._rest.read(-1 if size is None else size)
