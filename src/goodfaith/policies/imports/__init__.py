"""Files of business facts: their columns named, compared with what is known, taken in, undone."""

from goodfaith.policies.imports.columns import Column
from goodfaith.policies.imports.steps import (
    add_bytes,
    begin_import,
    complete_import,
    confirm_import,
    map_columns,
    stop_import,
    undo_import,
)

__all__ = [
    "Column",
    "add_bytes",
    "begin_import",
    "complete_import",
    "confirm_import",
    "map_columns",
    "stop_import",
    "undo_import",
]
