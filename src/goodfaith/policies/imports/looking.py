"""The first look at a file: its headings, a few examples, what the columns probably hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.problems import Problem
from goodfaith.platform.arriving.storing import path_of
from goodfaith.policies.imports.columns import (
    Column,
    guess,
    header_of,
    laid_over,
    mapping_problems,
)
from goodfaith.policies.imports.rows import Row, headings_of, rows_of, shown
from goodfaith.policies.imports.working import fail
from goodfaith.policies.models import FactImport, SavedMapping
from goodfaith.trust.display import mask_alone

ROWS_LOOKED_AT = 200
MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 60
State = FactImport.State


def look(id: int) -> FactImport | None:
    """Look at a file that has arrived; it then waits for somebody to check the columns.

    A mapping is found again by the headings: of this source first, then of any. Else it is
    guessed.
    """
    of = FactImport.objects.filter(pk=id, state=State.LOOKING).first()
    if of is None:
        return None
    try:
        items = list(islice(rows_of(path_of(of), of.name), ROWS_LOOKED_AT))
        headings = headings_of(items)
        examples = _examples(items, headings)
        columns, by = _mapping(of, headings, examples)
    except Exception as error:
        fail(of, error)
        return FactImport.objects.get(pk=id)
    with transaction.atomic():
        row = FactImport.objects.select_for_update().get(pk=id)
        if row.state != State.LOOKING:
            return row
        if not headings:
            row.state, row.ended_at, row.failure = State.FAILED, timezone.now(), _why(items)
        else:
            row.state = State.MAPPING
        row.headings = [{"name": h, "examples": _covered(examples[h])} for h in headings]
        row.mapping, row.mapping_by = msgspec.to_builtins(columns), by
        row.save()
    return row


def _examples(items: Sequence[Row | Problem], headings: Sequence[str]) -> dict[str, list[str]]:
    """The first different cells of each column."""
    found: dict[str, dict[str, None]] = {heading: {} for heading in headings}
    for item in items:
        if isinstance(item, Row):
            for heading, cell in item.cells.items():
                if text := shown(cell).strip()[:LONGEST_EXAMPLE]:
                    found[heading][text] = None
    return {heading: list(cells)[:50] for heading, cells in found.items()}


def _covered(cells: Sequence[str]) -> list[str]:
    """A few of them, as everybody may see them: a column is known by the look of its cells."""
    return [mask_alone(cell) for cell in cells[:MOST_EXAMPLES]]


def _mapping(
    of: FactImport, headings: Sequence[str], examples: Mapping[str, Sequence[str]]
) -> tuple[list[Column], str]:
    saved = SavedMapping.objects.filter(kind=of.kind)
    same = saved.filter(header=header_of(headings)).order_by("-saved_at")
    row = same.filter(source=of.source).first() or same.first()
    if row is not None:
        columns = laid_over(msgspec.convert(row.columns, list[Column]), headings)
        if not mapping_problems(of.kind, columns, headings):
            return columns, "saved"
    return guess(of.kind, headings, examples), "guess"


def _why(items: Sequence[Row | Problem]) -> str:
    problem = next((item for item in items if isinstance(item, Problem)), None)
    if problem is None:
        return "the file has no rows"
    return f"{problem.place} {problem.found}, expected {problem.expected}".strip()[:300]
