"""Evaluates a condition on a scope, in three-valued logic.

"There is an A with B": certain A and certain B make it true, possible ones unknown. "There is an A
without B": a possible B, a gap in the recording or a missing conversation where B could be makes
it unknown, and so does a limit that has not run out on the day judging is done for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import singledispatch
from typing import Any, Final

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.comparing import (
    compare,
    could_count_more,
    is_approved,
    is_known,
    is_listed,
)
from goodfaith.analysis.conditions.occurrences import Occurrence
from goodfaith.analysis.conditions.relating import (
    holds,
    not_known,
    not_so,
    relate,
    source_missing,
    untold,
)
from goodfaith.analysis.conditions.truth import Answer, all_of, any_of, negated
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import Because
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scope import Scope


def evaluate(node: n.Node, scope: Scope) -> Answer:
    """Whether the condition holds in the scope, with what that rests on."""
    return _EVALUATED[type(node)](node, scope)


def _all(node: n.All, scope: Scope) -> Answer:
    answers = []
    for part in node.parts:
        answers.append(evaluate(part, scope))
        if answers[-1].value is False:
            return answers[-1]
    return all_of(answers)


def _either(node: n.Either, scope: Scope) -> Answer:
    return any_of([evaluate(part, scope) for part in node.parts])


def _not(node: n.Not, scope: Scope) -> Answer:
    return denied(node.part, node.text, scope)


def _happens(node: n.Happens, scope: Scope) -> Answer:
    if isinstance(node.thing, n.FieldThing):
        answer = _field_holds(node.thing.field, node.text, scope)
        return negated(answer) if node.absent else answer
    if node.absent:
        return _absent(node.thing, node.where, node.text, scope)
    return _present(node.thing, node.where, node.text, scope)


def _related(node: n.Related, scope: Scope, *, also_unheard: bool = False) -> Answer:
    """With `also_unheard` what was not heard may be either thing, else only what is absent.

    A condition that is denied holds where no source would tell; one that is asked for waits.
    """
    anchors = list(occurrences(node.anchor, scope))
    subjects = list(kept(node.subject, node.where, scope))
    if node.absent or also_unheard:
        subjects += _possible_elsewhere(node.subject, scope)
    if isinstance(node.anchor, n.FieldThing) and not anchors:
        if not subjects and not node.absent and isinstance(node.subject, n.PointThing):
            return not_so(node)
        return _missing_field(node.anchor.field, node.text, scope)
    answer = relate(node, anchors, subjects, scope)
    if answer.value is False and not also_unheard:
        return untold(node, anchors, subjects, scope) or answer
    return answer


def _quantified(node: n.Quantified, scope: Scope) -> Answer:
    chosen = _chosen(node, scope)
    if node.quantifier == "no":
        return all_of([_denied_in(heard, node, scope) for heard in chosen])
    if node.quantifier == "any":
        answers = [evaluate(node.condition, scope.only(heard)) for heard in chosen]
        return any_of(answers or [not_so(node)])
    answers = [_evaluated_in(heard, node, scope) for heard in chosen]
    return all_of(answers) if node.quantifier == "every" else any_of(answers or [not_so(node)])


def _chosen(node: n.Quantified, scope: Scope) -> list[Heard]:
    """A missing conversation nobody knows the purpose of may be one that is asked about."""
    chosen = [
        heard
        for heard in scope.heard
        if node.purpose in ("", heard.purpose) or (heard.missing and not heard.purpose)
    ]
    if node.quantifier == "first":
        return chosen[:1]
    return chosen[-1:] if node.quantifier == "last" else chosen


def _evaluated_in(heard: Heard, node: n.Quantified, scope: Scope) -> Answer:
    if heard.missing:
        return Answer(None, (Because("conversation_missing", node.text),))
    return evaluate(node.condition, scope.only(heard))


def _denied_in(heard: Heard, node: n.Quantified, scope: Scope) -> Answer:
    if heard.missing:
        return Answer(None, (Because("conversation_missing", node.text),))
    return denied(node.condition, node.text, scope.only(heard))


@singledispatch
def denied(node: n.Node, text: str, scope: Scope) -> Answer:
    """Whether the condition does not hold. `text` is how the denial was written.

    More than the negated answer: what was not heard may have been said in a gap. That breaks no
    rule by itself, but it must not be counted as silence either.
    """
    return negated(evaluate(node, scope))


@denied.register
def _(node: n.Not, text: str, scope: Scope) -> Answer:
    return evaluate(node.part, scope)


@denied.register
def _(node: n.All, text: str, scope: Scope) -> Answer:
    return any_of([denied(part, text, scope) for part in node.parts])


@denied.register
def _(node: n.Either, text: str, scope: Scope) -> Answer:
    return all_of([denied(part, text, scope) for part in node.parts])


@denied.register
def _(node: n.Happens, text: str, scope: Scope) -> Answer:
    if node.absent or isinstance(node.thing, n.FieldThing):
        return negated(evaluate(node, scope))
    return _absent(node.thing, node.where, text, scope)


@denied.register
def _(node: n.Related, text: str, scope: Scope) -> Answer:
    anywhere = _possible_elsewhere(node.anchor, scope)
    answer = negated(_related(replace(node, text=text), scope, also_unheard=True))
    return not_known(anywhere, text) if answer.value and anywhere else answer


@denied.register
def _(node: n.Quantified, text: str, scope: Scope) -> Answer:
    chosen = _chosen(node, scope)
    if node.quantifier == "no":
        return any_of([evaluate(node.condition, scope.only(h)) for h in chosen] or [not_so(node)])
    answers = [_denied_in(heard, node, scope) for heard in chosen]
    if node.quantifier == "any":
        return all_of(answers)
    return any_of(answers or [negated(evaluate(node, scope))])


@denied.register
def _(node: n.Compared, text: str, scope: Scope) -> Answer:
    answer = compare(node, scope)
    if answer.value is False and could_count_more(node, False, scope):
        return not_known(scope.unheard(), text)
    return negated(answer)


def _compared(node: n.Compared, scope: Scope) -> Answer:
    return scope.once(node, _compare) if node.is_of_fields else _compare(node, scope)


def _compare(node: n.Compared, scope: Scope) -> Answer:
    answer = compare(node, scope)
    if answer.value and could_count_more(node, True, scope):
        return not_known(scope.unheard(), node.text)
    return answer


def _listed(node: n.Listed, scope: Scope) -> Answer:
    return scope.once(node, is_listed) if node.is_of_fields else is_listed(node, scope)


# By type: a dispatcher that knows of subclasses takes three times as long.
_EVALUATED: Final[dict[type[n.Node], Callable[[Any, Scope], Answer]]] = {
    n.All: _all,
    n.Either: _either,
    n.Not: _not,
    n.Happens: _happens,
    n.Related: _related,
    n.Quantified: _quantified,
    n.Compared: _compared,
    n.Approved: is_approved,
    n.Listed: _listed,
    n.Known: is_known,
}


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
    if missing := source_missing(thing, text, scope):
        return missing
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
