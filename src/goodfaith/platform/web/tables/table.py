"""A table as its room declares it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import QueryDict

from goodfaith.platform.rooms import furniture
from goodfaith.platform.web.tables.columns import Column


class UnknownTable(LookupError):
    """No room has a table of that name."""


class Table(msgspec.Struct, frozen=True):
    """Columns over the rows that a viewer may see.

    `rows(viewer, query)` returns the visible rows that the address asks for, in no order. `order`
    is the name of a column that can be sorted, with `-` for descending. `href` is where a row
    leads. `act` is what seeing it is for, `export_act` taking it out. `exported` is told of an
    export before it begins: (viewer, table, query). `written` makes the whole file, where that is
    more than rows: (viewer, query, form). `count_limit` bounds the counting: beyond it the page
    says "1,000+". `prepared` adds to the rows of a page what takes a query for all of them:
    (viewer, rows).
    """

    name: str
    label: Any
    columns: tuple[Column, ...]
    rows: Callable[[Any, QueryDict], QuerySet[Any]]
    order: str
    act: str
    export_act: str = ""
    href: Callable[[Any], str] | None = None
    page_size: int = 50
    count_limit: int = 1000
    exported: Callable[[Any, Table, QueryDict], None] | None = None
    written: Callable[[Any, QueryDict, Any], Iterator[bytes]] | None = None
    prepared: Callable[[Any, Sequence[Any]], None] | None = None

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def order_asked(self, asked: str) -> tuple[Column, bool]:
        """The column to sort by and whether descending; the table's own order for nonsense."""
        for order in (asked, self.order):
            column = self.column(order.removeprefix("-"))
            if column and column.sort:
                return column, order.startswith("-")
        raise ValueError(f"{self.name}: order {self.order!r} is not a column that can be sorted")


def every_table() -> Iterator[Table]:
    """The tables of all rooms, in the order of the rooms."""
    for _label, module in furniture("tables"):
        yield from module.TABLES


def table_named(name: str) -> Table:
    """Find a table of any room. Raises `UnknownTable`."""
    for table in every_table():
        if table.name == name:
            return table
    raise UnknownTable(name)
