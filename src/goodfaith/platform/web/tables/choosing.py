"""Which columns a person wants to see, and how dense; remembered with their account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from goodfaith.platform.models import TableChoice
from goodfaith.platform.web.tables.columns import Column
from goodfaith.platform.web.tables.table import Table


class Choice(msgspec.Struct, frozen=True):
    """Names of the columns, None for as declared; `dense` rows."""

    columns: frozenset[str] | None = None
    dense: bool = False

    def visible(self, table: Table) -> tuple[Column, ...]:
        """The columns to show, in their declared order."""
        return tuple(column for column in table.columns if self.shows(column))

    def shows(self, column: Column) -> bool:
        if self.columns is None:
            return column.is_fixed or not column.is_optional
        return column.is_fixed or column.name in self.columns


def choice_of(viewer: Any, table: Table) -> Choice:
    """What `viewer` has chosen for `table`."""
    row = TableChoice.objects.filter(staff_id=viewer.staff_id, table=table.name).first()
    if row is None:
        return Choice()
    return Choice(None if row.columns is None else frozenset(row.columns), row.dense)


def choose(*, viewer: Any, table: Table, columns: Iterable[str] | None, dense: bool) -> None:
    """Remember what `viewer` wants to see of `table`; names it does not have are forgotten."""
    known = None if columns is None else sorted(set(columns) & {c.name for c in table.columns})
    TableChoice.objects.update_or_create(
        staff_id=viewer.staff_id, table=table.name, defaults={"columns": known, "dense": dense}
    )
