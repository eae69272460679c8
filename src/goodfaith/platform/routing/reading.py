"""An OpenAPI description as a person reads it: groups of routes, and what goes in and comes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 6


class Member(msgspec.Struct, frozen=True):
    """A member of a body, `depth` levels down."""

    name: str
    type: str
    is_required: bool
    meaning: str
    depth: int

    @property
    def levels(self) -> range:
        return range(self.depth)


class Route(msgspec.Struct, frozen=True):
    """One thing that can be asked for."""

    method: str
    path: str
    summary: str
    meaning: str
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    answers: tuple[tuple[str, str, tuple[Member, ...]], ...]


def groups(schema: dict[str, Any]) -> list[tuple[str, list[Route]]]:
    """The routes by their first tag, in the order of the description."""
    found: dict[str, list[Route]] = {}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if operation := methods.get(method):
                tag = (operation.get("tags") or [""])[0]
                found.setdefault(tag, []).append(_route(schema, method, path, operation))
    return list(found.items())


def _route(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Route:
    body = _content(operation.get("requestBody", {}))
    return Route(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        meaning=operation.get("description", ""),
        parameters=tuple(_parameter(schema, each) for each in operation.get("parameters", ())),
        body=tuple(_members(schema, body, 0)),
        answers=tuple(
            (str(status), said.get("description", ""), tuple(_members(schema, _content(said), 0)))
            for status, said in operation.get("responses", {}).items()
            if status != "default"
        ),
    )


def _content(part: dict[str, Any]) -> dict[str, Any]:
    for media in part.get("content", {}).values():
        return dict(media.get("schema", {}))
    return {}


def _parameter(schema: dict[str, Any], told: dict[str, Any]) -> Member:
    shape = _resolved(schema, told.get("schema", {}))
    meaning = told.get("description") or shape.get("description", "")
    return Member(told["name"], _type(shape), bool(told.get("required")), meaning, 0)


def _members(schema: dict[str, Any], shape: dict[str, Any], depth: int) -> Iterator[Member]:
    shape = _resolved(schema, shape)
    if shape.get("type") == "array":
        yield from _members(schema, shape.get("items", {}), depth)
        return
    required = shape.get("required", ())
    for name, told in shape.get("properties", {}).items():
        inner = _resolved(schema, told)
        meaning = told.get("description") or inner.get("description", "")
        yield Member(name, _type(inner), name in required, meaning, depth)
        if depth < _DEEPEST:
            yield from _members(schema, inner, depth + 1)


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for; of alternatives the first that is not null."""
    for _ in range(_DEEPEST):
        if reference := shape.get("$ref"):
            shape = schema["components"]["schemas"][reference.rpartition("/")[2]]
        elif choices := shape.get("anyOf") or shape.get("allOf"):
            shape = next((each for each in choices if each.get("type") != "null"), {})
        else:
            break
    return shape


def _type(shape: dict[str, Any]) -> str:
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    type_ = str(shape.get("format") or shape.get("type") or "any")
    if type_ == "array":
        return f"[{_type(shape.get('items', {}))}]"
    return type_
