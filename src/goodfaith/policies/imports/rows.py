"""Rows of a file of facts: CSV, XLSX, JSON Lines, JSON or Parquet, within the readers' bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import LONGEST_NAME, MOST_COLUMNS
from goodfaith.analysis.readers.damaged import UNREADABLE
from goodfaith.analysis.readers.delimited import csv_rows
from goodfaith.analysis.readers.documents import read_documents
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.sources import Source
from goodfaith.analysis.readers.workbook import sheets_of

MOST_ROWS = 5_000_000
"""Of one file; whatever is larger comes in several."""

_HEAD = 64
_RECORDS_FOR_HEADINGS = 1_000
Cells = Mapping[str, Any]


class Row(msgspec.Struct, frozen=True):
    """A row with its cells by heading; `place` is "row 7" or "line 7"."""

    place: str
    cells: Cells


def rows_of(path: Path, name: str) -> Iterator[Row | Problem]:
    """Yield the rows of a file and what cannot be read as one, the same ones every time.

    Never raises for the file's content. Of a workbook the first sheet with rows counts.
    """
    source = Source(path, name, None)
    try:
        with source.open() as head:
            start = head.read(_HEAD)
        with source.open() as stream:
            yield from _bounded(_read(stream, start, name), name)
    except UNREADABLE as error:
        yield Problem("unreadable", name, "", "", f"unreadable ({type(error).__name__})", "a file")
    except Unfit as unfit:
        yield Problem(unfit.code, name, "", "", unfit.found, unfit.expected)


def headings_of(rows: Iterable[Row | Problem]) -> list[str]:
    """The headings of a file by its first rows, in their order; records may differ in theirs."""
    found = (row.cells for row in islice(rows, _RECORDS_FOR_HEADINGS) if isinstance(row, Row))
    return list(dict.fromkeys(heading for cells in found for heading in cells))


def _read(stream: BinaryIO, start: bytes, name: str) -> Iterator[Row | Problem]:
    if start.startswith(b"PAR1"):
        return _parquet(stream, name)
    if start.startswith(b"PK\x03\x04"):
        return _workbook(stream)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _records(stream, name)
    return _table(csv_rows(stream, name))


def _bounded(rows: Iterator[Row | Problem], name: str) -> Iterator[Row | Problem]:
    yield from islice(rows, MOST_ROWS)
    if next(rows, None) is not None:
        yield Problem("too_many", name, "", "", "one more row", f"at most {MOST_ROWS:,} rows")


def _table(rows: Iterable[tuple[int, Sequence[Any]] | Problem]) -> Iterator[Row | Problem]:
    headings: list[str] | None = None
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif headings is None:
            headings = _headings(row[1])
        elif any(shown(cell) for cell in row[1][len(headings) :]):
            found, expected = f"{len(row[1])} cells", f"{len(headings)}, one for each heading"
            yield Problem("too_many", "", f"row {row[0]}", "", found, expected)
        else:
            yield Row(f"row {row[0]}", dict(zip(headings, row[1], strict=False)))


def _headings(cells: Sequence[Any]) -> list[str]:
    """Each its own: a second one of a name and one that is empty get a number."""
    if len(cells) > MOST_COLUMNS:
        raise Unfit(f"at most {MOST_COLUMNS:,}", f"{len(cells):,} columns", "too_many")
    found: dict[str, None] = {}
    for place, cell in enumerate(cells, 1):
        shown = "" if cell is None else str(cell).strip()[:LONGEST_NAME].replace("\x00", "")
        heading = shown or f"column {place}"
        found[heading if heading not in found else f"{heading} ({place})"] = None
    return list(found)


def _workbook(stream: BinaryIO) -> Iterator[Row | Problem]:
    for sheet in sheets_of(stream):
        rows = iter(sheet.rows)
        first = next(rows, None)
        if first is not None:
            yield from _table(chain([first], rows))
            return


def _records(stream: BinaryIO, name: str) -> Iterator[Row | Problem]:
    for document in read_documents(stream, name):
        if isinstance(document, Problem):
            yield document
        else:
            yield Row(document.place or "item 1", _named(document.content))


def _named(record: Mapping[str, Any]) -> Cells:
    return {key[:LONGEST_NAME].replace("\x00", ""): value for key, value in record.items()}


def _parquet(stream: BinaryIO, name: str) -> Iterator[Row | Problem]:
    from goodfaith.analysis.readers.parquet import batches_of  # Arrow costs every start a tenth

    number = 0
    for batch in batches_of(stream, name):
        if isinstance(batch, Problem):
            yield batch
            return
        if batch.num_columns > MOST_COLUMNS:
            raise Unfit(f"at most {MOST_COLUMNS:,}", f"{batch.num_columns:,} columns", "too_many")
        for record in batch.to_pylist():
            number += 1
            cells = {key: _plain(value) for key, value in record.items()}
            yield Row(f"row {number}", _named(cells))


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def shown(cell: Any) -> str:
    """A cell as text: for examples and for files of problems."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell).replace("\x00", "")
