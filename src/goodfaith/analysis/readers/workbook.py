"""Rows of the sheets of an XLSX workbook, opened only after it was found harmless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
import python_calamine as calamine

from goodfaith.analysis.readers.bounds import LONGEST_UNZIPPED_BYTES
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.zip_check import check_workbook


class Sheet(msgspec.Struct, frozen=True):
    """A sheet; `number` counts from 1. `rows` gives the number and the cells of rows in use."""

    number: int
    rows: Iterator[tuple[int, list[Any]]]


def sheets_of(source: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a workbook. Raises `Unfit` when it is damaged or beyond a bound."""
    packed = source.read(LONGEST_UNZIPPED_BYTES + 1)
    if len(packed) > LONGEST_UNZIPPED_BYTES:
        raise Unfit(f"at most {LONGEST_UNZIPPED_BYTES:,} bytes", "a larger workbook", "too_many")
    stream = BytesIO(packed)
    check_workbook(stream)
    stream.seek(0)
    book = _harmless(lambda: calamine.load_workbook(stream))
    for number, name in enumerate(_harmless(lambda: book.sheet_names), 1):
        rows = _harmless(lambda name=name: book.get_sheet_by_name(name).to_python())
        yield Sheet(number, _numbered(rows))


def _numbered(rows: list[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    for number, row in enumerate(rows, 1):
        if any(cell != "" for cell in row):
            yield number, [_cell(cell) for cell in row]


def _cell(value: Any) -> Any:
    """A cell as the readers of single values take it; times of day are seconds."""
    match value:
        case datetime():
            return value
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (zone: options)
        case time():
            return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        case timedelta():
            return value.total_seconds()
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value


def _harmless(read: Any) -> Any:
    """Call into the library; whatever it cannot read is `Unfit`.

    It raises errors of its own, and on damaged files a panic, which is no `Exception`.
    """
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise Unfit("an XLSX workbook", f"damaged ({type(error).__name__})") from None
