"""JSON Schema of a rule file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any, get_args

from goodfaith.analysis.conversation import COMPANY_ROLES, CUSTOMER_ROLES
from goodfaith.analysis.finding import SEVERITIES, ScopeKind
from goodfaith.analysis.numbers import NumberKind
from goodfaith.analysis.points.guards import GUARDS
from goodfaith.analysis.points.pattern import LONGEST_GAP
from goodfaith.analysis.points.point import SPEAKERS, Stretch
from goodfaith.analysis.rules.reading import EXAMPLE_KEYS, RULE_KEYS
from goodfaith.analysis.rules.reading_points import POINT_KEYS

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_BILINGUAL: dict[str, Any] = {
    "type": "object",
    "properties": {"zh": _TEXT, "en": _TEXT},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
_CONDITION = _TEXT | {"description": "A condition, for example: promise or assent"}


def _texts(item: dict[str, Any] = _TEXT) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def rule_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of rules/<id>.yaml; every member is one that the reader knows."""
    properties = _rule_properties()
    assert properties.keys() == RULE_KEYS, "the schema and the reader know the same members"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Goodfaith rule",
        "type": "object",
        "properties": properties,
        "required": ["id", "title", "basis", "violated"],
        "additionalProperties": False,
        "$defs": {"point": _point_schema()},
    }


def _rule_properties() -> dict[str, Any]:
    example = {"anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "object"}]}
    return {
        "id": _TEXT | {"pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"},
        "title": _BILINGUAL,
        "family": _TEXT,
        "category": _TEXT,
        "severity": {"enum": list(SEVERITIES)},
        "severity_when": {
            "type": "object",
            "properties": dict.fromkeys(SEVERITIES, _CONDITION),
            "additionalProperties": False,
        },
        "deducts": {"type": "number", "minimum": 0, "maximum": 100},
        "veto": {"type": "boolean"},
        "basis": _texts({"anyOf": [_TEXT, _basis_schema()]}),
        "in_force": {
            "type": "object",
            "properties": {"from": {"format": "date"}, "to": {"format": "date"}},
            "additionalProperties": False,
        },
        "scope": {"enum": list(get_args(ScopeKind))},
        "when": _CONDITION,
        "says": {"type": "object", "additionalProperties": {"$ref": "#/$defs/point"}},
        "violated": _CONDITION,
        "instead": _BILINGUAL,
        "amid_candour": {"enum": ["undecidable"]},
        "note": _TEXT,
        "examples": {
            "type": "object",
            "properties": {key: {"type": "array", "items": example} for key in EXAMPLE_KEYS},
            "additionalProperties": False,
        },
    }


def _basis_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "regulation": _TEXT,
            "article": {"type": ["string", "number"]},
            "mark": {"enum": ["V", "V2", "M", "M?"]},
        },
        "required": ["regulation"],
        "additionalProperties": False,
    }


def _point_schema() -> dict[str, Any]:
    size = {"type": "string", "pattern": r"^\d+(\.\d+)? (turn|second)s?$"}
    speakers = sorted({*SPEAKERS, *COMPANY_ROLES, *CUSTOMER_ROLES})
    near = _near_schema()
    properties: dict[str, Any] = {
        "by": _texts({"enum": speakers}),
        "any": _texts(),
        "sounds_like": _texts(),
        "near": {"anyOf": [near, {"type": "array", "items": near}]},
        "number": _number_schema(),
        "sends": _texts(),
        "label": _TEXT,
        "unless": _texts({"enum": sorted(GUARDS)}),
        "except": _texts(),
        "unless_said": _texts(),
        "unless_in_clause": _texts(),
        "in_question": {"type": "boolean"},
        "at": {"enum": ["start", "end", "whole"]},
        "in_reply_to": _texts(),
        "within": {"type": "integer", "minimum": 1},
        "first": size,
        "last": size,
        "min_confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "weak": {"type": "boolean"},
        "background": {"type": "boolean"},
        "like": _texts(),
        "zh": _TEXT,
        "en": _TEXT,
    }
    assert properties.keys() == POINT_KEYS, "the schema and the reader know the same members"
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _near_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "a": _texts(),
            "b": _texts(),
            "within": {"type": "integer", "minimum": 0, "maximum": LONGEST_GAP},
            "ordered": {"type": "boolean"},
            "same": {"enum": list(get_args(Stretch))},
        },
        "required": ["a", "b"],
        "additionalProperties": False,
    }


def _number_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "kind": {"enum": sorted(get_args(NumberKind))},
            "near": _texts(),
            "within": {"type": "integer", "minimum": 0},
        },
        "required": ["kind", "near"],
        "additionalProperties": False,
    }
