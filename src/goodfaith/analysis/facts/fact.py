"""One business fact as a source gave it, and a set of them that belong together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo

import msgspec

from goodfaith.analysis.fields import EventType, Value


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One record of a business source: what kind of thing, which one, what is known of it.

    `values` holds values by attribute, already read as the field dictionary says. What is not
    known is not there.
    """

    kind: str
    id: str
    values: dict[str, Value] = {}

    def text(self, attribute: str) -> str:
        """The value of an id, choice or text; "" when it is not known."""
        value = self.values.get(attribute)
        return value if isinstance(value, str) else ""

    def number(self, attribute: str) -> float | None:
        """The value of a number; None when it is not known."""
        value = self.values.get(attribute)
        return float(value) if isinstance(value, int | float) else None


class Happening(msgspec.Struct, frozen=True):
    """An event that took place: `at` is a day when the source knows no time."""

    at: date
    fact: Fact


def hash_of(facts: Iterable[Fact]) -> str:
    """SHA-256 in hex over facts in any order; every value counts, where they came from does not."""
    digest = hashlib.sha256()
    for line in sorted(_canonical(fact) for fact in facts):
        digest.update(line + b"\n")
    return digest.hexdigest()


def _canonical(fact: Fact) -> bytes:
    values = {name: _plain(value) for name, value in fact.values.items()}
    return msgspec.json.encode([fact.kind, fact.id, values], order="deterministic")


def _plain(value: Value) -> bool | float | str | list[str]:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)  # the same moment, whatever zone it was written in
    if isinstance(value, date | time):
        return [type(value).__name__, value.isoformat()]
    # A source may write 8000 one day and 8000.0 the next.
    return int(value) if isinstance(value, float) and value.is_integer() else value


class FactSet:
    """Facts that belong together, ordered by kind and id. Immutable."""

    __slots__ = ("_by_kind", "facts")

    def __init__(self, facts: Iterable[Fact]) -> None:
        unique = {(fact.kind, fact.id): fact for fact in facts}
        self.facts: tuple[Fact, ...] = tuple(unique[key] for key in sorted(unique))
        by_kind: dict[str, list[Fact]] = {}
        for fact in self.facts:
            by_kind.setdefault(fact.kind, []).append(fact)
        self._by_kind = by_kind

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of one kind, by id."""
        return tuple(self._by_kind.get(kind, ()))

    def knowing(self, field: str) -> tuple[tuple[Fact, Value], ...]:
        """The facts that know `<kind>.<attribute>`, each with its value, by id."""
        kind, _, attribute = field.partition(".")
        return tuple(
            (fact, fact.values[attribute]) for fact in self.of(kind) if attribute in fact.values
        )

    def values(self, field: str) -> tuple[Value, ...]:
        """The different values of `<kind>.<attribute>`, by the id of the first fact with each."""
        return tuple(dict.fromkeys(value for _, value in self.knowing(field)))

    def numbers(self, field: str) -> tuple[float, ...]:
        """Every known number of `<kind>.<attribute>`, by id; equal ones stay."""
        return tuple(float(v) for _, v in self.knowing(field) if isinstance(v, int | float))

    def texts(self, *fields: str) -> frozenset[str]:
        """The known texts of some fields."""
        return frozenset(
            value for field in fields for _, value in self.knowing(field) if isinstance(value, str)
        )

    def days(self, field: str) -> tuple[date, ...]:
        """Every known day of a date field, by id."""
        return tuple(value for _, value in self.knowing(field) if isinstance(value, date))

    def happened(self, event: EventType, zone: tzinfo) -> tuple[Happening, ...]:
        """When `event` happened, earliest first; days begin at midnight in `zone`."""
        found = [
            Happening(at, fact)
            for fact in self.of(event.kind)
            if all(fact.values.get(name) == value for name, value in event.where)
            and isinstance(at := fact.values.get(event.at), date)
        ]
        found.sort(key=lambda happening: (_instant(happening.at, zone), happening.fact.id))
        return tuple(found)

    @property
    def hash(self) -> str:
        """`hash_of` all the facts."""
        return hash_of(self.facts)


def _instant(at: date, zone: tzinfo) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(), zone)
