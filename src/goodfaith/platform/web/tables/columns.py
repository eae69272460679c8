"""A column: where its value is in a row, how it is shown, sorted, filtered and exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

Kind = Literal["text", "number", "money", "rate", "moment", "day", "duration", "severity"]
OnCard = Literal["pair", "line", "start", "end", "named"]
FIGURES = frozenset({"number", "money", "rate", "duration"})


class Filter(msgspec.Struct, frozen=True):
    """What is asked for in the head of a column, under `name` in the address.

    The rows of the table read it there. `choices` are (value, lazy label) pairs, or a function of
    the viewer that returns them.
    """

    name: str
    kind: Literal["text", "choice", "day"] = "text"
    choices: Sequence[tuple[str, Any]] | Callable[[Any], Sequence[tuple[str, Any]]] = ()


class Column(msgspec.Struct, frozen=True):
    """One column; `name` stays the same for ever, addresses and choices have it.

    `value` is a function of the row, or a path like `"unit.name"`; without it, `name`. `cell` is a
    template that gets `row` and `value` when showing needs more than the `kind`. `export` is what
    a file has instead of `value`. `sort` is the field that orders, like `"unit__name_key"`;
    without it the column cannot be sorted. `is_optional` columns are hidden until they are
    chosen, `is_fixed` ones cannot be hidden. On a phone a row is a card, and `on_card` is where
    the column stands there: as a `pair` of label and value, on a `line` of its own, at the
    `start` or the `end` of one that two share, or `named`, which is the end with its label.
    """

    name: str
    label: Any
    value: Callable[[Any], Any] | str = ""
    kind: Kind = "text"
    cell: str = ""
    export: Callable[[Any], Any] | None = None
    sort: str = ""
    filter: Filter | None = None
    is_optional: bool = False
    is_fixed: bool = False
    on_card: OnCard = "pair"

    @property
    def is_figures(self) -> bool:
        return self.kind in FIGURES

    def value_of(self, row: Any) -> Any:
        """What the column has in `row`; None where the path ends."""
        if callable(self.value):
            return self.value(row)
        for step in (self.value or self.name).split("."):
            row = getattr(row, step) if row is not None else None
        return row

    def exported(self, row: Any) -> Any:
        """What a file has for it."""
        return self.export(row) if self.export else self.value_of(row)
