"""Evaluates a condition on a scope, in three-valued logic.

"There is an A with B": certain A and certain B make it true, possible ones unknown. "There is an A
without B": a possible B, a gap in the recording or a missing conversation where B could be makes
it unknown, and so does a limit that has not run out on the day judging is done for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import singledispatch

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.comparing import compare, is_approved, is_known, is_listed
from goodfaith.analysis.conditions.occurrences import (
    Occurrence,
    day_after,
    day_of,
    precedes,
    within,
)
from goodfaith.analysis.conditions.truth import Answer, all_of, any_of, negated
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import Because
from goodfaith.analysis.scope import Scope

_DOUBTS = {
    "speaker": "speaker_unknown",
    "confidence": "low_confidence",
    "weak": "weak_assent",
    "times": "times_missing",
    "gap": "gap",
    "conversation_missing": "conversation_missing",
}


@singledispatch
def evaluate(node: n.Node, scope: Scope) -> Answer:
    """Whether the condition holds in the scope, with what that rests on."""
    raise TypeError(f"{type(node).__name__} is not a condition")


@evaluate.register
def _(node: n.All, scope: Scope) -> Answer:
    answers = []
    for part in node.parts:
        answers.append(evaluate(part, scope))
        if answers[-1].value is False:
            return answers[-1]
    return all_of(answers)


@evaluate.register
def _(node: n.Either, scope: Scope) -> Answer:
    return any_of([evaluate(part, scope) for part in node.parts])


@evaluate.register
def _(node: n.Not, scope: Scope) -> Answer:
    part = node.part
    is_field = isinstance(part, n.Happens) and isinstance(part.thing, n.FieldThing)
    if isinstance(part, n.Happens) and not part.absent and not is_field:
        return _absent(part.thing, part.where, node.text, scope)
    return negated(evaluate(node.part, scope))


@evaluate.register
def _(node: n.Happens, scope: Scope) -> Answer:
    if isinstance(node.thing, n.FieldThing):
        answer = _field_holds(node.thing.field, node.text, scope)
        return negated(answer) if node.absent else answer
    if node.absent:
        return _absent(node.thing, node.where, node.text, scope)
    return _present(node.thing, node.where, node.text, scope)


@evaluate.register
def _(node: n.Related, scope: Scope) -> Answer:
    anchors = list(occurrences(node.anchor, scope))
    if isinstance(node.anchor, n.FieldThing) and not anchors:
        return _missing_field(node.anchor.field, node.text, scope)
    subjects = list(kept(node.subject, node.where, scope))
    if node.absent:
        subjects += _possible_elsewhere(node.subject, scope)
        return any_of(
            [_without(node, anchor, subjects, scope) for anchor in anchors] or [_no(node)]
        )
    return any_of([_with(node, anchor, subjects, scope) for anchor in anchors] or [_no(node)])


@evaluate.register
def _(node: n.Quantified, scope: Scope) -> Answer:
    chosen = [
        heard for heard in scope.heard if node.purpose in ("", heard.purpose) or heard.missing
    ]
    if node.quantifier in ("first", "last"):
        chosen = chosen[:1] if node.quantifier == "first" else chosen[-1:]
    answers = [evaluate(node.condition, scope.only(heard)) for heard in chosen]
    if node.quantifier == "every":
        return all_of(answers)
    found = any_of(answers or [_no(node)])
    if node.quantifier != "no":
        return found
    if not found.value and any(heard.missing for heard in chosen):
        return Answer(None, (Because("conversation_missing", node.text),))
    return negated(found)


@evaluate.register
def _(node: n.Compared, scope: Scope) -> Answer:
    return compare(node, scope)


@evaluate.register
def _(node: n.Approved, scope: Scope) -> Answer:
    return is_approved(node, scope)


@evaluate.register
def _(node: n.Listed, scope: Scope) -> Answer:
    return is_listed(node, scope)


@evaluate.register
def _(node: n.Known, scope: Scope) -> Answer:
    return is_known(node, scope)


def occurrences(thing: n.Thing, scope: Scope) -> list[Occurrence]:
    """Certain and possible occurrences of a thing, in order of time."""
    if isinstance(thing, n.PointThing):
        return scope.mentions(thing.point)
    if isinstance(thing, n.EventThing):
        return scope.events(load_dictionary().events[thing.event])
    answer = scope.field(thing.field)
    if isinstance(answer.value, date):
        return [Occurrence(answer.value, fact=answer.evidence)]
    return []


def kept(thing: n.Thing, where: n.Node | None, scope: Scope) -> Iterator[Occurrence]:
    """Those that `where` keeps; one it cannot decide on is only possible."""
    for occurrence in occurrences(thing, scope):
        if where is None:
            yield occurrence
            continue
        answer = evaluate(where, scope.about(_attributes(occurrence, scope)))
        if answer.value is not False:
            doubt = occurrence.doubt or ("" if answer.value else "fact")
            yield _doubted(occurrence, doubt)


def _attributes(occurrence: Occurrence, scope: Scope) -> dict[str, object]:
    """A mention can be asked about the conversation it stands in."""
    if occurrence.spoken is None:
        return dict(occurrence.attributes)
    for heard in scope.heard:
        if heard.conversation == occurrence.spoken.conversation:
            return scope.call_attributes(heard)
    return {}


def _doubted(occurrence: Occurrence, doubt: str) -> Occurrence:
    return Occurrence(
        occurrence.moment,
        occurrence.spoken,
        occurrence.fact,
        doubt,
        occurrence.conversation,
        occurrence.attributes,
    )


def _possible_elsewhere(thing: n.Thing, scope: Scope) -> list[Occurrence]:
    return scope.unheard() if isinstance(thing, n.PointThing) else []


def _present(thing: n.Thing, where: n.Node | None, text: str, scope: Scope) -> Answer:
    found = list(kept(thing, where, scope))
    certain = [o for o in found if not o.doubt]
    if certain:
        return _true(certain, text, "heard" if certain[0].spoken else "happened")
    if found:
        return _unknown(found, text)
    source = _unconnected(thing, scope)
    if source:
        return Answer(None, (Because("source_missing", text, (source,)),))
    code = "not_heard" if isinstance(thing, n.PointThing) else "not_happened"
    return Answer(False, (Because(code, text),))


def _absent(thing: n.Thing, where: n.Node | None, text: str, scope: Scope) -> Answer:
    answer = _present(thing, where, text, scope)
    if answer.value is False and (unheard := _possible_elsewhere(thing, scope)):
        return _unknown(unheard, text)
    return negated(answer)


def _unconnected(thing: n.Thing, scope: Scope) -> str:
    """The kind of fact that would tell, when no source gives it."""
    if not isinstance(thing, n.EventThing):
        return ""
    kind = load_dictionary().events[thing.event].kind
    return "" if kind == "call" or kind in scope.connected else kind


def _with(
    node: n.Related, anchor: Occurrence, subjects: Sequence[Occurrence], scope: Scope
) -> Answer:
    """Whether one of the subjects stands to the anchor as the condition says."""
    pairs = [(subject, _stands(node, anchor, subject, scope)) for subject in subjects]
    certain = [s for s, stands in pairs if stands and not s.doubt]
    if certain and not anchor.doubt:
        nearest = certain[0] if node.direction == "after" else certain[-1]
        return _true([anchor, nearest], node.text, "heard" if nearest.spoken else "happened")
    possible = [s for s, stands in pairs if stands is not False]
    if possible:
        return _unknown([*([anchor] if anchor.doubt else []), *possible], node.text)
    return _no(node)


def _without(
    node: n.Related, anchor: Occurrence, subjects: Sequence[Occurrence], scope: Scope
) -> Answer:
    """Whether none of the subjects stands to the anchor as the condition says."""
    pairs = [(subject, _stands(node, anchor, subject, scope)) for subject in subjects]
    if any(stands and not subject.doubt for subject, stands in pairs):
        return _no(node)
    if possible := [subject for subject, stands in pairs if stands is not False]:
        return _unknown(possible, node.text)
    if source := _unconnected(node.subject, scope):
        return Answer(None, (Because("source_missing", node.text, (source,)),))
    due = _last_day(node, anchor, scope)
    if due and (scope.as_of is None or day_of(scope.as_of, scope.zone) <= due):
        return Answer(None, (Because("not_due", node.text, (due.isoformat(),)),))
    if _no_turn_left(node, anchor, scope):
        return _no(node)
    if anchor.doubt:
        return _unknown([anchor], node.text)
    code = "not_heard" if anchor.spoken else "not_happened"
    answer = _true([anchor], node.text, code)
    return (
        replace(answer, because=(Because(code, node.text, (due.isoformat(),)),)) if due else answer
    )


def _stands(node: n.Related, anchor: Occurrence, subject: Occurrence, scope: Scope) -> bool | None:
    if subject.spoken is not None and subject.spoken is anchor.spoken:
        return False
    if subject.fact is not None and subject.fact == anchor.fact:
        return False  # nothing comes before or after itself
    if node.direction == "of":
        either = (
            _in_order(node, anchor, subject, scope),
            _in_order(node, subject, anchor, scope),
        )
        return True if True in either else None if None in either else False
    first, second = (anchor, subject) if node.direction == "after" else (subject, anchor)
    return _in_order(node, first, second, scope)


def _in_order(node: n.Related, first: Occurrence, second: Occurrence, scope: Scope) -> bool | None:
    ordered = precedes(first, second, scope.zone)
    if ordered is False or node.within is None:
        return ordered
    near = within(first, second, node.within, scope.zone)
    return False if near is False else None if None in (ordered, near) else True


def _last_day(node: n.Related, anchor: Occurrence, scope: Scope) -> date | None:
    """The last day of a limit in days or longer."""
    limit = node.within
    if limit is None or limit.unit not in ("day", "month", "year") or node.direction != "after":
        return None
    if anchor.moment is None:
        return None
    return day_after(day_of(anchor.moment, scope.zone), limit)


def _no_turn_left(node: n.Related, anchor: Occurrence, scope: Scope) -> bool:
    """Whoever had no turn after the anchor omitted nothing."""
    limit, spoken = node.within, anchor.spoken
    if spoken is None or limit is None or node.direction != "after":
        return False
    heard = next((h for h in scope.heard if h.conversation == spoken.conversation), None)
    if heard is None:
        return False
    if limit.unit == "adviser turn":
        return heard.company_turns <= spoken.company_turn
    if limit.unit == "customer turn":
        return heard.customer_turns <= spoken.customer_turn
    return limit.unit == "turn" and heard.turns <= spoken.turn + 1


def _field_holds(name: str, text: str, scope: Scope) -> Answer:
    answer = scope.field(name)
    if answer.value is None:
        return _missing_field(name, text, scope)
    facts = (answer.evidence,) if answer.evidence else ()
    return Answer(bool(answer.value), (Because("compared", text),), (), facts)


def _missing_field(name: str, text: str, scope: Scope) -> Answer:
    return Answer(None, (Because(scope.field(name).missing or "field_missing", text, (name,)),))


def _true(found: Sequence[Occurrence], text: str, code: str) -> Answer:
    return Answer(
        True,
        (Because(code, text),),
        tuple(o.spoken for o in found if o.spoken),
        tuple(o.fact for o in found if o.fact),
    )


def _unknown(found: Sequence[Occurrence], text: str) -> Answer:
    codes = dict.fromkeys(_DOUBTS.get(o.doubt, "order_unknown") for o in found)
    spoken = tuple(o.spoken for o in found if o.spoken and o.spoken.point)
    return Answer(None, tuple(Because(code, text) for code in codes), spoken)


def _no(node: n.Node) -> Answer:
    return Answer(False, (Because("not_heard", node.text),))
