"""The problems of a delivery as a table to download."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from goodfaith.conversations.models import Delivery

COLUMNS = ("entry", "place", "field", "found", "expected", "code")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def problem_lines(delivery: Delivery) -> Iterator[str]:
    """CSV with a byte order mark, in file order; no cell is a formula."""
    yield "\ufeff" + _line(COLUMNS)
    rows = delivery.problems.order_by("pk").values_list(*COLUMNS)
    for row in rows.iterator(chunk_size=500):
        yield _line([_plain(cell) for cell in row])


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(cells: tuple[str, ...] | list[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
