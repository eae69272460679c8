"""Tables: columns that are declared, rows that the viewer may see; sorted, paged, exported.

A room's `tables.py` has `TABLES`, a tuple of `Table`; they are found by their names.
"""

from goodfaith.platform.web.tables.columns import Column, Filter
from goodfaith.platform.web.tables.showing import Shown, show
from goodfaith.platform.web.tables.table import Table, table_named

__all__ = ["Column", "Filter", "Shown", "Table", "show", "table_named"]
