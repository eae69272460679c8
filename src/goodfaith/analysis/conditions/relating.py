"""How one thing stands to another on the timeline: with, without, in order, in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.occurrences import (
    Occurrence,
    day_after,
    day_of,
    precedes,
    within,
)
from goodfaith.analysis.conditions.truth import Answer, any_of
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import Because
from goodfaith.analysis.scope import Scope

_DOUBTS = {
    "speaker": "speaker_unknown",
    "confidence": "low_confidence",
    "label": "label_unsure",
    "weak": "weak_assent",
    "times": "times_missing",
    "fact": "field_missing",
    "gap": "gap",
    "conversation_missing": "conversation_missing",
}


def relate(
    node: n.Related, anchors: Sequence[Occurrence], subjects: Sequence[Occurrence], scope: Scope
) -> Answer:
    """Whether one of the anchors has (or, when absent, lacks) a subject as the condition says."""
    stand = _without if node.absent else _with
    return any_of([stand(node, anchor, subjects, scope) for anchor in anchors] or [not_so(node)])


def untold(
    node: n.Related, anchors: Sequence[Occurrence], subjects: Sequence[Occurrence], scope: Scope
) -> Answer | None:
    """No answer, where the only reason that nothing was found is a source not connected."""
    if anchors:
        return None if subjects or node.absent else source_missing(node.subject, node.text, scope)
    surely_none = not node.absent and not subjects and not unconnected(node.subject, scope)
    return None if surely_none else source_missing(node.anchor, node.text, scope)


def unconnected(thing: n.Thing, scope: Scope) -> str:
    """The kind of fact that would tell, when no source gives it."""
    if not isinstance(thing, n.EventThing):
        return ""
    kind = load_dictionary().events[thing.event].kind
    return "" if kind == "call" or kind in scope.connected else kind


def source_missing(thing: n.Thing, text: str, scope: Scope) -> Answer | None:
    """No answer, where no source would tell of the thing."""
    source = unconnected(thing, scope)
    return Answer(None, (Because("source_missing", text, (source,)),)) if source else None


def doubt_code(doubt: str) -> str:
    """Why what is only possible decides nothing."""
    return _DOUBTS.get(doubt, "order_unknown")


def _with(
    node: n.Related, anchor: Occurrence, subjects: Sequence[Occurrence], scope: Scope
) -> Answer:
    """Whether one of the subjects stands to the anchor as the condition says."""
    pairs = [(subject, _stands(node, anchor, subject, scope)) for subject in subjects]
    certain = [s for s, stands in pairs if stands and not s.doubt]
    if certain and not anchor.doubt:
        nearest = certain[0] if node.direction == "after" else certain[-1]
        return holds([anchor, nearest], node.text, "heard" if nearest.spoken else "happened")
    possible = [s for s, stands in pairs if stands is not False]
    if possible:
        return not_known([*([anchor] if anchor.doubt else []), *possible], node.text)
    return not_so(node)


def _without(
    node: n.Related, anchor: Occurrence, subjects: Sequence[Occurrence], scope: Scope
) -> Answer:
    """Whether none of the subjects stands to the anchor as the condition says."""
    pairs = [(subject, _stands(node, anchor, subject, scope)) for subject in subjects]
    if any(stands and not subject.doubt for subject, stands in pairs):
        return not_so(node)
    if possible := [subject for subject, stands in pairs if stands is not False]:
        return not_known(possible, node.text)
    if missing := source_missing(node.subject, node.text, scope):
        return missing
    due = _last_day(node, anchor, scope)
    if due and (scope.as_of is None or day_of(scope.as_of, scope.zone) <= due):
        return Answer(None, (Because("not_due", node.text, (due.isoformat(),)),))
    if _no_turn_left(node, anchor, scope):
        return not_so(node)
    if anchor.doubt:
        return not_known([anchor], node.text)
    code = "not_heard" if anchor.spoken else "not_happened"
    answer = holds([anchor], node.text, code)
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


def holds(found: Sequence[Occurrence], text: str, code: str) -> Answer:
    return Answer(
        True,
        (Because(code, text),),
        tuple(o.spoken for o in found if o.spoken),
        tuple(o.fact for o in found if o.fact),
    )


def not_known(found: Sequence[Occurrence], text: str) -> Answer:
    codes = dict.fromkeys(doubt_code(o.doubt) for o in found)
    spoken = tuple(o.spoken for o in found if o.spoken and o.spoken.point)
    return Answer(None, tuple(Because(code, text) for code in codes), spoken)


def not_so(node: n.Node) -> Answer:
    return Answer(False, (Because("not_heard", node.text),))
