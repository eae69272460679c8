"""A part of a rule's condition in words, with its points called by what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.explaining import Lang, say, say_thing
from goodfaith.analysis.conditions.naming import parts_of
from goodfaith.analysis.rules.rule import Rule
from goodfaith.batch.report.words import LANGUAGES, phrase, same

Names = Mapping[str, Mapping[str, str]]


def in_words(rule: Rule, part: str, said: Mapping[str, str]) -> dict[str, str]:
    """The part of the rule's condition that was written so, in both languages.

    A point is told by its name; one without a name by the words in `said` (by point), if it was
    said. A point or an event alone is only named: whether it occurred is for the reader to add.
    """
    node = _written_so(rule, part)
    if node is None:
        return same(part)
    names = _names(rule, said)
    return {lang: _tell(node, lang, names) for lang in get_args(Lang)}


def tells_absence(rule: Rule, part: str) -> bool:
    """Whether the words for this part already say that something is not there."""
    node = _written_so(rule, part)
    return isinstance(node, n.Happens | n.Related) and node.absent


def asks_presence(rule: Rule, part: str) -> bool:
    """Whether this part asks for no more than that a field has a value at all."""
    node = _written_so(rule, part)
    if not isinstance(node, n.Compared) or not isinstance(node.right, n.Constantly):
        return False
    value = node.right.value
    return isinstance(node.left, n.FieldValue) and value is not False and value in (0, "")


def _written_so(rule: Rule, part: str) -> n.Node | None:
    found = (node for node in parts_of(rule.conditions) if isinstance(node, n.Node))
    return next((node for node in found if node.text == part), None)


def _names(rule: Rule, said: Mapping[str, str]) -> Names:
    """What the rule's points are called, where their authors said so; else what was said."""
    names = {point: phrase("part_quoted", text=text) for point, text in said.items()}
    for point in rule.points:
        if point.title("zh"):
            name = {lang: point.title(lang) for lang in LANGUAGES}
            names[point.id] = phrase("part_named", name=name)
    return names


def _tell(node: n.Node, lang: Lang, names: Names) -> str:
    alone = isinstance(node, n.Happens) and not node.absent and node.where is None
    if alone and isinstance(node, n.Happens) and not isinstance(node.thing, n.FieldThing):
        told = say_thing(node.thing, lang)
    else:
        told = say(node, lang)
    for thing in parts_of(node):
        if isinstance(thing, n.PointValue):
            thing = n.PointThing(thing.point, thing.name)
        if isinstance(thing, n.PointThing):
            told = told.replace(say_thing(thing, lang), _name(thing, lang, names))
    return told


def _name(thing: n.PointThing, lang: Lang, names: Names) -> str:
    known = names.get(thing.point) or phrase("part_named", name=thing.name.replace("_", " "))
    return known[lang]
