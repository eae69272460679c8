"""CSV and XLSX: one utterance a row, the rows of a conversation one after the other.

Members of the conversation may stand in any of its rows; two different values are a problem.
A conversation with a problem in one row is refused whole: a missing turn would change a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from goodfaith.analysis.conversation import Conversation, Scalar, Utterance
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.bounds import MOST_UTTERANCES
from goodfaith.analysis.readers.delimited import csv_rows
from goodfaith.analysis.readers.known_fields import named_fact
from goodfaith.analysis.readers.loose_conversation import member_readers, read_id
from goodfaith.analysis.readers.loose_utterance import LooseUtterances
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.speakers import Speakers
from goodfaith.analysis.readers.table_columns import Columns, utterance_columns
from goodfaith.analysis.readers.workbook import sheets_of

Rows = Iterable[tuple[int, Sequence[Any]] | Problem]


def read_csv(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations and problems of a CSV file in its order. Streaming."""
    counter = Counter[str]() if ignored is None else ignored
    yield from _Table(name, "", options, counter).read(csv_rows(source, name))


def read_xlsx(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversations and problems of a workbook, sheet by sheet.

    Sheets without the columns of a conversation are left out, unless none has them.
    """
    counter = Counter[str]() if ignored is None else ignored
    refused: list[Problem] = []
    usable = False
    try:
        for sheet in sheets_of(source):
            table = _Table(name, f"sheet {sheet.number} ", options, counter)
            found = table.read(sheet.rows)
            first = next(found, None)
            if table.columns is None:
                refused += [one for one in (first, *found) if isinstance(one, Problem)]
                continue
            usable = True
            yield from () if first is None else (first,)
            yield from found
    except Unfit as unfit:
        yield Problem(unfit.code, name, "", "", unfit.found, unfit.expected)
    else:
        yield from () if usable else refused


class _Table:
    """One table while it is being read. `columns` is None until its heading was understood."""

    def __init__(self, name: str, place: str, options: ReadOptions, ignored: Counter[str]) -> None:
        self._name = name
        self._place = place
        self._options = options
        self._ignored = ignored
        self._ids: set[int] = set()
        self.columns: Columns | None = None

    def read(self, rows: Rows) -> Iterator[Conversation | Problem]:
        group: _Group | None = None
        for row in rows:
            if isinstance(row, Problem):
                yield row
            elif self.columns is None:
                report = self._heading(row)
                yield from report.problems
                if self.columns is None:
                    return
            elif group is not None and group.goes_on(row[1]):
                group.add(self._report(row[0]), row[1])
            else:
                yield from self._close(group)
                group = self._open(self.columns, *row)
        yield from self._close(group)

    def _report(self, number: int) -> Report:
        return Report(self._name, f"{self._place}row {number}")

    def _heading(self, row: tuple[int, Sequence[Any]]) -> Report:
        report = self._report(row[0])
        columns = utterance_columns(row[1], self._options, report, self._ignored)
        self.columns = None if report.problems else columns
        return report

    def _open(self, columns: Columns, number: int, cells: Sequence[Any]) -> _Group:
        report = self._report(number)
        group = _Group(columns, self._options, self._ignored, cells, report)
        # Hashes instead of ids: a large table has millions, and none of them long enough to keep.
        if group.id and hash(group.id) in self._ids:
            report.add("", "a conversation that ended above", "its rows together", "duplicate_id")
        self._ids.add(hash(group.id))
        group.add(report, cells)
        return group

    def _close(self, group: _Group | None) -> Iterable[Conversation | Problem]:
        return () if group is None else group.finished()


class _Group:
    """The rows of one conversation while they are being read."""

    def __init__(
        self,
        columns: Columns,
        options: ReadOptions,
        ignored: Counter[str],
        cells: Sequence[Any],
        report: Report,
    ) -> None:
        self._columns = columns
        self._options = options
        self._ignored = ignored
        self._speakers = Speakers(adviser_channel=options.adviser_channel)
        self._loose = LooseUtterances(self._speakers, options.zone, ignored)
        self._readers = member_readers(options)
        self._said: list[Utterance] = []
        self._members: dict[str, Any] = {}
        self._fields: dict[str, Scalar] = {}
        self._raw: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._cell = self._id_cell(cells)
        self.id = read_id(self._cell, report, columns.members["id"][1])

    def _id_cell(self, cells: Sequence[Any]) -> Any:
        index, _ = self._columns.members["id"]
        return cells[index] if index < len(cells) else None

    def goes_on(self, cells: Sequence[Any]) -> bool:
        """Whether a row belongs to the same conversation."""
        return bool(self._id_cell(cells) == self._cell)

    def add(self, report: Report, cells: Sequence[Any]) -> None:
        """Take in one row of the conversation."""
        found = {
            name: (heading, cells[index])
            for name, (index, heading) in self._columns.members.items()
            if index < len(cells) and not _is_empty(cells[index])
        }
        self._utterance(found, report)
        for name, (heading, value) in found.items():
            if name in self._readers:
                self._once(self._members, name, heading, self._readers[name], value, report)
        for name, (index, heading) in self._columns.facts.items():
            if index < len(cells) and not _is_empty(cells[index]):
                read = partial(named_fact, name, options=self._options)
                self._once(self._fields, name, heading, read, cells[index], report)
        self._problems += report.problems

    def _utterance(self, found: dict[str, tuple[str, Any]], report: Report) -> None:
        members = {
            name.removeprefix("utterance."): member
            for name, member in found.items()
            if name.startswith("utterance.")
        }
        if "text" not in members:
            self._ignored["rows without text"] += 1
            return
        if len(self._said) >= MOST_UTTERANCES:
            if len(self._said) == MOST_UTTERANCES:
                report.add("", "one more row", f"at most {MOST_UTTERANCES:,}", "too_many")
                self._said.append(self._said[-1])
            return
        heading, text = members["text"]
        members["text"] = (heading, _as_text(text))
        if utterance := self._loose.read_members(members, "", report):
            self._said.append(utterance)

    def _once(
        self, kept: dict[str, Any], name: str, heading: str, read: Any, raw: Any, report: Report
    ) -> None:
        """Keep the first value of a member; another one in a later row is a problem."""
        if name in self._raw and self._raw[name] == raw:
            return
        if (value := report.take(heading, read, raw)) is None:
            return
        if name in kept and kept[name] != value:
            report.add(heading, describe(raw), "the same value as in the rows above")
        self._raw.setdefault(name, raw)
        kept.setdefault(name, value)

    def finished(self) -> Iterable[Conversation | Problem]:
        """The conversation, or everything wrong with its rows."""
        if self._problems:
            return self._problems
        members = {"speakers": self._speakers.known_by()} | self._members
        conversation = Conversation(
            id=self.id or "",
            utterances=tuple(self._said),
            participants=self._speakers.participants(),
            fields=self._fields,
            **members,
        )
        return (conversation,)


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _as_text(cell: Any) -> str:
    """What a cell says; a spreadsheet turns 保单号 100 into a number and 3月1日 into a date."""
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
