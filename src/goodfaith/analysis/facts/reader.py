"""Reads facts.jsonl: one business fact a line, flat, `{"kind": "policy", "id": "P1", …}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any, BinaryIO, Final

from goodfaith.analysis.facts.fact import Fact
from goodfaith.analysis.fields import Field, Kind, Value, ValueInvalid, load_dictionary, parse_value
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.lines import Line, text_lines
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.values import identifier

_NOTHING: Final = (None, "")
_OWN: Final = frozenset({"kind", "id"})
LONGEST_NAME: Final = 40
"""Code points of an unknown attribute that a problem still quotes."""


def read_facts(source: BinaryIO, name: str, zone: tzinfo) -> Iterator[Fact | Problem]:
    """Yield the facts and the problems of a stream in its order; all problems of a line at once.

    null and "" are values that are not known. Moments without a zone get `zone`. A line
    `{"kind": "source", "id": "complaint", "connected": true}` says that a source is connected
    though it may have nothing to tell. Bounds and encodings are those of the other readers.
    """
    for line in text_lines(source, name):
        if isinstance(line, Problem):
            yield line
        elif line.text and not line.text.isspace():
            yield from _read_line(line, name, zone)


def read_fact(record: Mapping[str, Any], report: Report, zone: tzinfo) -> Fact | None:
    """Return the fact that a flat record tells, or None when `report` has got problems of it."""
    before = len(report.problems)
    kind = _kind(record.get("kind"), report)
    id = _id(record, report)
    if kind is None:
        return None
    values = _values(kind, record, report, zone)
    _check_required(kind, record, report)
    _check_source(kind, id, report)
    return None if len(report.problems) > before else Fact(kind.name, id, values)


def _read_line(line: Line, name: str, zone: tzinfo) -> Iterator[Fact | Problem]:
    report = Report(name, f"line {line.number}")
    record = report.take("", parse_json, line.text)
    if isinstance(record, dict):
        fact = read_fact(record, report, zone)
        if fact is not None:
            yield fact
    elif not report.problems:
        report.add("", describe(record), "a JSON object: one fact", "json_invalid")
    yield from report.problems


def _kind(found: object, report: Report) -> Kind | None:
    kinds = load_dictionary().kinds
    if isinstance(found, str) and found in kinds and kinds[found].made_by == "source":
        return kinds[found]
    known = ", ".join(name for name, kind in kinds.items() if kind.made_by == "source")
    if found is None:
        report.missing("kind", f"one of {known}")
    else:
        report.add("kind", describe(found), f"one of {known}")
    return None


def _id(record: Mapping[str, Any], report: Report) -> str:
    if record.get("id") is None:
        report.missing("id", "the id of what the fact is about")
        return ""
    return report.take("id", identifier, record["id"]) or ""


def _values(
    kind: Kind, record: Mapping[str, Any], report: Report, zone: tzinfo
) -> dict[str, Value]:
    fields = load_dictionary().attributes[kind.name]
    values: dict[str, Value] = {}
    for attribute, field in fields.items():
        if attribute not in record:
            continue
        value = _value(field, record[attribute], report, zone)
        if value is not None:
            values[attribute] = value
    for unknown in sorted(record.keys() - fields.keys() - _OWN):
        shown = unknown if len(unknown) <= LONGEST_NAME else f"{unknown[:LONGEST_NAME]}…"
        report.add(shown, "unknown", f"an attribute of {kind.name} (see `goodfaith fields`)")
    return values


def _value(field: Field, raw: object, report: Report, zone: tzinfo) -> Value | None:
    if raw is None or raw == "":
        return None
    try:
        return parse_value(field, raw, zone)
    except ValueInvalid as invalid:
        report.add(field.attribute, describe(raw), invalid.expected)
        return None


def _check_required(kind: Kind, record: Mapping[str, Any], report: Report) -> None:
    for group in kind.required:
        if all(record.get(attribute) in _NOTHING for attribute in group):
            report.missing(" or ".join(group), f"a value: a {kind.name} says nothing without it")


def _check_source(kind: Kind, id: str, report: Report) -> None:
    if kind.name == "source" and id and id not in load_dictionary().kinds:
        report.add("id", describe(id), "the kind of fact that the source gives")
