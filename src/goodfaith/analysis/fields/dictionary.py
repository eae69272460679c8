"""Reads the field dictionary and refuses one that contradicts itself, with all its errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from goodfaith.analysis.fields.entries import FIELD_TYPES, Dictionary, EventType, Field, Kind
from goodfaith.analysis.fields.values import ValueInvalid, parse_value
from goodfaith.analysis.problems import Problem, UnreadableInput, describe

FILE: Final = "fields.yaml"
_NAME: Final = re.compile("[a-z][a-z0-9_]*")
_PHRASE: Final = re.compile("[a-z]+( [a-z]+){0,3}")
_KIND_KEYS: Final = frozenset({"zh", "en", "source", "made_by", "required", "attributes"})
_FIELD_KEYS: Final = frozenset({"type", "unit", "choices", "also", "ref", "fills", "zh", "en"})
_EVENT_KEYS: Final = frozenset({"kind", "at", "where", "zh", "en"})
_MAKERS: Final = ("source", "conversation", "derived")


class DictionaryInvalid(UnreadableInput):
    """The file of the field dictionary is not usable; carries every problem found in it."""


@cache
def load_dictionary() -> Dictionary:
    """Return the shipped dictionary. The same object every time; nobody can change it."""
    return read_dictionary(files("goodfaith.analysis").joinpath(FILE).read_text("utf-8"))


def read_dictionary(text: str, name: str = FILE) -> Dictionary:
    """Read a dictionary from YAML. Raises `DictionaryInvalid` with every problem of the file."""
    return _DictionaryFile(name).read(text)


class _DictionaryFile:
    """One reading of one file: the problems met so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def read(self, text: str) -> Dictionary:
        try:
            content = yaml.load(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"line {mark.line + 1}" if mark else ""
            problem = Problem("unreadable", self.name, place, found="not YAML", expected="YAML")
            raise DictionaryInvalid([problem]) from None
        content = self.mapping(content, "", frozenset({"kinds", "events"}))
        kinds = tuple(self.kind(name, entry) for name, entry in self.entries(content, "kinds"))
        self.check_references(kinds)
        events = tuple(self.events(content, {kind.name: kind for kind in kinds}))
        if self.problems:
            raise DictionaryInvalid(self.problems)
        return Dictionary(kinds, events)

    def wrong(self, place: str, found: str, expected: str) -> None:
        self.problems.append(Problem("field_invalid", self.name, "", place, found, expected))

    def mapping(self, value: object, place: str, keys: frozenset[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(place or "the file", describe(value), "a mapping")
            return {}
        for key in value.keys() - keys:
            self.wrong(f"{place}.{key}".lstrip("."), "unknown", "one of " + ", ".join(sorted(keys)))
        return value

    def entries(self, content: Mapping[str, Any], key: str) -> Iterator[tuple[str, object]]:
        value = content.get(key)
        if not isinstance(value, dict) or not value:
            self.wrong(key, describe(value), "at least one entry")
            return
        pattern = _PHRASE if key == "events" else _NAME
        for name, entry in value.items():
            if not isinstance(name, str) or not pattern.fullmatch(name):
                self.wrong(f"{key}.{name}", "not a name", "lower-case words")
            else:
                yield name, entry

    def words(self, place: str, entry: Mapping[str, Any], *keys: str) -> list[str]:
        for key in keys:
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                self.wrong(f"{place}.{key}", describe(entry.get(key)), "a text")
        return [str(entry.get(key, "")) for key in keys]

    def kind(self, name: str, value: object) -> Kind:
        place = f"kinds.{name}"
        entry = self.mapping(value, place, _KIND_KEYS)
        zh, en, source = self.words(place, entry, "zh", "en", "source")
        made_by = entry.get("made_by", "source")
        if made_by not in _MAKERS:
            self.wrong(f"{place}.made_by", describe(made_by), "one of " + ", ".join(_MAKERS))
        fields = tuple(
            self.field(name, attribute, source, found)
            for attribute, found in self.entries(entry, "attributes")
        )
        required = tuple(self.required(place, entry, {field.attribute for field in fields}))
        return Kind(name, zh, en, source, made_by, required, fields)

    def required(
        self, place: str, entry: Mapping[str, Any], known: set[str]
    ) -> Iterator[tuple[str, ...]]:
        for group in entry.get("required", ()):
            names = tuple(str(group).split("|"))
            for unknown in sorted(set(names) - known):
                self.wrong(f"{place}.required", f"'{unknown}'", "an attribute of this kind")
            yield names

    def field(self, kind: str, attribute: str, source: str, value: object) -> Field:
        place = f"kinds.{kind}.{attribute}"
        entry = self.mapping(value, place, _FIELD_KEYS)
        zh, en = self.words(place, entry, "zh", "en")
        found = entry.get("type", "text")
        if found not in FIELD_TYPES:
            self.wrong(f"{place}.type", describe(found), "one of " + ", ".join(FIELD_TYPES))
        choices = self.choices(place, entry)
        unit, ref, fills = (str(entry.get(key, "")) for key in ("unit", "ref", "fills"))
        also = self.also(place, entry, choices)
        name = f"{kind}.{attribute}"
        return Field(name, kind, found, zh, en, source, unit, choices, ref, fills, also)

    def choices(self, place: str, entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        choices = entry.get("choices", {})
        if (entry.get("type") == "choice") != bool(choices):
            self.wrong(
                f"{place}.choices", describe(choices), "choices exactly where the type is choice"
            )
        if not isinstance(choices, dict) or not all(
            isinstance(text, str) for pair in choices.items() for text in pair
        ):
            self.wrong(f"{place}.choices", describe(choices), "values with their Chinese words")
            return ()
        return tuple(choices.items())

    def also(
        self, place: str, entry: Mapping[str, Any], choices: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[str, str], ...]:
        found = entry.get("also", {})
        known = {
            word: value for pair in choices for word, value in zip(pair, pair[:1] * 2, strict=True)
        }
        if not isinstance(found, dict) or not all(
            value in dict(choices) and isinstance(words, str) for value, words in found.items()
        ):
            self.wrong(f"{place}.also", describe(found), "values of choices with further words")
            return ()
        pairs = [(word, value) for value, words in found.items() for word in words.split()]
        for word, value in pairs:
            if known.setdefault(word, value) != value:
                self.wrong(f"{place}.also.{value}", f"'{word}'", "a word for one value only")
        return tuple((value, word) for word, value in pairs)

    def check_references(self, kinds: tuple[Kind, ...]) -> None:
        known = {kind.name for kind in kinds}
        fields = {field.name: field for kind in kinds for field in kind.fields}
        for field in fields.values():
            place = f"kinds.{field.kind}.{field.attribute}"
            if field.ref and (field.ref not in known or field.type != "id"):
                self.wrong(f"{place}.ref", f"'{field.ref}'", "a kind, on a field of type id")
            filled = fields.get(field.fills)
            if field.fills and (filled is None or filled.type != field.type):
                self.wrong(f"{place}.fills", f"'{field.fills}'", "a field of the same type")

    def events(self, content: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Iterator[EventType]:
        for name, value in self.entries(content, "events"):
            place = f"events.{name}"
            entry = self.mapping(value, place, _EVENT_KEYS)
            zh, en, kind, at = self.words(place, entry, "zh", "en", "kind", "at")
            known = {f.attribute: f for f in kinds[kind].fields} if kind in kinds else {}
            if kind not in kinds:
                self.wrong(f"{place}.kind", f"'{kind}'", "a kind")
            elif at not in known or not known[at].is_moment:
                self.wrong(f"{place}.at", f"'{at}'", f"a date or datetime of {kind}")
            where = tuple(self.where(place, entry.get("where", {}), known))
            yield EventType(name, kind, at, zh, en, where)

    def where(self, place: str, where: object, known: Mapping[str, Field]) -> Iterator[Any]:
        for attribute, raw in self.mapping(where, place, frozenset(known)).items():
            if attribute in known:
                try:
                    yield attribute, parse_value(known[attribute], raw, UTC)
                except ValueInvalid as invalid:
                    self.wrong(f"{place}.where.{attribute}", describe(raw), invalid.expected)
