"""What a condition names: points, fields, events; and which points it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as members
from typing import Any

from goodfaith.analysis.conditions import nodes as n


def parts_of(value: Any) -> Iterator[Any]:
    """The node or thing itself and everything inside it, depth first."""
    if isinstance(value, tuple):
        for part in value:
            yield from parts_of(part)
    elif isinstance(value, n.Node | n.PointThing | n.EventThing | n.FieldThing):
        yield value
        for member in members(value):
            yield from parts_of(getattr(value, member.name))


def points_in(node: n.Node) -> frozenset[str]:
    return frozenset(p.point for p in parts_of(node) if isinstance(p, n.PointThing | n.PointValue))


def fields_in(node: n.Node) -> frozenset[str]:
    return frozenset(p.field for p in parts_of(node) if isinstance(p, n.FieldValue | n.FieldThing))


def events_in(node: n.Node) -> frozenset[str]:
    return frozenset(p.event for p in parts_of(node) if isinstance(p, n.EventThing))


def triggers_of(node: n.Node) -> frozenset[str] | None:
    """Points of which one must be heard, or possibly heard, for the condition not to be false.

    None: it can hold or be unknown without any. Used to leave rules out that cannot be broken.
    """
    if isinstance(node, n.Either):
        needed = [triggers_of(part) for part in node.parts]
        if any(points is None for points in needed):
            return None
        return frozenset[str]().union(*(points for points in needed if points))
    if isinstance(node, n.All):
        known = [p for part in node.parts if (p := triggers_of(part)) is not None]
        return min(known, key=len) if known else None
    if isinstance(node, n.Happens):
        return _points(node.thing) if not node.absent else None
    if isinstance(node, n.Related):
        anchor, subject = _points(node.anchor), _points(node.subject)
        return anchor if node.absent or anchor is not None else subject
    if isinstance(node, n.Not) and isinstance(node.part, n.Approved):
        return _points(node.part.thing)
    if isinstance(node, n.Compared):
        for side in (node.left, node.right):
            if isinstance(side, n.PointValue):
                return frozenset({side.point})
    return None


def _points(thing: n.Thing) -> frozenset[str] | None:
    return frozenset({thing.point}) if isinstance(thing, n.PointThing) else None
