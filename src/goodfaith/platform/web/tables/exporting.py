"""A table as a file: exactly the rows that the viewer sees under the same address.

Text that a spreadsheet would take for a formula is made plain (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

import xlsxwriter
from django.http import QueryDict
from django.utils import timezone

from goodfaith.platform.web.tables.choosing import choice_of
from goodfaith.platform.web.tables.columns import Column
from goodfaith.platform.web.tables.paging import Order, read_all
from goodfaith.platform.web.tables.table import Table

Form = Literal["csv", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
CONTENT_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # what Windows refuses
_CHUNK = 64 * 1024
_ROWS_OF_A_SHEET = 1_048_575
_MARK = "\ufeff"  # Excel takes a file without it for GBK


def file_name(table: Table, form: Form, day: date) -> str:
    """What a file of it is called, in the language that is spoken: 会话-2026-11-22.csv."""
    words = _NOT_IN_NAMES.sub("-", str(table.label)).strip("-. ")
    return f"{words or table.name}-{day}.{form}"


def exported(table: Table, viewer: Any, query: QueryDict, form: Form) -> Iterator[bytes]:
    """The file, piece by piece, with the columns that the viewer has chosen."""
    if table.written:
        return table.written(viewer, query, form)
    columns = choice_of(viewer, table).visible(table)
    column, descending = table.order_asked(query.get("sort", ""))
    rows = read_all(table.rows(viewer, query), Order(column.sort, descending))
    return csv_bytes(columns, rows) if form == "csv" else xlsx_bytes(columns, rows)


def csv_bytes(columns: tuple[Column, ...], rows: Iterable[Any]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, CRLF at each line's end (RFC 4180)."""
    buffer = io.StringIO()
    buffer.write(_MARK)
    writer = csv.writer(buffer)
    writer.writerow([plain(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_guarded(column.exported(row)) for column in columns])
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def plain(text: str) -> str:
    """The text with an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _guarded(value: Any) -> str:
    is_number = isinstance(value, int | float | Decimal)
    return _text(value) if is_number else plain(_text(value))  # its minus belongs to a number


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def xlsx_bytes(columns: tuple[Column, ...], rows: Iterable[Any]) -> Iterator[bytes]:
    """A workbook with numbers as numbers and times in the organisation's zone."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, columns, rows)
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _write_workbook(file: Any, columns: tuple[Column, ...], rows: Iterable[Any]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "bottom": 1})
    sheet, line = None, 0
    for row in rows:
        if sheet is None or line > _ROWS_OF_A_SHEET:
            sheet, line = _sheet(book, columns, head), 1
        for place, column in enumerate(columns):
            _write_cell(sheet, line, place, column.exported(row), moment, day)
        line += 1
    if sheet is None:
        _sheet(book, columns, head)
    book.close()


def _sheet(book: Any, columns: tuple[Column, ...], head: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(columns) - 1), 18)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, str(column.label), head)
    return sheet


def _write_cell(sheet: Any, line: int, place: int, value: Any, moment: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        here = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(line, place, here, moment)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, _text(value))
