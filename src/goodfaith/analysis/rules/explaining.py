"""Says a rule in plain Chinese or English: what it forbids or asks for, on what it rests."""

from __future__ import annotations

from collections.abc import Iterator

from goodfaith.analysis.conditions.explaining import Lang, called, pick, say
from goodfaith.analysis.points.pattern import Pattern, sample_of
from goodfaith.analysis.points.point import SPEAKERS, Point
from goodfaith.analysis.rules.rule import Candour, Rule

_SEVERITIES = {
    "critical": ("一类（最重）", "critical"),
    "major": ("二类", "major"),
    "minor": ("三类", "minor"),
    "note": ("提示，不是违规", "a note, no violation"),
}
_SCOPES = {
    "conversation": ("一通会话", "one conversation"),
    "sale": ("一张单的全部会话与事件", "all conversations and events of one sale"),
    "customer": ("一位客户的全部会话与事件", "all conversations and events of one customer"),
}
_GUARDS = {
    "negated": ("被否定", "it is negated"),
    "asked": ("是在提问", "it is a question"),
    "hypothetical": ("是假设", "it is hypothetical"),
    "reported": ("是转述别人的话", "it reports what others say"),
}
_PLACES = {
    "start": ("只在一句的开头", "only at the beginning of an utterance"),
    "end": ("只在一句的末尾", "only at the end of an utterance"),
    "whole": ("只在整句就是它时", "only as a whole utterance"),
}
_MARKS = {
    "V": ("已见原文", "seen in the published text"),
    "V2": ("二手来源", "seen second-hand"),
    "M": ("待法务确认", "to be confirmed by legal staff"),
    "M?": ("待法务确认（把握不大）", "to be confirmed by legal staff (unsure)"),
}
_SPEAKERS = (
    ("adviser", "公司方", "the company's side"),
    ("customer", "客户方", "the customer's side"),
    ("anyone", "任何人", "anybody"),
)
_KINDS = {
    "amount": "金额",
    "rate": "比率",
    "days": "天数",
    "months": "月数",
    "years": "年数",
    "age": "年龄",
    "date": "日期",
    "time": "时刻",
    "count": "次数",
    "digits": "号码",
}
_MOST_PHRASES = 6


def explain(rule: Rule, lang: Lang) -> str:
    """Several lines for a person; ends without a line break."""
    return "\n".join(_lines(rule, lang))


def _lines(rule: Rule, lang: Lang) -> Iterator[str]:
    yield f"{rule.title.get(lang, rule.id)}  [{rule.id}]"
    names = _names(rule, lang)
    yield pick(lang, "级别：", "Severity: ") + _severity(rule, lang)
    yield pick(lang, "范围：", "Scope: ") + pick(lang, *_SCOPES[rule.scope])
    for basis in rule.basis:
        mark = f"（{pick(lang, *_MARKS[basis.mark])}）" if basis.mark in _MARKS else ""
        yield pick(lang, "依据：", "Basis: ") + f"{basis}{mark}"
    if force := _in_force(rule, lang):
        yield force
    if rule.when is not None:
        yield pick(lang, "适用于：", "Applies when: ") + say(called(rule.when, names), lang)
    yield pick(lang, "违规：", "Violated when: ") + say(called(rule.violated, names), lang)
    for severity, condition in rule.severity_when:
        level = pick(lang, *_SEVERITIES[severity])
        yield pick(lang, f"改为{level}：", f"Is {level} when: ") + say(
            called(condition, names), lang
        )
    if rule.candour:
        yield _candour(rule.candour, names, lang)
    yield from _points(rule, names, lang)
    if rule.instead:
        yield pick(lang, "应当说：", "Right would be: ") + rule.instead[lang]


def _severity(rule: Rule, lang: Lang) -> str:
    said = pick(lang, *_SEVERITIES[rule.severity])
    if rule.deducts:
        said += pick(lang, f"，扣 {rule.deducts:g} 分", f", costs {rule.deducts:g} points")
    return said + (pick(lang, "，一票否决", ", fails the scorecard") if rule.veto else "")


def _in_force(rule: Rule, lang: Lang) -> str:
    if not rule.in_force_from and not rule.in_force_to:
        return ""
    start, end = rule.in_force_from or "", rule.in_force_to or ""
    return pick(lang, f"生效：{start} 至 {end or '今'}", f"In force: {start} to {end or 'today'}")


def _candour(candour: Candour, names: dict[str, str], lang: Lang) -> str:
    point, turns, times = names.get(candour.point, candour.point), candour.turns, candour.times
    zh = f"不可判：前后 {turns} 轮内 {times} 次「{point}」，须由人来看"
    en = f"Undecidable amid {times} times ‘{point}’ within {turns} turns: a person has to look"
    return pick(lang, zh, en)


def _names(rule: Rule, lang: Lang) -> dict[str, str]:
    """What its points are called, by id; where nobody said so, as the rule writes them."""
    names = {id: name for name, id in rule.says.items()}
    return names | {p.id: p.title(lang) for p in rule.points if p.title(lang)}


def _points(rule: Rule, names: dict[str, str], lang: Lang) -> Iterator[str]:
    if rule.points:
        yield pick(lang, "其中：", "Where:")
    for point in rule.points:
        yield f"  {names.get(point.id, point.id)}: {_point(point, names, lang)}"


def _point(point: Point, names: dict[str, str], lang: Lang) -> str:
    parts = [pick(lang, f"{_speaker(point, lang)}说", f"{_speaker(point, lang)} says ")]
    parts[0] += _phrases(point, lang)
    if point.reply:
        questions = "/".join(names.get(question, question) for question in point.reply.points)
        parts.append(pick(lang, f"作为对「{questions}」的回答", f"in reply to ‘{questions}’"))
    if point.at:
        parts.append(pick(lang, *_PLACES[point.at]))
    if point.window:
        edge = pick(lang, "最初" if point.window.edge == "first" else "最后", point.window.edge)
        unit = pick(lang, "轮" if point.window.unit == "turns" else "秒", point.window.unit)
        size = f"{point.window.size:g}"
        parts.append(pick(lang, f"{edge}{size}{unit}内", f"in the {edge} {size} {unit}"))
    if point.guards:
        guards = pick(lang, "、", ", ").join(pick(lang, *_GUARDS[g]) for g in point.guards)
        parts.append(pick(lang, f"除非{guards}", f"unless {guards}"))
    if point.except_for:
        parts.append(pick(lang, "不算：", "not: ") + _listed(point.except_for, lang))
    if point.weak:
        parts.append(pick(lang, "只算可能", "counts as possible only"))
    return pick(lang, "；", "; ").join(parts)


def _speaker(point: Point, lang: Lang) -> str:
    for name, zh, en in _SPEAKERS:
        if point.roles == SPEAKERS[name]:
            return pick(lang, zh, en)
    return "/".join(sorted(point.roles))


def _phrases(point: Point, lang: Lang) -> str:
    said = [_listed(point.patterns, lang)] if point.patterns else []
    if point.sounds:
        sounds = "、".join(point.sounds)
        said.append(pick(lang, f"听起来像“{sounds}”", f"what sounds like “{sounds}”"))
    for near in point.near:
        first, second = _listed(near.first, lang), _listed(near.second, lang)
        zh = f"{near.within} 字内有 {first} 和 {second}"
        said.append(pick(lang, zh, f"{first} and {second} within {near.within} characters"))
    for number in point.numbers:
        words = _listed(number.near, lang)
        kind = _KINDS.get(number.kind, "数")
        said.append(pick(lang, f"{words} 附近的{kind}", f"a number ({number.kind}) near {words}"))
    if point.sends:
        kinds = ", ".join(sorted(point.sends))
        said.append(pick(lang, f"发送 {kinds}", f"sends {kinds}"))
    if point.label:
        said.append(pick(lang, f"语义标签 {point.label}", f"the label {point.label}"))
    return pick(lang, "，或", ", or ").join(said)


def _listed(patterns: tuple[Pattern, ...], lang: Lang) -> str:
    """Phrases before patterns, and of a pattern one text it finds."""
    ordered = sorted(patterns, key=lambda pattern: not pattern.is_phrase)
    shown = "、".join(f"“{sample_of(pattern)}”" for pattern in ordered[:_MOST_PHRASES])
    more = len(patterns) - _MOST_PHRASES
    if more <= 0:
        return shown
    return shown + pick(lang, f"等 {len(patterns)} 种说法", f" and {more} more")
