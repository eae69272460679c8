"""JSON Lines: one conversation a line, in our own schema or spelt in a way that can be understood.

Lines in our schema are decoded straight into values; all others take the loose, slower way.
Cutting a file into batches is cheap and stays in the parent process; decoding runs in workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.bounds import BATCH_BYTES
from goodfaith.analysis.readers.encoding import Encoding
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.lines import ByteLines, not_encoded, unknown_encoding
from goodfaith.analysis.readers.loose_conversation import conversation_from
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.soundness import is_sound

_STRICT: Final = msgspec.json.Decoder(Conversation)


class RawBatch(msgspec.Struct, frozen=True, gc=False):
    """Complete lines of a file, not yet decoded; small enough to be sent to a worker.

    `refused` are problems of lines that came before the batch's first line.
    """

    name: str
    first_line: int
    lines: bytes
    encoding: Encoding = "utf-8"
    refused: tuple[Problem, ...] = ()


def raw_batches(source: BinaryIO, name: str, size: int = 256) -> Iterator[RawBatch]:
    """Cut a stream into batches of at most `size` lines and about `BATCH_BYTES`.

    Memory is bounded whatever comes: a line that is too long is refused, and reading goes on.
    """
    lines = ByteLines(source, name)
    batch = _Batch(name)
    for item in lines:
        if lines.encoding is None:
            yield RawBatch(name, 1, b"", refused=(unknown_encoding(name),))
            return
        batch.encoding = lines.encoding
        if isinstance(item, Problem):
            yield from batch.close()
            batch.refused.append(item)
        elif batch.add(*item) >= size or batch.bytes >= BATCH_BYTES:
            yield from batch.close()
    yield from batch.close()


class _Batch:
    """A batch while it is being filled."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.encoding: Encoding = "utf-8"
        self.refused: list[Problem] = []
        self._clear()

    def _clear(self) -> None:
        self._lines: list[bytes] = []
        self._first = 1
        self.bytes = 0

    def add(self, number: int, line: bytes) -> int:
        """Add a line, return how many there are."""
        if not self._lines:
            self._first = number
        self._lines.append(line)
        self.bytes += len(line)
        return len(self._lines)

    def close(self) -> Iterator[RawBatch]:
        """Yield what there is and begin anew."""
        if self._lines or self.refused:
            refused = tuple(self.refused)
            lines = b"\n".join(self._lines)
            yield RawBatch(self._name, self._first, lines, self.encoding, refused)
            self.refused.clear()
            self._clear()


def decode(
    raw: RawBatch,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations of a batch and what is wrong with its other lines, in order.

    `ignored` counts the members nobody asked for, by name. Empty lines say nothing.
    """
    yield from raw.refused
    for number, line in enumerate(raw.lines.split(b"\n"), raw.first_line):
        if not line or line.isspace():
            continue
        if raw.encoding == "utf-8" and (conversation := _strictly(line)) is not None:
            yield conversation
        else:
            yield from _loosely(line, number, raw, options, ignored)


def read_jsonl(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations and problems of a JSON Lines file in its order."""
    for raw in raw_batches(source, name):
        yield from decode(raw, options, ignored)


def _strictly(line: bytes) -> Conversation | None:
    """Decode a line of our own schema; None when it is not one or has anything unsound in it."""
    try:
        conversation = _STRICT.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # JSON writes control characters as escapes: without one the texts can be stored as they are.
    plain = b"\\" not in line and b"\x7f" not in line
    return conversation if is_sound(conversation, texts_storable=plain) else None


def _loosely(
    line: bytes,
    number: int,
    raw: RawBatch,
    options: ReadOptions,
    ignored: Counter[str] | None,
) -> Iterable[Conversation | Problem]:
    report = Report(raw.name, f"line {number}")
    try:
        record = _record(line, raw.encoding, report)
    except UnicodeDecodeError as error:
        return (not_encoded(number, error, raw.name),)
    if record is None:
        return report.problems
    conversation = conversation_from(record, report, options, ignored)
    return report.problems if conversation is None else (conversation,)


def _record(line: bytes, encoding: Encoding, report: Report) -> dict[str, Any] | None:
    record = report.take("", parse_json, line.decode(encoding).encode())
    if not isinstance(record, dict) and not report.problems:
        report.add("", describe(record), "a JSON object: one conversation", "json_invalid")
    return record if isinstance(record, dict) else None


def write_jsonl(conversations: Iterable[Conversation], path: Path) -> int:
    """Write conversations to a file that `read_jsonl` gives back; return their number."""
    written = 0
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for conversation in conversations:
            file.write(encoder.encode(conversation) + b"\n")
            written += 1
    return written
