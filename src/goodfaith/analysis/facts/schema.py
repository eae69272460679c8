"""The JSON Schema of facts.jsonl, made from the field dictionary."""

from __future__ import annotations

from typing import Any

from goodfaith.analysis.fields import Dictionary, Field, Kind, load_dictionary

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1},
    "id": {"type": ["string", "integer"]},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "money": {"type": "number"},
    "rate": {"type": "number", "minimum": 0, "maximum": 1},
    "days": {"type": "integer", "minimum": 0},
    "date": {"type": "string", "format": "date"},
    "datetime": {
        "type": "string",
        "anyOf": [{"format": "date-time"}, {"format": "date"}],
    },
    "time": {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"},
    "bool": {"type": "boolean"},
}


def facts_schema(dictionary: Dictionary | None = None) -> dict[str, Any]:
    """Return the schema of one line of facts.jsonl.

    It describes how to write facts; the reader also takes what sources often write instead
    (numbers and truth as text, 3.5%, dates in other forms).
    """
    kinds = (dictionary or load_dictionary()).kinds.values()
    return {
        "$schema": DIALECT,
        "title": "One business fact",
        "oneOf": [_kind(kind) for kind in kinds if kind.made_by == "source"],
    }


def _kind(kind: Kind) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "title": f"{kind.en} {kind.zh}",
        "type": "object",
        "properties": {
            "kind": {"const": kind.name},
            "id": {"type": ["string", "integer"]},
            **{field.attribute: _field(field) for field in kind.fields},
        },
        "required": ["kind", "id", *(group[0] for group in kind.required if len(group) == 1)],
        "additionalProperties": False,
    }
    alternatives = [group for group in kind.required if len(group) > 1]
    if alternatives:
        schema["allOf"] = [
            {"anyOf": [{"required": [attribute]} for attribute in group]} for group in alternatives
        ]
    return schema


def _field(field: Field) -> dict[str, Any]:
    described = {"title": field.zh, "description": _describe(field)}
    if field.type == "choice":
        return {"enum": [value for value, _ in field.choices], **described}
    return {**_TYPES[field.type], **described}


def _describe(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    named = f": id of a {field.ref}" if field.ref else ""
    return f"{field.en}{unit}{named}"
