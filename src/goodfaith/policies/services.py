"""Taking in business facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from goodfaith.analysis.facts import Fact
from goodfaith.platform.events import publish
from goodfaith.policies.belonging import belongs_to
from goodfaith.policies.events import FactsReceived
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor

KEYS_AN_EVENT = 1_000
_COLUMNS = "kind varchar, key varchar, values jsonb, belongs_to varchar[], known_at timestamptz"
# A late record of an older moment must not undo a newer one; what says the same is left alone.
_KEEP = f"""
insert into policies_factrecord as known (kind, key, values, belongs_to, known_at)
select kind, key, values, belongs_to, known_at
from jsonb_to_recordset(%s::jsonb) as r({_COLUMNS}) order by kind, key
on conflict (kind, key) do update set values = excluded.values,
    belongs_to = excluded.belongs_to, known_at = excluded.known_at
where excluded.known_at >= known.known_at and known.values is distinct from excluded.values
returning kind, key
"""  # noqa: S608  (names of our own columns)


class FactsKept(msgspec.Struct, frozen=True):
    """How many facts were new or changed, and how many were known already."""

    changed: int
    same: int


def receive_facts(
    facts: Sequence[Fact],
    *,
    source: str,
    known_at: datetime | Sequence[datetime],
    actor: Actor,
    now: datetime,
) -> FactsKept:
    """Keep facts as they were known at `known_at`: one moment for all, or one for each of them.

    Of two about the same thing that known later counts, of two known at once the later one. What
    they bear on is judged again, once. One transaction; batches with the same facts side by side
    wait for each other in one order.
    """
    moments = [known_at] * len(facts) if isinstance(known_at, datetime) else known_at
    in_time = sorted(zip(moments, facts, strict=True), key=lambda pair: pair[0])
    known = {(fact.kind, fact.id): (fact, moment) for moment, fact in in_time}
    latest = {key: fact for key, (fact, _) in known.items()}
    rows = [_row(*pair) for _, pair in sorted(known.items())]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [msgspec.json.encode(rows).decode()])
            changed = [latest[kind, key] for kind, key in cursor.fetchall()]
        if changed:
            publish(*_events(changed))
            counts = {"source": source, "changed": len(changed)}
            ledger.record(actor, "facts.received", ("policies.facts", source), now, **counts)
    return FactsKept(len(changed), len(facts) - len(changed))


def _row(fact: Fact, known_at: datetime) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "key": fact.id,
        "values": fact.values,
        "belongs_to": belongs_to(fact),
        "known_at": known_at,
    }


def _events(changed: Sequence[Fact]) -> list[FactsReceived]:
    about = sorted({key for fact in changed for key in belongs_to(fact)})
    cuts = range(0, len(about), KEYS_AN_EVENT)
    return [FactsReceived(tuple(about[at : at + KEYS_AN_EVENT])) for at in cuts]
