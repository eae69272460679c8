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
            [_without(node, anchor, subjects, scope) for anchor in anchors] or [not_so(node)]
        )
    return any_of([_with(node, anchor, subjects, scope) for anchor in anchors] or [not_so(node)])


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
    found = any_of(answers or [not_so(node)])
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
        return holds(certain, text, "heard" if certain[0].spoken else "happened")
    if found:
        return not_known(found, text)
    source = _unconnected(thing, scope)
    if source:
        return Answer(None, (Because("source_missing", text, (source,)),))
    code = "not_heard" if isinstance(thing, n.PointThing) else "not_happened"
    return Answer(False, (Because(code, text),))


def _absent(thing: n.Thing, where: n.Node | None, text: str, scope: Scope) -> Answer:
    answer = _present(thing, where, text, scope)
    if answer.value is False and (unheard := _possible_elsewhere(thing, scope)):
        return not_known(unheard, text)
    return negated(answer)


def _field_holds(name: str, text: str, scope: Scope) -> Answer:
    answer = scope.field(name)
    if answer.value is None:
        return _missing_field(name, text, scope)
    facts = (answer.evidence,) if answer.evidence else ()
    return Answer(bool(answer.value), (Because("compared", text),), (), facts)


def _missing_field(name: str, text: str, scope: Scope) -> Answer:
    return Answer(None, (Because(scope.field(name).missing or "field_missing", text, (name,)),))


