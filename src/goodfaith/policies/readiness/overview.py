"""The state of every kind of fact: connected, when it last came, how complete, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from goodfaith.analysis.fields import Kind
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.platform.rooms import furniture
from goodfaith.policies.imports.kinds import facts
from goodfaith.policies.models import FactImport, FactRecord, SourceCount
from goodfaith.policies.readiness.needs import Need, needs_of


class FieldState(msgspec.Struct, frozen=True):
    """An attribute that rules read: the share of records that know it, None without records."""

    name: str
    share: float | None
    rules: tuple[str, ...]


class Source(msgspec.Struct, frozen=True):
    """One system that gives a kind: how many records are from it, when it last came."""

    name: str
    records: int
    latest_at: datetime


class KindState(msgspec.Struct, frozen=True):
    """A kind of fact. `complete` is the mean share over the fields that rules read, 0 to 1.

    `last_import` is the last file of it, for who to ask.
    """

    kind: Kind
    is_connected: bool
    records: int
    latest_at: datetime | None
    sources: tuple[Source, ...]
    fields: tuple[FieldState, ...]
    rules: tuple[str, ...]
    last_import: FactImport | None = None

    @property
    def complete(self) -> float | None:
        shares = [field.share for field in self.fields if field.share is not None]
        return sum(shares) / len(shares) if shares else None

    @property
    def waiting(self) -> int:
        """How many rules wait for it."""
        return 0 if self.is_connected else len(self.rules)


def rulebook_in_force() -> Rulebook | None:
    """The rulebook of today, from whichever room keeps rulebooks."""
    for _label, module in furniture("rulebooks"):
        if current := getattr(module, "current_rulebook", None):
            found: Rulebook | None = current()
            return found
    return None


def overview() -> list[KindState]:
    """Every kind, those that most rules wait for first, then those that most rules read."""
    rulebook = rulebook_in_force()
    needs = needs_of(rulebook.rules if rulebook else ())
    counts: dict[str, list[SourceCount]] = {}
    for row in SourceCount.objects.order_by("kind", "-records"):
        counts.setdefault(row.kind, []).append(row)
    declared = _declared()
    imports = _last_imports()
    states = [
        _state(kind, needs.get(name, Need()), counts.get(name, ()), declared, imports.get(name))
        for name, kind in facts().items()
    ]
    return sorted(states, key=lambda s: (-s.waiting, -len(s.rules), s.kind.name))


def counted_at() -> datetime | None:
    """When the records were counted; None before they were."""
    row = SourceCount.objects.order_by("-counted_at").first()
    return row.counted_at if row else None


def _state(
    kind: Kind,
    need: Need,
    rows: Iterable[SourceCount],
    declared: Mapping[str, bool],
    last_import: FactImport | None,
) -> KindState:
    found = list(rows)
    records = sum(row.records for row in found)
    return KindState(
        kind=kind,
        is_connected=declared.get(kind.name, bool(found)),
        records=records,
        latest_at=max((row.latest_at for row in found), default=None),
        sources=tuple(Source(row.source, row.records, row.latest_at) for row in found),
        fields=tuple(
            FieldState(name, _share(name, found, records), rules)
            for name, rules in need.fields.items()
        ),
        rules=need.rules,
        last_import=last_import,
    )


def _share(name: str, rows: Iterable[SourceCount], records: int) -> float | None:
    known = sum(row.fields.get(name, 0) for row in rows)
    return known / records if records else None


def _declared() -> dict[str, bool]:
    """What was said of sources, whatever came of them."""
    rows = FactRecord.objects.filter(kind="source").values_list("key", "values")
    return {key: values.get("connected") is not False for key, values in rows}


def _last_imports() -> dict[str, FactImport]:
    rows = FactImport.objects.exclude(confirmed_at=None).select_related("handed_in_by")
    latest = rows.order_by("kind", "-confirmed_at").distinct("kind")
    return {row.kind: row for row in latest}
