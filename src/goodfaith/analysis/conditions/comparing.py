"""Comparisons of fields, numbers heard, counts and constants.

An operand is a set of possible values, each with what it rests on. A comparison is true when a
certain pair of values makes it so: of several numbers heard one is enough.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import singledispatch
from math import inf
from typing import Any

import msgspec

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.occurrences import Occurrence, day_of, instant_of
from goodfaith.analysis.conditions.relating import doubt_code, unconnected
from goodfaith.analysis.conditions.truth import Answer, all_of, any_of, negated
from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import Because, FactEvidence
from goodfaith.analysis.heard import Spoken
from goodfaith.analysis.scope import Scope

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Operand(msgspec.Struct, frozen=True, gc=False):
    """One possible value; `missing` names why there is none."""

    value: Any
    spoken: tuple[Spoken, ...] = ()
    facts: tuple[FactEvidence, ...] = ()
    missing: tuple[str, str] | None = None
    doubt: str = ""


def compare(node: n.Compared, scope: Scope) -> Answer:
    """Whether any pair of operands compares as asked; unknown where one is missing."""
    return _compare_with(operands(node.left, scope), node, scope)


def _compare_with(lefts: list[Operand], node: n.Compared, scope: Scope) -> Answer:
    rights = operands(node.right, scope)
    pairs = [_compared(node, left, right, scope) for left in lefts for right in rights]
    if not pairs:
        return Answer(False, (Because("not_heard", node.text),))
    if (counts := _counts(node)) and len({p.value for p in pairs}) > 1:
        doubts = {o.doubt for count in counts for o in counted(count, scope)} - {""}
        because = tuple(Because(code, node.text) for code in sorted(map(doubt_code, doubts)))
        return Answer(None, because, pairs[0].spoken)
    return any_of(pairs)


def _counts(node: n.Compared) -> list[n.Count]:
    return [part for part in (node.left, node.right) if isinstance(part, n.Count)]


def could_count_more(node: n.Compared, now: bool, scope: Scope) -> bool:
    """Whether the comparison, which is `now`, could change with what was said and not heard."""
    if not scope.unheard() or not any(isinstance(c.thing, n.PointThing) for c in _counts(node)):
        return False
    left, right = (_endless(part, scope) for part in (node.left, node.right))
    return any(_compared(node, a, b, scope).value is not now for a in left for b in right)


def _endless(part: n.Node, scope: Scope) -> list[Operand]:
    """The operands; what is counted may have been said any number of times more."""
    found = operands(part, scope)
    if isinstance(part, n.Count) and isinstance(part.thing, n.PointThing):
        return [*found, Operand(inf)]
    return found


def is_listed(node: n.Listed, scope: Scope) -> Answer:
    """Whether the left operand equals one of the members."""
    found = operands(node.left, scope)
    if not found:
        return Answer(False, (Because("not_heard", node.text),))
    if all(operand.missing for operand in found):
        return _missing(node.text, *found)
    answer = any_of([_compare_with(found, comparison, scope) for comparison in node.comparisons])
    return negated(answer) if node.absent else answer


def is_known(node: n.Known, scope: Scope) -> Answer:
    """Whether a field has a value, or a number was heard.

    What no source ever gives is not known, but its absence says nothing of this conversation:
    `is unknown` then has no answer.
    """
    found = operands(node.part, scope)
    if not node.known and any(o.missing and o.missing[0] == "source_missing" for o in found):
        return _missing(node.text, *found)
    known = any(o.missing is None for o in found)
    facts = tuple(fact for o in found for fact in o.facts)
    return Answer(known == node.known, (Because("compared", node.text),), (), facts)


@singledispatch
def operands(node: n.Node, scope: Scope) -> list[Operand]:
    """The values that a part of a comparison may have."""
    raise TypeError(f"{type(node).__name__} has no value")


@operands.register
def _(node: n.Constantly, scope: Scope) -> list[Operand]:
    return [Operand(node.value)]


@operands.register
def _(node: n.FieldValue, scope: Scope) -> list[Operand]:
    answer = scope.field(node.field)
    if answer.value is None:
        return [Operand(None, missing=(answer.missing, node.field))]
    return [Operand(answer.value, facts=(answer.evidence,) if answer.evidence else ())]


@operands.register
def _(node: n.Attribute, scope: Scope) -> list[Operand]:
    """Inside `where` an attribute of what it speaks of; elsewhere of the conversation."""
    if scope.subject is not None:
        value = scope.subject.get(node.name)
        return [Operand(value, missing=None if value is not None else ("field_missing", node.name))]
    if f"call.{node.name}" in load_dictionary().fields:
        return operands(n.FieldValue(f"call.{node.name}", text=node.text), scope)
    return [Operand(node.name)]


@operands.register
def _(node: n.PointValue, scope: Scope) -> list[Operand]:
    return [
        Operand(o.spoken.value, spoken=(o.spoken,), doubt=o.doubt)
        for o in scope.mentions(node.point)
        if o.spoken and o.spoken.value is not None
    ]


@operands.register
def _(node: n.Count, scope: Scope) -> list[Operand]:
    """With possible occurrences every count up to theirs is possible."""
    found = counted(node, scope)
    if not found and (source := unconnected(node.thing, scope)):
        return [Operand(None, missing=("source_missing", source))]
    certain = [o for o in found if not o.doubt]
    spoken = tuple(o.spoken for o in certain if o.spoken)
    facts = tuple(o.fact for o in certain if o.fact)
    counts = [Operand(float(len(certain)), spoken, facts)]
    if len(found) > len(certain):
        counts += [
            Operand(float(count), spoken, facts)
            for count in range(len(certain) + 1, len(found) + 1)
        ]
    return counts


def counted(node: n.Count, scope: Scope) -> list[Occurrence]:
    """What is counted, certain and possible; of a limit its fullest stretch."""
    from goodfaith.analysis.conditions.evaluating import kept

    found = list(kept(node.thing, node.where, scope))
    return _densest(found, node.within, scope) if node.within else found


def _densest(found: Sequence[Occurrence], limit: n.Duration, scope: Scope) -> list[Occurrence]:
    """The most occurrences in any stretch of the limit; N days are N days of the calendar."""
    placed = sorted(
        (o for o in found if o.moment is not None),
        key=lambda o: instant_of(o.moment or date.min, scope.zone),
    )
    best: list[Occurrence] = []
    for index, first in enumerate(placed):
        inside = [o for o in placed[index:] if _is_inside(first, o, limit, scope)]
        best = max(best, inside, key=len)
    return best


def _is_inside(first: Occurrence, later: Occurrence, limit: n.Duration, scope: Scope) -> bool:
    assert first.moment is not None
    assert later.moment is not None
    if limit.unit == "hour":
        apart = instant_of(later.moment, scope.zone) - instant_of(first.moment, scope.zone)
        return apart.total_seconds() <= limit.amount * 3600
    days = day_of(later.moment, scope.zone) - day_of(first.moment, scope.zone)
    return days.days < limit.amount


def is_approved(node: n.Approved, scope: Scope) -> Answer:
    """Whether all that was sent is approved material, valid on the day it was sent.

    Unknown where no source tells what is approved, or the hash of what was sent is not known.
    """
    answers = [_approved(sent, node.text, scope) for sent in scope.mentions(node.thing.point)]
    return all_of(answers) if answers else Answer(True, (Because("not_heard", node.text),))


def _approved(sent: Occurrence, text: str, scope: Scope) -> Answer:
    spoken = (sent.spoken,) if sent.spoken else ()
    if "material" not in scope.connected:
        return Answer(None, (Because("source_missing", text, ("material",)),))
    if sent.spoken is None or sent.spoken.value is None or sent.doubt:
        return Answer(None, (Because("field_missing", text, ("material.sha256",)),), spoken)
    valid = any(
        fact.text("sha256") == sent.spoken.value and _is_valid(fact, sent.moment, scope)
        for fact in scope.facts.of("material")
    )
    return Answer(valid, (Because("compared", text),), spoken)


def _is_valid(material: Fact, moment: date | None, scope: Scope) -> bool:
    if material.values.get("approved") is False:
        return False
    if moment is None:
        return True
    day = day_of(moment, scope.zone)
    start, end = material.values.get("valid_from"), material.values.get("valid_until")
    begun = not isinstance(start, date) or day_of(start, scope.zone) <= day
    return begun and not (isinstance(end, date) and day > day_of(end, scope.zone))


@operands.register
def _(node: n.DaysBetween, scope: Scope) -> list[Operand]:
    return [
        _combined(first, second, lambda a, b: float((b - a).days), scope)
        for first in operands(node.first, scope)
        for second in operands(node.second, scope)
    ]


@operands.register
def _(node: n.Arithmetic, scope: Scope) -> list[Operand]:
    compute = _COMPUTE[node.operator]
    return [
        _combined(left, right, compute, scope)
        for left in operands(node.left, scope)
        for right in operands(node.right, scope)
    ]


def _combined(
    left: Operand, right: Operand, compute: Callable[[Any, Any], Any], scope: Scope
) -> Operand:
    missing = left.missing or right.missing
    if missing:
        return Operand(None, missing=missing)
    try:
        value = compute(_plain(left.value, scope), _plain(right.value, scope))
    except (TypeError, ZeroDivisionError):
        return Operand(None, missing=("field_missing", ""))
    doubt = left.doubt or right.doubt
    return Operand(value, left.spoken + right.spoken, left.facts + right.facts, None, doubt)


def _compared(node: n.Compared, left: Operand, right: Operand, scope: Scope) -> Answer:
    if left.missing or right.missing:
        return _missing(node.text, left, right)
    try:
        holds = _COMPARE[node.operator](*_alike(left.value, right.value, scope))
    except (TypeError, ValueError):
        return Answer(None, (Because("field_missing", node.text),))
    spoken, facts = left.spoken + right.spoken, left.facts + right.facts
    doubt = left.doubt or right.doubt
    if doubt and holds:
        return Answer(None, (Because(doubt_code(doubt), node.text),), spoken, facts)
    return Answer(holds, (Because("compared", node.text),), spoken, facts)


def _missing(text: str, *found: Operand) -> Answer:
    missing = [o.missing for o in found if o.missing]
    codes = [code for code, _ in missing]
    code = "source_missing" if "source_missing" in codes else "field_missing"
    names = tuple(name for found_code, name in missing if found_code == code and name)
    return Answer(None, (Because(code, text, names),))


def _alike(left: Any, right: Any, scope: Scope) -> tuple[Any, Any]:
    """Numbers to a millionth (a spoken 3.5 % is a filed 0.035), days with days."""
    left, right = _plain(left, scope), _plain(right, scope)
    if isinstance(left, float) and isinstance(right, float):
        return round(left, 6), round(right, 6)
    if isinstance(left, date) and isinstance(right, str):
        return left, date.fromisoformat(right)
    if isinstance(left, str) and isinstance(right, date):
        return date.fromisoformat(left), right
    return left, right


def _plain(value: Any, scope: Scope) -> Any:
    if isinstance(value, bool | str | time):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return day_of(value, scope.zone)
    if isinstance(value, date):
        return value
    return value
