"""What a condition names: points, fields, events; and which points it cannot do without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
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


Needs = tuple[frozenset[str], ...]
"""Sets of points: of each set one must be heard, or possibly heard."""


def needs_of(node: n.Node, common: Set[str] = frozenset()) -> Needs:
    """What must be heard for the condition not to be false; nothing where it can do without.

    Used to leave rules out that cannot be broken. Of two alternatives one need each is told, one
    without `common` points where there is one. A gap in a recording changes nothing: what was not
    heard makes no condition true or unknown by itself, only where it is denied.
    """
    if isinstance(node, n.Either):
        alternatives = [needs_of(part, common) for part in node.parts]
        if not all(alternatives):
            return ()
        telling = (min(needs, key=lambda n: _commonness(n, common)) for needs in alternatives)
        return (frozenset[str]().union(*telling),)
    if isinstance(node, n.All):
        return tuple(dict.fromkeys(need for part in node.parts for need in needs_of(part, common)))
    if isinstance(node, n.Happens):
        return () if node.absent else _needed(node.thing)
    if isinstance(node, n.Related):
        anchor = _needed(node.anchor)
        return anchor if node.absent else tuple(dict.fromkeys(anchor + _needed(node.subject)))
    if isinstance(node, n.Not) and isinstance(node.part, n.Approved):
        return _needed(node.part.thing)
    if isinstance(node, n.Compared):
        return tuple(frozenset({v.point}) for v in _sides(node) if isinstance(v, n.PointValue))
    return ()


def needs_beside(
    node: n.Node, points: Set[str], context: Needs = ()
) -> Iterator[tuple[Needs, frozenset[str]]]:
    """Where in the condition some of `points` stand, and what else must be heard for them to count.

    `context` must be heard for the condition to count at all. In "a and (b or c near d)" d counts
    where a and c were heard. What is denied rests on all its parts: there nothing else is asked.
    """
    if points.isdisjoint(points_in(node)):
        return
    if isinstance(node, n.All):
        needs = [needs_of(part, points) for part in node.parts]
        for place, part in enumerate(node.parts):
            others = (need for other in (*needs[:place], *needs[place + 1 :]) for need in other)
            yield from needs_beside(part, points, _joined(context, others, points))
    elif isinstance(node, n.Either):
        for part in node.parts:
            yield from needs_beside(part, points, context)
    else:
        here = needs_of(node, points) if isinstance(node, n.Related) else ()
        yield _joined(context, here, points), points_in(node) & points


def _joined(context: Needs, needs: Iterable[frozenset[str]], points: Set[str]) -> Needs:
    """Both, without what asks for one of `points`."""
    return tuple(dict.fromkeys((*context, *(need for need in needs if need.isdisjoint(points)))))


def can_hold(needs: Needs, heard: Set[str]) -> bool:
    """Whether what a condition needs was heard."""
    for need in needs:  # noqa: SIM110 (asked a hundred times a conversation)
        if need.isdisjoint(heard):
            return False
    return True


def _commonness(need: frozenset[str], common: Set[str]) -> tuple[int, int, list[str]]:
    return len(need & common), len(need), sorted(need)


def _sides(node: n.Compared) -> tuple[n.Node, n.Node]:
    return node.left, node.right


def _needed(thing: n.Thing) -> Needs:
    return (frozenset({thing.point}),) if isinstance(thing, n.PointThing) else ()
