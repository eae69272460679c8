"""Writing facts: many with one statement, what they said before kept by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from django.db import connection

from goodfaith.analysis.facts import Fact
from goodfaith.policies.belonging import belongs_to

_COLUMNS = "kind varchar, key varchar, values jsonb, belongs_to varchar[], known_at timestamptz"
# A late record of an older moment must not undo a newer one; what says the same is left alone.
_KEEP = f"""
insert into policies_factrecord as known
    (kind, key, values, belongs_to, known_at, source, came_with_id)
select kind, key, values, belongs_to, known_at, %s, %s::bigint
from jsonb_to_recordset(%s::jsonb) as r({_COLUMNS}) order by kind, key
on conflict (kind, key) do update set values = excluded.values, source = excluded.source,
    belongs_to = excluded.belongs_to, known_at = excluded.known_at,
    came_with_id = excluded.came_with_id
where excluded.known_at >= known.known_at and known.values is distinct from excluded.values
returning kind, key, xmax = 0
"""  # noqa: S608  (names of our own columns)
_BEFORE = """
select known.kind, known.key, known.belongs_to from policies_factrecord known
join unnest(%s::varchar[], %s::varchar[]) as r(kind, key) using (kind, key)
order by known.kind, known.key for update of known
"""
Key = tuple[str, str]


class Written(msgspec.Struct, frozen=True):
    """Which facts were new, which say something else now, and all that either bears on."""

    added: frozenset[Key]
    changed: frozenset[Key]
    about: frozenset[str]


def write_facts(
    facts: Sequence[tuple[datetime, Fact]], *, source: str, came_with: int | None = None
) -> Written:
    """Keep facts, each as it was known at its moment, in the transaction that is open.

    Of several about one thing each counts for its time, of two known at once the later one. What a
    fact belonged to before is among what it bears on.
    """
    found: dict[Key, dict[datetime, Fact]] = {}
    for moment, fact in facts:
        found.setdefault((fact.kind, fact.id), {})[moment] = fact
    before = _before(sorted(found))
    added: set[Key] = set()
    changed: set[Key] = set()
    for rows in _rounds(found):
        for kind, key, is_new in _write(rows, source, came_with):
            (added if is_new else changed).add((kind, key))
    about = {key for pair in added | changed for key in before.get(pair, ())}
    for pair in added | changed:
        about.update(key for fact in found[pair].values() for key in belongs_to(fact))
    return Written(frozenset(added), frozenset(changed - added), frozenset(about))


def _before(keys: Sequence[Key]) -> dict[Key, list[str]]:
    """What the facts that are known belong to; they stay locked, in one order."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [[kind for kind, _ in keys], [key for _, key in keys]])
        return {(kind, key): belonging for kind, key, belonging in cursor.fetchall()}


def _rounds(found: Mapping[Key, dict[datetime, Fact]]) -> list[list[dict[str, object]]]:
    """The first moment of each fact, then the second: one statement holds each fact once."""
    placed = [
        (place, _row(fact, moment))
        for key in sorted(found)
        for place, (moment, fact) in enumerate(sorted(found[key].items()))
    ]
    placed.sort(key=lambda pair: pair[0])
    return [[row for _, row in group] for _, group in groupby(placed, key=lambda pair: pair[0])]


def _write(
    rows: Sequence[dict[str, object]], source: str, came_with: int | None
) -> list[tuple[str, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source, came_with, msgspec.json.encode(rows).decode()])
        return [(kind, key, is_new) for kind, key, is_new in cursor.fetchall()]


def _row(fact: Fact, known_at: datetime) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "key": fact.id,
        "values": fact.values,
        "belongs_to": belongs_to(fact),
        "known_at": known_at,
    }
