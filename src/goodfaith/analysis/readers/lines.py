"""Lines of a stream: numbered, bounded in length, decoded; memory stays flat whatever comes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import (
    BLOCK_BYTES,
    LONGEST_LINE_BYTES,
    LONGEST_SKIPPED_BYTES,
    MEGABYTE,
)
from goodfaith.analysis.readers.encoding import BOM, EXPECTED, Encoding, encoding_of

_TOO_LONG: Final = f"at most {LONGEST_LINE_BYTES // MEGABYTE} MB in one line"


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line without its line feed. `number` counts from 1."""

    number: int
    text: str


class ByteLines:
    """Reads a stream line by line in bytes; a line that is too long becomes a problem.

    `encoding` is known once iteration has begun; None means that it is neither of ours.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source = source
        self._name = name
        self.encoding: Encoding | None = "utf-8"

    def __iter__(self) -> Iterator[tuple[int, bytes] | Problem]:
        block = self._source.read(BLOCK_BYTES)
        self.encoding = encoding_of(block)
        carry, number = b"", 0
        block = block.removeprefix(BOM)
        while block:
            *whole, carry = (carry + block).split(b"\n")
            for line in whole:
                number += 1
                yield self._checked(number, line)
            if len(carry) > LONGEST_LINE_BYTES:
                number += 1
                yield self._too_long(number)
                carry = self._behind_line()
            block = self._source.read(BLOCK_BYTES)
        if carry:
            yield self._checked(number + 1, carry)

    def _checked(self, number: int, line: bytes) -> tuple[int, bytes] | Problem:
        return (number, line) if len(line) <= LONGEST_LINE_BYTES else self._too_long(number)

    def _too_long(self, number: int) -> Problem:
        found = f"longer than {LONGEST_LINE_BYTES:,} bytes"
        return Problem("line_too_long", self._name, f"line {number}", "", found, _TOO_LONG)

    def _behind_line(self) -> bytes:
        """Skip to the end of a line that is too long; what follows it in the same block."""
        skipped = 0
        while skipped < LONGEST_SKIPPED_BYTES and (block := self._source.read(BLOCK_BYTES)):
            _, end, rest = block.partition(b"\n")
            if end:
                return rest
            skipped += len(block)
        # Either the stream has ended or it has no line ends: nothing more can be read from it.
        self._source = BytesIO()
        return b""


def text_lines(source: BinaryIO, name: str) -> Iterator[Line | Problem]:
    """Yield the decoded lines of a stream, problems where a line cannot be read.

    After a file's encoding was found to be neither of ours nothing more is read of it.
    """
    lines = ByteLines(source, name)
    for item in lines:
        if isinstance(item, Problem):
            yield item
        elif lines.encoding is None:
            yield unknown_encoding(name)
            return
        else:
            yield decoded(*item, lines.encoding, name)


def decoded(number: int, line: bytes, encoding: Encoding, name: str) -> Line | Problem:
    """Decode one line; what is not in the file's encoding is a problem with its byte's place."""
    try:
        return Line(number, line.decode(encoding))
    except UnicodeDecodeError as error:
        return not_encoded(number, error, name)


def not_encoded(number: int, error: UnicodeDecodeError, name: str) -> Problem:
    """The problem of a line that is not in the encoding of its file."""
    found = f"not {error.encoding} at byte {error.start + 1}"
    return Problem("encoding", name, f"line {number}", "", found, EXPECTED)


def unknown_encoding(name: str) -> Problem:
    """The problem of a file that is in no encoding of ours."""
    return Problem("encoding", name, "", "", "in an unknown encoding", EXPECTED)
