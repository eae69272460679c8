"""Business facts of conversations from a table: one row a conversation, joined by its id.

CSV, XLSX or JSON Lines. What the table gives wins over what a transcript says of itself; what it
leaves empty changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, Final

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.fingerprint import hash_of_bytes
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.bounds import MOST_METADATA_ROWS
from goodfaith.analysis.readers.delimited import csv_rows
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.known_fields import fact, known_fields, named_fact
from goodfaith.analysis.readers.lines import text_lines
from goodfaith.analysis.readers.loose_conversation import member_readers, read_id
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.spellings import METADATA_MEMBERS, plain
from goodfaith.analysis.readers.table_columns import Columns, metadata_columns
from goodfaith.analysis.readers.workbook import sheets_of

_IDS: Final = frozenset({"applications", "policies"})
_MEMBERS: Final = frozenset(Conversation.__struct_fields__)


class Metadata:
    """Rows by conversation id, each packed, so that millions fit in memory.

    `columns` are the members and business facts given, `ignored` counts what nobody asked for,
    `problems` is all that is wrong with the table, in its order; rows with problems are left out.
    """

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        self._columns: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.ignored: Counter[str] = Counter()

    @property
    def columns(self) -> tuple[str, ...]:
        """The members and business facts the table gives, without the id."""
        return tuple(self._columns)

    @property
    def hash(self) -> str:
        """Changes with any row that could change a conversation."""
        rows = (part for id_, packed in self._rows.items() for part in (id_.encode(), packed))
        return hash_of_bytes(*(name.encode() for name in self._columns), b"", *rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._rows

    def ids(self) -> Iterator[str]:
        """The ids of the rows, in the table's order: to tell which met no conversation."""
        return iter(self._rows)

    def join(self, conversation: Conversation) -> Conversation:
        """Return the conversation with what its row gives; the same one when it has no row."""
        if (packed := self._rows.get(conversation.id)) is None:
            return conversation
        members: dict[str, Any] = {}
        fields = dict(conversation.fields)
        for name, value in zip(self._columns, msgspec.msgpack.decode(packed), strict=False):
            if value is None:
                continue
            if name in _MEMBERS:
                members[name] = _unpacked(name, value)
            else:
                fields[name] = value
        return msgspec.structs.replace(conversation, fields=fields, **members)

    def add(self, id_: str, values: Mapping[str, Any], report: Report) -> None:
        """Keep a row. A second one for the same id is a problem unless it says the same."""
        for name in values:
            self._columns.setdefault(name, len(self._columns))
        packed = msgspec.msgpack.encode([_packed(values.get(name)) for name in self._columns])
        if self._rows.setdefault(id_, packed) != packed:
            report.add("", "a second row for a conversation", "one row each", "duplicate_id")


def _packed(value: Any) -> Any:
    # As text, because MessagePack keeps the instant of a moment and forgets its zone.
    return value.isoformat() if isinstance(value, datetime) else value


def _unpacked(name: str, value: Any) -> Any:
    if name == "started_at":
        return datetime.fromisoformat(value)
    return tuple(value) if name in _IDS else value


def read_metadata(source: BinaryIO, name: str, options: ReadOptions = DEFAULT_OPTIONS) -> Metadata:
    """Read a metadata table; `Metadata.problems` tells what is wrong with it.

    Columns are found by `options.columns`, the field dictionary's names and the usual headings.
    """
    metadata = Metadata()
    reading = _Reading(metadata, name, options)
    stream = source if isinstance(source, BufferedReader) else BufferedReader(_Raw(source))
    head = stream.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04"):
        reading.workbook(stream)
    elif head.startswith(b"{"):
        reading.json_lines(stream)
    else:
        reading.table("", csv_rows(stream, name))
    return metadata


class _Raw(RawIOBase):
    """A stream under a buffer, whatever kind of stream it is."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._source.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


class _Reading:
    """One metadata table while it is being read."""

    def __init__(self, metadata: Metadata, name: str, options: ReadOptions) -> None:
        self._metadata = metadata
        self._name = name
        self._options = options
        self._readers = member_readers(options)
        self._known = known_fields(options)

    def workbook(self, source: BinaryIO) -> None:
        try:
            for sheet in sheets_of(source):
                self.table(f"sheet {sheet.number} ", sheet.rows)
        except Unfit as unfit:
            self._note([Problem(unfit.code, self._name, "", "", unfit.found, unfit.expected)])

    def table(self, place: str, rows: Any) -> None:
        columns: Columns | None = None
        for row in rows:
            if isinstance(row, Problem):
                self._note([row])
                continue
            report = Report(self._name, f"{place}row {row[0]}")
            if columns is None:
                ignored = self._metadata.ignored
                columns = metadata_columns(row[1], self._options, report, ignored)
            else:
                self._row(columns, row[1], report)
            self._note(report.problems)
            if "id" not in columns.members or self._is_full(report):
                return

    def json_lines(self, source: BinaryIO) -> None:
        for line in text_lines(source, self._name):
            if isinstance(line, Problem):
                self._note([line])
            elif line.text.strip():
                report = Report(self._name, f"line {line.number}")
                record = report.take("", parse_json, line.text)
                if isinstance(record, dict):
                    self._record(record, report)
                elif not report.problems:
                    report.add("", describe(record), "a JSON object", "json_invalid")
                self._note(report.problems)
                if self._is_full(report):
                    return

    def _note(self, problems: Sequence[Problem]) -> None:
        self._metadata.problems += problems

    def _is_full(self, report: Report) -> bool:
        if len(self._metadata) < MOST_METADATA_ROWS:
            return False
        expected = f"at most {MOST_METADATA_ROWS:,} rows"
        self._note([Problem("too_many", self._name, report.place, "", "one more row", expected)])
        return True

    def _row(self, columns: Columns, cells: Sequence[Any], report: Report) -> None:
        places = {**columns.members, **columns.facts}
        given = {
            name: (heading, cells[index])
            for name, (index, heading) in places.items()
            if index < len(cells) and str(cells[index]).strip()
        }
        self._keep(given, columns.members["id"][1], report)

    def _record(self, record: Mapping[str, Any], report: Report) -> None:
        fields = record.get("fields")
        flat = {**record, **fields} if isinstance(fields, dict) else record
        given: dict[str, tuple[str, Any]] = {}
        for key, value in flat.items():
            name = key if key in self._known else METADATA_MEMBERS.get(plain(key), "")
            if name and value is not None and name not in given:
                given[name] = (key, value)
            elif key != "fields":
                self._metadata.ignored[key] += 1
        self._keep(given, "id", report)

    def _keep(self, given: Mapping[str, tuple[str, Any]], heading: str, report: Report) -> None:
        place, raw = given.get("id", (heading, None))
        id_ = read_id(raw, report, place)
        values: dict[str, Any] = {}
        for name, (place, value) in given.items():
            if name != "id":
                values[name] = report.take(place, self._reader(name), value)
        if id_ is not None and not report.problems:
            self._metadata.add(id_, values, report)

    def _reader(self, name: str) -> Any:
        if name in self._readers:
            return self._readers[name]
        return partial(named_fact, name, options=self._options) if name in self._known else fact
