"""A table on a page: what the address asks for, as the viewer has chosen to see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from goodfaith.platform.web.pages import ViewedRequest
from goodfaith.platform.web.tables.cells import cell_html
from goodfaith.platform.web.tables.choosing import Choice, choice_of
from goodfaith.platform.web.tables.columns import Column
from goodfaith.platform.web.tables.paging import Order, read_page
from goodfaith.platform.web.tables.table import Table

_PLACES = ("after", "before")


class Head(msgspec.Struct, frozen=True):
    """A column's head: where sorting by it leads, what its filter asks for now."""

    column: Column
    sort_url: str
    sorted: str
    asked: str
    choices: tuple[tuple[str, str], ...]


class Cell(msgspec.Struct, frozen=True):
    column: Column
    html: str


class Row(msgspec.Struct, frozen=True):
    object: Any
    href: str
    cells: tuple[Cell, ...]


class Shown(msgspec.Struct, frozen=True):
    """Everything that `<c-table>` shows. `count` is exact unless `is_more`.

    `ids` are those of all rows, not only of this page's, in no order; None where there are more.
    """

    table: Table
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    choice: Choice
    earlier: str
    later: str
    count: int
    is_more: bool
    query: str
    may_export: bool
    kept: tuple[tuple[str, str], ...]
    ids: tuple[Any, ...] | None = None

    @property
    def has_filters(self) -> bool:
        return any(head.column.filter for head in self.heads)

    @property
    def is_filtered(self) -> bool:
        return self.asked_count > 0

    @property
    def asked_count(self) -> int:
        """How many columns are filtered."""
        return sum(1 for head in self.heads if head.asked)

    @property
    def is_arranged(self) -> bool:
        """Whether there is anything to order or to filter by."""
        return self.has_filters or any(head.sort_url for head in self.heads)

    @property
    def csv_url(self) -> str:
        return self._export_url("csv")

    @property
    def xlsx_url(self) -> str:
        return self._export_url("xlsx")

    def _export_url(self, form: str) -> str:
        address = reverse("export_table", args=[self.table.name, form])
        return f"{address}?{self.query}" if self.query else address


def show(
    table: Table,
    request: ViewedRequest,
    rows: QuerySet[Any] | None = None,
    first: QuerySet[Any] | None = None,
) -> Shown:
    """The page of `table` that the address asks for: three queries, whatever the rows are.

    `rows` may be given when the view has narrowed them already, and as `first` the same ones by
    the way that is best for the few rows of a page.
    """
    query, viewer = request.GET, request.viewer
    column, descending = table.order_asked(query.get("sort", ""))
    found = table.rows(viewer, query) if rows is None else rows
    order = Order(column.sort, descending)
    ids = tuple(found.order_by().values_list("pk", flat=True)[: table.count_limit + 1])
    is_more = len(ids) > table.count_limit
    few = _known(found, None if is_more else ids) if first is None else first
    page = read_page(few, order, table.page_size, query.get("after", ""), query.get("before", ""))
    if table.prepared:
        table.prepared(viewer, page.rows)
    choice = choice_of(viewer, table)
    columns = choice.visible(table)
    return Shown(
        table=table,
        heads=tuple(_head(c, column, descending, request) for c in columns),
        rows=tuple(_row(table, columns, row) for row in page.rows),
        choice=choice,
        earlier=_address(request, before=page.earlier) if page.earlier else "",
        later=_address(request, after=page.later) if page.later else "",
        count=min(len(ids), table.count_limit),
        is_more=is_more,
        query=_query(query),
        may_export=bool(table.export_act) and viewer.may(table.export_act),
        kept=tuple(_kept(query, columns)),
        ids=None if is_more else ids,
    )


def _known(rows: QuerySet[Any], ids: tuple[Any, ...] | None) -> QuerySet[Any]:
    """The same rows. By their ids no index is walked to its end for some that are not there."""
    return rows if ids is None else rows.filter(pk__in=ids)


def _row(table: Table, columns: tuple[Column, ...], row: Any) -> Row:
    cells = tuple(Cell(column, cell_html(column, row)) for column in columns)
    return Row(row, table.href(row) if table.href else "", cells)


def _head(column: Column, by: Column, descending: bool, request: ViewedRequest) -> Head:
    is_sorted = column is by
    wanted = column.name if is_sorted and descending else f"-{column.name}"
    asked = column.filter
    choices = asked.choices if asked else ()
    pairs = choices(request.viewer) if callable(choices) else choices
    return Head(
        column,
        _address(request, sort=wanted) if column.sort else "",
        ("descending" if descending else "ascending") if is_sorted else "",
        request.GET.get(asked.name, "") if asked else "",
        tuple((str(value), str(label)) for value, label in pairs),
    )


def _kept(query: QueryDict, columns: tuple[Column, ...]) -> list[tuple[str, str]]:
    """What the address asks beside the filters in the heads; they send it along."""
    ours = {column.filter.name for column in columns if column.filter} | set(_PLACES)
    return [(name, value) for name, values in query.lists() for value in values if name not in ours]


def _query(query: QueryDict) -> str:
    pairs = [(name, v) for name, values in query.lists() for v in values if name not in _PLACES]
    return urlencode(pairs)


def _address(request: ViewedRequest, **changes: str) -> str:
    gone = (*_PLACES, *changes)
    pairs = [(n, v) for n, values in request.GET.lists() for v in values if n not in gone]
    return f"{request.path}?{urlencode([*pairs, *changes.items()])}"
