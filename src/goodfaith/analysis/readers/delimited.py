"""Rows of CSV: separated by comma, tab, semicolon or bar, with quoted line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.lines import text_lines

SEPARATORS: Final = (",", "\t", ";", "|")


def csv_rows(source: BinaryIO, name: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """Yield the number of each row (the heading is row 1) and its cells; empty rows are left out.

    Strict, because a quotation mark that never closes would hide the rows behind it.
    A row that cannot be taken apart, such as one with a quotation mark that never closes, is a
    problem, and reading goes on behind it.
    """
    refused: list[Problem] = []
    lines = _texts(source, name, refused)
    first = next(lines, "")
    reader = csv.reader(chain((first,), lines), delimiter=separator_of(first), strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            found = f"not a row of CSV ({error})"
            yield Problem("format_unreadable", name, f"row {number}", "", found, "closed quotes")
            continue
        yield from refused
        refused.clear()
        if row is None:
            return
        if any(row):
            yield number, row


def separator_of(line: str) -> str:
    """Return the separator that stands most often in a heading; a comma when none does."""
    return max(SEPARATORS, key=line.count)


def _texts(source: BinaryIO, name: str, refused: list[Problem]) -> Iterator[str]:
    for item in text_lines(source, name):
        if isinstance(item, Problem):
            refused.append(item)
        else:
            yield item.text + "\n"
