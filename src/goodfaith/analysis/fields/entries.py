"""What stands in the field dictionary: kinds of business objects, their fields, their events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Literal, get_args

import msgspec

FieldType = Literal[
    "text", "id", "int", "float", "money", "rate", "days", "date", "datetime", "time", "bool",
    "choice",
]  # fmt: skip
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
NUMERIC: frozenset[FieldType] = frozenset({"int", "float", "money", "rate", "days"})
MOMENTS: frozenset[FieldType] = frozenset({"date", "datetime"})

Value = bool | int | float | str | date | time
"""What a field can hold. A datetime is a date, too; it always carries its zone."""

MadeBy = Literal["source", "conversation", "derived"]


class Field(msgspec.Struct, frozen=True):
    """One business fact. `name` is `<kind>.<attribute>`.

    `unit` is CNY, y, d, s or empty; rates are 0 to 1. `choices` are the values a choice may take,
    each with its Chinese word; `also` are further words that sources write for them. `ref` is the
    kind of thing an id names. `source` is the business source that gives it, in Chinese. `fills`
    is a field of `ref`-ed things that this one completes.
    """

    name: str
    kind: str
    type: FieldType
    zh: str
    en: str
    source: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    ref: str = ""
    fills: str = ""
    also: tuple[tuple[str, str], ...] = ()

    @property
    def attribute(self) -> str:
        """The name without its kind."""
        return self.name.partition(".")[2]

    @property
    def is_number(self) -> bool:
        """Whether the values can be compared with numbers."""
        return self.type in NUMERIC

    @property
    def is_moment(self) -> bool:
        """Whether the values are days or moments."""
        return self.type in MOMENTS


class Kind(msgspec.Struct, frozen=True):
    """A kind of business object or record.

    `made_by` is "source" for what arrives as facts, "conversation" for what the conversation
    itself tells, "derived" for what is worked out from other facts. Each of `required` is a group
    of attributes of which at least one must be given.
    """

    name: str
    zh: str
    en: str
    source: str
    made_by: MadeBy = "source"
    required: tuple[tuple[str, ...], ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that name another thing, in the order of the dictionary."""
        return tuple(field for field in self.fields if field.ref)


class EventType(msgspec.Struct, frozen=True):
    """Something that happens: facts of `kind` whose `where` holds, at the moment in `at`."""

    name: str
    kind: str
    at: str
    zh: str
    en: str
    where: tuple[tuple[str, Value], ...] = ()


class Dictionary:
    """All fields, kinds and events, each by its name, in the order of the file. Read-only."""

    def __init__(self, kinds: tuple[Kind, ...], events: tuple[EventType, ...]) -> None:
        self.kinds: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in kinds})
        self.fields: Mapping[str, Field] = MappingProxyType(
            {field.name: field for kind in kinds for field in kind.fields}
        )
        self.events: Mapping[str, EventType] = MappingProxyType({e.name: e for e in events})
        self.attributes: Mapping[str, Mapping[str, Field]] = MappingProxyType(
            {k.name: MappingProxyType({f.attribute: f for f in k.fields}) for k in kinds}
        )
        """The fields of each kind by their attributes."""
        self.naming: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
            {k.name: tuple((f.ref, f.attribute) for f in k.references) for k in kinds}
        )
        """Of each kind what its records name: a kind of thing, and the attribute with its id."""
        self._referring: dict[str, tuple[Field, ...]] = {}
        for field in self.fields.values():
            self._referring[field.ref] = (*self._referring.get(field.ref, ()), field)

    def references_to(self, kind: str) -> tuple[Field, ...]:
        """The fields that name a thing of this kind, in the order of the dictionary."""
        return self._referring.get(kind, ())

    def __reduce__(self) -> tuple[type[Dictionary], tuple[object, ...]]:
        return (type(self), (tuple(self.kinds.values()), tuple(self.events.values())))
