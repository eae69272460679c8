"""One row of a file as a fact: every cell read as its field says, all that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

import msgspec

from goodfaith.analysis.fields import Field, Value, ValueInvalid, parse_value
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.values import identifier
from goodfaith.policies.imports.columns import ID, Column
from goodfaith.policies.imports.kinds import kind_named
from goodfaith.policies.imports.rows import Row, shown

KEY_SEPARATOR = "|"
Values = Mapping[str, Any]


class Said(msgspec.Struct, frozen=True):
    """What a row says: its key, the values it gives, and the fields it has a column for.

    A field with a column and no value is not known any more; one without stays as it is.
    """

    place: str
    key: str
    values: dict[str, Value]
    fields: frozenset[str]

    def over(self, before: Values) -> dict[str, Any]:
        """What is known after the row, where `before` was."""
        kept = {name: value for name, value in before.items() if name not in self.fields}
        return {**kept, **self.values}


class RowReader:
    """Reads the rows of one file. `zone` is given to moments without one."""

    def __init__(self, kind: str, columns: Sequence[Column], zone: tzinfo) -> None:
        described = kind_named(kind)
        fields = {field.attribute: field for field in described.fields}
        self._zone = zone
        self._required = described.required
        self._columns: list[tuple[str, Field]] = [
            (column.heading, fields[column.field]) for column in columns if column.field in fields
        ]
        self._keys = [column.heading for column in columns if column.is_key]
        self._holding = {column.field: column.heading for column in columns if column.field}
        self._fields = frozenset(field.attribute for _, field in self._columns)

    def read(self, row: Row) -> Said | list[Problem]:
        """What the row says, or everything wrong with it."""
        problems: list[Problem] = []
        values: dict[str, Value] = {}
        for heading, field in self._columns:
            cell = row.cells.get(heading)
            if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                values[field.attribute] = parse_value(field, cell, self._zone)
            except ValueInvalid as invalid:
                problems.append(_wrong(row, heading, describe(cell), invalid.expected))
        key = self._key(row, problems)
        self._check_required(row, values, problems)
        return problems or Said(row.place, key, values, self._fields)

    def _key(self, row: Row, problems: list[Problem]) -> str:
        parts = [shown(_whole(row.cells.get(heading))).strip() for heading in self._keys]
        if not any(parts):
            heading = ", ".join(self._keys)
            problems.append(_wrong(row, heading, "missing", "what tells the record from others"))
            return ""
        try:
            return identifier(KEY_SEPARATOR.join(parts))
        except Unfit as unfit:
            found = unfit.found or describe(KEY_SEPARATOR.join(parts))
            problems.append(_wrong(row, ", ".join(self._keys), found, unfit.expected))
            return ""

    def _check_required(
        self, row: Row, values: Mapping[str, Value], problems: list[Problem]
    ) -> None:
        wrong = {problem.field for problem in problems}
        for group in self._required:
            headings = [self._holding[name] for name in group if name in self._holding]
            if not any(name in values for name in group) and wrong.isdisjoint(headings):
                problems.append(_wrong(row, " or ".join(headings), "missing", "a value"))


def _whole(cell: Any) -> Any:
    """Tables write whole numbers as floats."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _wrong(row: Row, field: str, found: str, expected: str) -> Problem:
    code = "field_missing" if found == "missing" else "field_invalid"
    return Problem(code, "", row.place, field, found, expected)


__all__ = ["ID", "RowReader", "Said", "Values"]
