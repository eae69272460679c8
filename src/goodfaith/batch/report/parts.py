"""A part of a rule's condition in words.

What is put together from more than one comparison or relation stays as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.naming import parts_of
from goodfaith.analysis.rules.rule import Rule
from goodfaith.batch.report.naming import name_of, value_of
from goodfaith.batch.report.words import LANGUAGES, Bilingual, joined, phrase, same

_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
Names = dict[str, dict[str, str]]


def in_words(rule: Rule, part: str, said: Mapping[str, str]) -> dict[str, str]:
    """The part of the rule's condition that was written so, in both languages.

    A point is told by its name; one without a name by the words in `said`, if it was said.
    """
    for node in parts_of(rule.conditions):
        if isinstance(node, n.Node) and node.text == part:
            return tell(node, _names(rule, said))
    return same(part)


def tells_absence(rule: Rule, part: str) -> bool:
    """Whether the words for this part already say that something is not there."""
    nodes = (node for node in parts_of(rule.conditions) if isinstance(node, n.Node))
    node = next((node for node in nodes if node.text == part), None)
    return isinstance(node, n.Happens | n.Related) and node.absent


def _names(rule: Rule, said: Mapping[str, str]) -> Names:
    """What the rule's points are called, where their authors said so; else what was said."""
    names = {point: phrase("part_quoted", text=text) for point, text in said.items()}
    for point in rule.points:
        if point.content.get("zh"):
            name = {lang: str(point.content.get(lang) or point.content["zh"]) for lang in LANGUAGES}
            names[point.id] = _named(name)
    return names


@singledispatch
def tell(node: n.Node, names: Names) -> dict[str, str]:
    """The node in words; by default the words it was read from."""
    return same(node.text)


@tell.register
def _(node: n.Happens, names: Names) -> dict[str, str]:
    thing = _thing(node.thing, names)
    return phrase("part_absent", thing=thing) if node.absent else thing


@tell.register
def _(node: n.Related, names: Names) -> dict[str, str]:
    return phrase(
        f"part_{node.direction}",
        anchor=_thing(node.anchor, names),
        subject=_thing(node.subject, names),
        within=_within(node.within),
        there=phrase("part_there_not" if node.absent else "part_there"),
    )


@tell.register
def _(node: n.Quantified, names: Names) -> dict[str, str]:
    purpose = phrase(f"purpose_{node.purpose}") if node.purpose else same("")
    if node.purpose:
        purpose["en"] += " "
    return phrase(f"part_{node.quantifier}", purpose=purpose, condition=tell(node.condition, names))


@tell.register
def _(node: n.Compared, names: Names) -> dict[str, str]:
    if isinstance(node.right, n.Constantly) and node.right.value == "":
        return phrase(
            "part_unknown" if node.operator == "==" else "part_known", thing=tell(node.left, names)
        )
    left, right = tell(node.left, names), tell(node.right, names)
    if isinstance(node.left, n.FieldValue) and isinstance(node.right, n.Constantly):
        right = value_of(node.left.field, _constant(node.right))
    return {lang: f"{left[lang]} {_SIGNS[node.operator]} {right[lang]}" for lang in left}


@tell.register
def _(node: n.Listed, names: Names) -> dict[str, str]:
    field = node.left.field if isinstance(node.left, n.FieldValue) else ""
    members = joined(
        value_of(field, _constant(m)) if isinstance(m, n.Constantly) else tell(m, names)
        for m in node.members
    )
    code = "part_not_in" if node.absent else "part_in"
    return phrase(code, thing=tell(node.left, names), members=members)


@tell.register
def _(node: n.Known, names: Names) -> dict[str, str]:
    return phrase("part_known" if node.known else "part_unknown", thing=tell(node.part, names))


@tell.register
def _(node: n.Constantly, names: Names) -> dict[str, str]:
    return same(_constant(node))


@tell.register
def _(node: n.FieldValue, names: Names) -> dict[str, str]:
    return name_of(node.field)


@tell.register
def _(node: n.PointValue, names: Names) -> dict[str, str]:
    return phrase("part_number", name=_point(node.point, node.name, names))


@tell.register
def _(node: n.Count, names: Names) -> dict[str, str]:
    return phrase("part_count", thing=_thing(node.thing, names))


@tell.register
def _(node: n.DaysBetween, names: Names) -> dict[str, str]:
    return phrase(
        "part_days_between", first=tell(node.first, names), second=tell(node.second, names)
    )


@tell.register
def _(node: n.Arithmetic, names: Names) -> dict[str, str]:
    left, right = tell(node.left, names), tell(node.right, names)
    return {lang: f"{left[lang]} {node.operator} {right[lang]}" for lang in left}


def _thing(thing: n.Thing, names: Names) -> dict[str, str]:
    if isinstance(thing, n.PointThing):
        return _point(thing.point, thing.name, names)
    return _named(name_of(thing.event if isinstance(thing, n.EventThing) else thing.field))


def _point(point: str, name: str, names: Names) -> dict[str, str]:
    return names.get(point) or _named(same(name.replace("_", " ")))


def _named(name: Bilingual) -> dict[str, str]:
    return phrase("part_named", name=name)


def _within(within: n.Duration | None) -> dict[str, str]:
    if within is None:
        return same("")
    return phrase("part_within", amount=f"{within.amount:g}", unit=phrase(f"unit_{within.unit}"))


def _constant(node: n.Constantly) -> str:
    value = node.value
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
