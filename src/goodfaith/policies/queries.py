"""The business facts that bear on some conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from goodfaith.analysis.facts import Fact, FactBook
from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.readers.report import Report
from goodfaith.policies.belonging import PARTIES, key_of, references

ROUNDS = 4
"""Conversation → application → policy → what happened to it and whom it belongs to."""

_FOUND = (
    "select kind, key, values::text from policies_factrecord"
    " where belongs_to && %s::varchar[] order by kind, key"
)
_NAMING = (
    "select id, belongs_to from policies_factrecord where id > %s and ({}) order by id limit %s"
)
_CONNECTED = (
    "select kind from unnest(%s::varchar[]) as kind"
    " where exists (select from policies_factrecord f where f.kind = kind.kind)"
)


def fact_book(keys: Iterable[str]) -> FactBook:
    """The facts that belong to `keys` or to what those name, as the kernel judges with them.

    Every kind of fact that any source gives counts as connected, whether or not one is here.
    """
    found: dict[tuple[str, str], Fact] = {}
    seen: set[str] = set()
    frontier = set(keys)
    for _ in range(ROUNDS):
        fresh = _load(frontier - seen, found)
        seen |= frontier
        frontier = {key_of(*pair) for fact in fresh for pair in references(fact)}
        frontier |= {key_of(fact.kind, fact.id) for fact in fresh}
        frontier = {key for key in frontier if key.partition(":")[0] in PARTIES} - seen
        if not frontier:
            break
    others = {key_of(*pair) for fact in found.values() for pair in references(fact)} - seen
    _load({key for key in others if key.partition(":")[0] not in PARTIES}, found)
    return FactBook([*_declared(), *found.values()])


def facts_naming(keys: Iterable[str], *, after: int, most: int) -> list[tuple[int, list[str]]]:
    """The next `most` records after the id `after` that name one of `keys` in a field of theirs.

    Their ids, ascending, with the keys of what they belong to. `product:P` is named by the policies
    and applications for it. A walk over all records of the kinds that could: for background work.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        kind, _, id = key.partition(":")
        named[kind].append(id)
    fields = [(f, ids) for k, ids in named.items() for f in load_dictionary().references_to(k)]
    if not fields:
        return []
    where = " or ".join(["(kind = %s and values->>%s = any(%s))"] * len(fields))
    given = [part for field, ids in fields for part in (field.kind, field.attribute, ids)]
    with connection.cursor() as cursor:
        cursor.execute(_NAMING.format(where), [after, *given, most])
        return [(id, list(belongs_to)) for id, belongs_to in cursor.fetchall()]


def _load(keys: set[str], found: dict[tuple[str, str], Fact]) -> list[Fact]:
    """Add the facts of `keys` to `found`; those that were not there before."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [sorted(keys)])
        rows = [row for row in cursor.fetchall() if (row[0], row[1]) not in found]
    fresh = [fact for row in rows if (fact := _fact(*row))]
    found.update({(fact.kind, fact.id): fact for fact in fresh})
    return fresh


def _fact(kind: str, key: str, values: str) -> Fact | None:
    """None for a record that today's field dictionary no longer takes."""
    record: Mapping[str, Any] = {**msgspec.json.decode(values), "kind": kind, "id": key}
    return read_fact(record, Report("facts"), timezone.get_default_timezone())


def _declared() -> list[Fact]:
    """That a source is there, for every kind of which there is a record."""
    kinds = [kind.name for kind in load_dictionary().kinds.values() if kind.made_by == "source"]
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTED, [kinds])
        known = [row[0] for row in cursor.fetchall()]
        cursor.execute("select key, values::text from policies_factrecord where kind = 'source'")
        told = [Fact("source", key, msgspec.json.decode(values)) for key, values in cursor]
    return [*(Fact("source", kind, {"connected": True}) for kind in known), *told]
