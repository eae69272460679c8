"""Says a condition in plain Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import singledispatch
from typing import Any, Literal, cast

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.fields import load_dictionary

Lang = Literal["zh", "en"]

_UNITS = {
    "turn": ("轮", "turns"),
    "adviser turn": ("个公司方轮次", "turns of the company's side"),
    "customer turn": ("个客户轮次", "turns of the customer"),
    "second": ("秒", "seconds"),
    "minute": ("分钟", "minutes"),
    "hour": ("小时", "hours"),
    "day": ("天", "days"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
}
_OPERATORS = {
    "==": ("是", "is"),
    "!=": ("不是", "is not"),
    "<": ("小于", "is less than"),
    "<=": ("不超过", "is at most"),
    ">": ("大于", "is more than"),
    ">=": ("不少于", "is at least"),
}
_DIRECTIONS = {
    "before": ("之前", "before"),
    "after": ("之后", "after"),
    "of": ("前后", "of"),
}
_QUANTIFIERS = {
    "any": ("有一通会话", "in some conversation"),
    "every": ("每一通会话", "in every conversation"),
    "no": ("没有一通会话", "in no conversation"),
    "first": ("第一通会话", "in the first conversation"),
    "last": ("最后一通会话", "in the last conversation"),
}


def called(node: n.Node, names: Mapping[str, str]) -> n.Node:
    """The same condition, its points called by their names (by point id)."""
    return cast(n.Node, _called(node, names))


def _called(part: object, names: Mapping[str, str]) -> object:
    if isinstance(part, tuple):
        return tuple(_called(one, names) for one in part)
    if isinstance(part, n.PointThing | n.PointValue):
        return replace(part, name=names.get(part.point, part.name))
    if not isinstance(part, n.Node):
        return part
    members: dict[str, Any] = {f.name: _called(getattr(part, f.name), names) for f in fields(part)}
    return replace(part, **members)


def pick(lang: Lang, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


@singledispatch
def say(node: n.Node, lang: Lang) -> str:
    """The condition in words; names of points stay as the rule writes them."""
    raise TypeError(f"{type(node).__name__} cannot be said")


@say.register
def _(node: n.All, lang: Lang) -> str:
    return pick(lang, "，并且", ", and ").join(_bracketed(part, lang) for part in node.parts)


@say.register
def _(node: n.Either, lang: Lang) -> str:
    return pick(lang, "，或者", ", or ").join(_bracketed(part, lang) for part in node.parts)


@say.register
def _(node: n.Not, lang: Lang) -> str:
    return pick(lang, "并非（{}）", "it is not so that ({})").format(say(node.part, lang))


@say.register
def _(node: n.Happens, lang: Lang) -> str:
    thing = say_thing(node.thing, lang)
    if isinstance(node.thing, n.FieldThing):
        words = ("没有“{}”", "it is not so that {}") if node.absent else ("“{}”成立", "{} holds")
    elif isinstance(node.thing, n.EventThing):
        words = ("没有发生{}", "there was no {}") if node.absent else ("发生了{}", "there was a {}")
    else:
        words = ("没有说到{}", "{} is not said") if node.absent else ("说到{}", "{} is said")
    return pick(lang, *words).format(thing) + _where(node.where, lang)


@say.register
def _(node: n.Related, lang: Lang) -> str:
    subject, anchor = say_thing(node.subject, lang), say_thing(node.anchor, lang)
    direction = pick(lang, *_DIRECTIONS[node.direction])
    limit = _duration(node.within, lang) if node.within else ""
    where = _where(node.where, lang)
    if lang == "zh":
        has = "没有" if node.absent else "有"
        inside = f"的{limit}以内" if limit else ""
        return f"在{anchor}{direction}{inside}{has}{subject}{where}"
    what = f"no {subject}" if node.absent else subject
    inside = f" within {limit}" if limit else ""
    return f"there is {what}{inside} {direction} {anchor}{where}"


@say.register
def _(node: n.Quantified, lang: Lang) -> str:
    scope = pick(lang, *_QUANTIFIERS[node.quantifier])
    kind = _purpose(node.purpose, lang)
    return pick(lang, f"{scope}{kind}里：{{}}", f"{scope}{kind}: {{}}").format(
        say(node.condition, lang)
    )


@say.register
def _(node: n.Compared, lang: Lang) -> str:
    operator = pick(lang, *_OPERATORS[node.operator])
    right = _choice(node.left, node.right, lang)
    return f"{say(node.left, lang)} {operator} {right}"


@say.register
def _(node: n.Listed, lang: Lang) -> str:
    members = pick(lang, "、", ", ").join(_choice(node.left, m, lang) for m in node.members)
    absent = ("{} 不是其中之一：{}", "{} is none of {}")
    words = absent if node.absent else ("{} 是其中之一：{}", "{} is one of {}")
    return pick(lang, *words).format(say(node.left, lang), members)


@say.register
def _(node: n.Known, lang: Lang) -> str:
    words = ("已知{}", "{} is known") if node.known else ("不知{}", "{} is not known")
    return pick(lang, *words).format(say(node.part, lang))


@say.register
def _(node: n.Constantly, lang: Lang) -> str:
    return node.text or str(node.value)


@say.register
def _(node: n.FieldValue, lang: Lang) -> str:
    return say_field(node.field, lang)


@say.register
def _(node: n.Attribute, lang: Lang) -> str:
    field = load_dictionary().fields.get(f"call.{node.name}")
    return getattr(field, lang) if field else node.name


@say.register
def _(node: n.PointValue, lang: Lang) -> str:
    return say_thing(n.PointThing(node.point, node.name), lang)


@say.register
def _(node: n.Count, lang: Lang) -> str:
    thing = say_thing(node.thing, lang) + _where(node.where, lang)
    if node.within is None:
        return pick(lang, f"{thing}的次数", f"the number of {thing}")
    stretch = _duration(node.within, lang)
    return pick(lang, f"任意{stretch}内{thing}的次数", f"the number of {thing} in any {stretch}")


@say.register
def _(node: n.Approved, lang: Lang) -> str:
    thing = say_thing(node.thing, lang)
    return pick(
        lang, f"{thing}所发材料均经审核且在有效期内", f"all of {thing} is approved material"
    )


@say.register
def _(node: n.DaysBetween, lang: Lang) -> str:
    first, second = say(node.first, lang), say(node.second, lang)
    return pick(lang, f"从{first}到{second}的天数", f"days from {first} to {second}")


@say.register
def _(node: n.Arithmetic, lang: Lang) -> str:
    return f"{say(node.left, lang)} {node.operator} {say(node.right, lang)}"


def say_thing(thing: n.Thing, lang: Lang) -> str:
    """A point by its name, an event or field by its meaning."""
    if isinstance(thing, n.PointThing):
        return f"「{thing.name}」" if lang == "zh" else f"‘{thing.name}’"
    if isinstance(thing, n.EventThing):
        return str(getattr(load_dictionary().events[thing.event], lang))
    return say_field(thing.field, lang)


def say_field(name: str, lang: Lang) -> str:
    """A field with the thing it belongs to: 保单的保费, policy: premium."""
    dictionary = load_dictionary()
    field = dictionary.fields[name]
    kind = dictionary.kinds[field.kind]
    return pick(lang, f"{kind.zh}的{field.zh}", f"{kind.en.lower()}: {field.en}")


def _bracketed(node: n.Node, lang: Lang) -> str:
    said = say(node, lang)
    mixed = isinstance(node, n.All | n.Either)
    return pick(lang, f"（{said}）", f"({said})") if mixed else said


def _where(node: n.Node | None, lang: Lang) -> str:
    if node is None:
        return ""
    return pick(lang, f"（限于{say(node, lang)}）", f" (only where {say(node, lang)})")


def _duration(duration: n.Duration, lang: Lang) -> str:
    zh, en = _UNITS[duration.unit]
    return pick(lang, f"{duration.amount:g}{zh}", f"{duration.amount:g} {en}")


def _purpose(purpose: str, lang: Lang) -> str:
    if not purpose:
        return ""
    word = _chosen("call.purpose", purpose, lang)
    return pick(lang, f"（{word}）", f" of {word}")


def _choice(left: n.Node, right: n.Node, lang: Lang) -> str:
    """A stored choice in its own words: sales is 销售."""
    field = ""
    if isinstance(left, n.FieldValue):
        field = left.field
    elif isinstance(left, n.Attribute):
        field = f"call.{left.name}"
    if field and isinstance(right, n.Constantly) and isinstance(right.value, str):
        return _chosen(field, right.value, lang)
    return say(right, lang)


def _chosen(field: str, value: str, lang: Lang) -> str:
    known = load_dictionary().fields.get(field)
    words = dict(known.choices) if known else {}
    return words.get(value, value) if lang == "zh" else value.replace("_", " ")
