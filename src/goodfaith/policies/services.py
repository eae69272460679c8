"""Taking in business facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import transaction

from goodfaith.analysis.facts import Fact
from goodfaith.platform.events import publish
from goodfaith.policies.events import FactsReceived
from goodfaith.policies.records import write_facts
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor

KEYS_AN_EVENT = 1_000


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

    Of two about the same thing that known later counts, of two known at once the later one; what
    was known before is kept with the time that it was. What they bear on is judged again, once.
    One transaction; batches with the same facts side by side wait for each other in one order.
    """
    moments = [known_at] * len(facts) if isinstance(known_at, datetime) else known_at
    with transaction.atomic():
        written = write_facts(list(zip(moments, facts, strict=True)), source=source)
        changed = len(written.added) + len(written.changed)
        if changed:
            tell(written.about)
            counts = {"source": source, "changed": changed}
            ledger.record(actor, "facts.received", ("policies.facts", source), now, **counts)
    return FactsKept(changed, len(facts) - changed)


def tell(about: Iterable[str], *, in_bulk: bool = False) -> None:
    """Publish that facts have changed about these keys, so many to an event."""
    keys = sorted(about)
    cuts = range(0, len(keys), KEYS_AN_EVENT)
    publish(*(FactsReceived(tuple(keys[at : at + KEYS_AN_EVENT]), in_bulk) for at in cuts))
