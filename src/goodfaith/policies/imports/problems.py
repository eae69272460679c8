"""The refused rows of an import as a table to download, mend and hand in again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from goodfaith.platform.web.tables.exporting import plain
from goodfaith.policies.models import FactImport

PLACE, PROBLEM = "goodfaith: row", "goodfaith: problem"


def problem_lines(of: FactImport) -> Iterator[str]:
    """CSV with a byte order mark, in file order; no cell is a formula.

    The columns of the file with their own headings, behind them the place and the problems.
    """
    yield "\ufeff" + _line([*(heading["name"] for heading in of.headings), PLACE, PROBLEM])
    rows = of.refused_rows.order_by("pk").values_list("cells", "place", "problems")
    for cells, place, problems in rows.iterator(chunk_size=500):
        yield _line([*cells, place, "; ".join(map(_sentence, problems))])


def _sentence(problem: dict[str, str]) -> str:
    said = f"{problem['field']}: {problem['found']}" if problem["field"] else problem["found"]
    return f"{said}, expected {problem['expected']}"


def _line(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow([plain(cell) for cell in cells])
    return written.getvalue()
