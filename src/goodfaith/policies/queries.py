"""The business facts that bear on some conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from goodfaith.analysis.facts import Fact, FactBook
from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.readers.report import Report
from goodfaith.policies.belonging import PARTIES, key_of, references
from goodfaith.policies.models import FactRecord, FactVersion
from goodfaith.trust.display import clear_kinds, displayed_name, mask_alone
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import holds_whole

READ = "facts.read"
MOST_VERSIONS = 100
FACTS_AT_HAND = 20_000
ROUNDS = 4
"""Conversation → application → policy → what happened to it and whom it belongs to."""
ROUNDS_TO_A_SALE = 2
"""Conversation → a record about it → the policy that it names, which names its application."""

# Each key by itself: of hundreds at once PostgreSQL thinks that half the table will overlap.
_FOUND = (
    "select kind, key, values::text from unnest(%s::varchar[]) as wanted"
    " join policies_factrecord on belongs_to @> array[wanted]::varchar[]"
)
_NAMING = (
    "select id, belongs_to from policies_factrecord where id > %s and ({}) order by id limit %s"
)
_FOUND_THEN = """
select kind, key, values::text from unnest(%(keys)s::varchar[]) as wanted
join policies_factrecord on belongs_to @> array[wanted]::varchar[] and known_at <= %(at)s
union select kind, key, values::text from unnest(%(keys)s::varchar[]) as wanted
join policies_factversion on belongs_to @> array[wanted]::varchar[]
    and known_at <= %(at)s and known_until > %(at)s
"""
_CONNECTED = (
    "select kind from unnest(%s::varchar[]) as kind"
    " where exists (select from policies_factrecord f where f.kind = kind.kind)"
)
_CONNECTED_THEN = """
select kind from unnest(%(kinds)s::varchar[]) as kind
where exists (select from policies_factrecord f where f.kind = kind.kind and known_at <= %(at)s)
or exists (select from policies_factversion f where f.kind = kind.kind
    and known_at <= %(at)s and known_until > %(at)s)
"""


def fact_book(keys: Iterable[str], *, known_at: datetime | None = None) -> FactBook:
    """The facts that belong to `keys` or to what those name, as the kernel judges with them.

    Every kind of fact that any source gives counts as connected, whether or not one is here. With
    `known_at` all is as it was known at that moment: what came later is not there, what has
    changed since says what it said.
    """
    found, others = _followed(keys, ROUNDS, known_at)
    _load(others, found, known_at)
    return FactBook([*_declared(known_at), *found.values()])


def sale_links(keys: Iterable[str]) -> FactBook:
    """Of the facts of applications, policies, conversations what tells the sales they belong to.

    Nothing can be judged with them: they are the beginning of what `fact_book` follows.
    """
    found, _ = _followed(keys, ROUNDS_TO_A_SALE, None)
    return FactBook(found.values())


def _followed(
    keys: Iterable[str], rounds: int, known_at: datetime | None
) -> tuple[dict[tuple[str, str], Fact], set[str]]:
    """The facts that `keys` lead to, and the keys of the others that they name."""
    found: dict[tuple[str, str], Fact] = {}
    seen: set[str] = set()
    frontier = set(keys)
    others: set[str] = set()
    for _ in range(rounds):
        fresh = _load(frontier - seen, found, known_at)
        seen |= frontier
        named = {pair for fact in fresh for pair in references(fact)}
        others |= {key_of(kind, id) for kind, id in named if kind not in PARTIES}
        frontier = {key_of(kind, id) for kind, id in named if kind in PARTIES}
        frontier |= {key_of(fact.kind, fact.id) for fact in fresh if fact.kind in PARTIES}
        frontier -= seen
        if not frontier:
            break
    return found, others - seen


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


def _load(keys: set[str], found: dict[tuple[str, str], Fact], at: datetime | None) -> list[Fact]:
    """Add the facts of `keys` to `found`; those that were not there before."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_FOUND, [sorted(keys)])
        else:
            cursor.execute(_FOUND_THEN, {"keys": sorted(keys), "at": at})
        rows = {row for row in cursor.fetchall() if (row[0], row[1]) not in found}
    fresh = [fact for row in rows if (fact := _fact(*row))]
    found.update({(fact.kind, fact.id): fact for fact in fresh})
    return fresh


@lru_cache(maxsize=FACTS_AT_HAND)
def _fact(kind: str, key: str, values: str) -> Fact | None:
    """None for a record that today's field dictionary no longer takes.

    Kept: what a sale is about is asked for several times in a row.
    """
    record: Mapping[str, Any] = {**msgspec.json.decode(values), "kind": kind, "id": key}
    return read_fact(record, Report("facts"), timezone.get_default_timezone())


def _declared(at: datetime | None) -> list[Fact]:
    """That a source is there, for every kind of which there is a record."""
    kinds = [kind.name for kind in load_dictionary().kinds.values() if kind.made_by == "source"]
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_CONNECTED, [kinds])
        else:
            cursor.execute(_CONNECTED_THEN, {"kinds": kinds, "at": at})
        known = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select key, values::text from policies_factrecord where kind = 'source'"
            " and (%(at)s::timestamptz is null or known_at <= %(at)s)", {"at": at},
        )  # fmt: skip
        told = [Fact("source", key, msgspec.json.decode(values)) for key, values in cursor]
    return [*(Fact("source", kind, {"connected": True}) for kind in known), *told]


def known_of_kind(kind: str, keys: Iterable[str]) -> dict[str, tuple[dict[str, Any], datetime]]:
    """The values that facts of a kind have now, with since when; by key, only those there are."""
    rows = FactRecord.objects.filter(kind=kind, key__in=list(keys))
    return {key: (values, at) for key, values, at in rows.values_list("key", "values", "known_at")}


def fact_told(
    viewer: Viewer, kind: str, key: str, known_at: datetime | None = None
) -> dict[str, Any] | None:
    """What `viewer` may be told of one fact and of what it said before; None where nothing is.

    Facts are of the whole insurer: only who may look them up for all of it is told of any.
    `former` has the earlier ones, the latest first, each with the stretch of time it was known.
    """
    if not (Role.COMPLIANCE in viewer.roles or holds_whole(viewer, READ, timezone.localdate())):
        return None
    versions = FactVersion.objects.filter(kind=kind, key=key).order_by("-known_until", "-pk")
    now = FactRecord.objects.filter(kind=kind, key=key).first()
    if known_at is not None:
        versions = versions.filter(known_at__lte=known_at)
        now = now if now and now.known_at <= known_at else None
    former = list(versions[:MOST_VERSIONS])
    if now is None and not former:
        return None
    told = [_told(viewer, row) for row in former]
    current = _told(viewer, now) if now else None
    if current is None and known_at is not None and former[0].known_until > known_at:
        current, told = told[0], told[1:]
    return {"kind": kind, "id": key, "current": current, "former": told}


def _told(viewer: Viewer, row: FactRecord | FactVersion) -> dict[str, Any]:
    until = {"known_until": row.known_until} if isinstance(row, FactVersion) else {}
    values = {name: covered(viewer, row.kind, name, v) for name, v in row.values.items()}
    return {"values": values, "source": row.source, "known_at": row.known_at, **until}


def covered(viewer: Viewer, kind: str, attribute: str, value: Any) -> Any:
    """A value with what is private in it covered, as in transcripts."""
    field = load_dictionary().fields.get(f"{kind}.{attribute}")
    if not isinstance(value, str) or field is None or field.type not in ("text", "id"):
        return value
    clear = clear_kinds(viewer, own=False)
    if attribute == "name" and kind == "customer":
        return displayed_name(value, clear)
    return mask_alone(value, clear)
