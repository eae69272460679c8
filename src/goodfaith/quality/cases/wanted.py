"""Keys about which something has changed, each once, until somebody has looked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

KINDS = frozenset({"application", "policy", "customer", "conversation", "talk", "case"})
"""`talk` is a conversation by its row, `conversation` by its source's id."""

_ADD = "insert into quality_wanted (key) select unnest(%s::varchar[]) on conflict do nothing"
_TAKE = """
delete from quality_wanted where id in (
    select id from quality_wanted order by id limit %s for update skip locked)
returning key
"""


def want(keys: Iterable[str]) -> int:
    """Have keys looked at; those of kinds that lead to no case are left out. How many were new."""
    fitting = sorted({key for key in keys if key.partition(":")[0] in KINDS})
    if not fitting:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [fitting])
        return int(cursor.rowcount)


def take(most: int) -> list[str]:
    """The next keys, in the order they came; they are back if the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        return sorted(row[0] for row in cursor.fetchall())
