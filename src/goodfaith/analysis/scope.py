"""What a rule can see when it judges: the conversations of the scope, its facts, the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from goodfaith.analysis.conditions.nodes import Node
from goodfaith.analysis.conditions.occurrences import Occurrence, day_of, instant_of
from goodfaith.analysis.conditions.truth import Answer
from goodfaith.analysis.conversation import Scalar
from goodfaith.analysis.facts import Fact, FactSet
from goodfaith.analysis.fields import EventType, Value, ValueInvalid, load_dictionary, parse_value
from goodfaith.analysis.finding import FactEvidence, ScopeKind
from goodfaith.analysis.heard import Heard, Spoken

CHINA = ZoneInfo("Asia/Shanghai")
N = TypeVar("N", bound=Node)


class FieldAnswer(msgspec.Struct, frozen=True, gc=False):
    """A field's value with its source; or None and why: field_missing or source_missing."""

    value: Value | None
    evidence: FactEvidence | None = None
    missing: str = ""


@dataclass(frozen=True)
class Scope:
    """Conversations in order of time, with the facts that belong to them.

    `as_of` is the moment judging is done for: a deadline after it has not passed. `connected`
    are the kinds of facts, and the fields, that any source gives at all; a field of another kind
    is missing because its source is, not because of this conversation. `subject` are the
    attributes that a `where` speaks of.
    """

    kind: ScopeKind
    id: str
    heard: tuple[Heard, ...]
    facts: FactSet = field(default_factory=lambda: FactSet(()))
    connected: frozenset[str] = frozenset()
    as_of: datetime | None = None
    zone: tzinfo = CHINA
    subject: Mapping[str, Any] | None = None

    @cached_property
    def day(self) -> date | None:
        """The day by which rules are in force.

        A sale's is that of the signature, else of its first conversation; a customer's, whose
        conversations span years, that of the last one.
        """
        if self.kind == "sale":
            signed = self.field("application.signed_on").value
            if isinstance(signed, date):
                return day_of(signed, self.zone)
        starts = [heard.started_at for heard in self.heard if heard.started_at]
        if starts:
            return day_of(starts[-1 if self.kind == "customer" else 0], self.zone)
        return day_of(self.as_of, self.zone) if self.as_of else None

    def about(self, subject: Mapping[str, Any]) -> Scope:
        other = copy(self)  # with all that it has found out already
        object.__setattr__(other, "subject", subject)
        return other

    def only(self, heard: Heard) -> Scope:
        """The scope seen through one of its conversations."""
        if self.subject is not None:
            return replace(self, heard=(heard,))
        if heard.conversation not in self._alone:
            self._alone[heard.conversation] = replace(self, heard=(heard,))
        return self._alone[heard.conversation]

    @cached_property
    def _alone(self) -> dict[str, Scope]:
        return {}

    @cached_property
    def _by_point(self) -> dict[str, list[Spoken]]:
        found: dict[str, list[Spoken]] = {}
        for heard in self.heard:
            for spoken in heard.spoken:
                found.setdefault(spoken.point, []).append(spoken)
        return found

    def mentions(self, point: str) -> list[Occurrence]:
        """Certain and possible mentions, in order of time. Not to be changed: it is kept."""
        if point not in self._mentioned:
            self._mentioned[point] = [_mention(s) for s in self._by_point.get(point, ())]
        return self._mentioned[point]

    @cached_property
    def _mentioned(self) -> dict[str, list[Occurrence]]:
        return {}

    def once(self, node: N, evaluated: Callable[[N, Scope], Answer]) -> Answer:
        """What a condition of fields alone comes to: a dozen rules ask for the same of a call.

        By the words it was written in, which the answer tells.
        """
        known, answer = self._settled.get(node.text, (None, None))
        if answer is None or (known is not node and known != node):
            answer = evaluated(node, self)
            self._settled[node.text] = node, answer
        return answer

    @cached_property
    def _settled(self) -> dict[str, tuple[Node, Answer]]:
        return {}

    def has(self, point: str) -> bool:
        return point in self._by_point

    def unheard(self) -> list[Occurrence]:
        """Where anything may have been said that is not there: gaps, missing conversations."""
        found = [_mention(gap) for heard in self.heard for gap in heard.gaps]
        for heard in self.heard:
            if heard.missing:
                gap = Spoken(heard.conversation, 0, moment=heard.started_at)
                found.append(
                    Occurrence(
                        heard.started_at, gap, None, "conversation_missing", gap.conversation
                    )
                )
        return found

    def field(self, name: str) -> FieldAnswer:
        """The value of a field; several different values are as good as none."""
        if name not in self._answered:
            self._answered[name] = self._field(name)
        return self._answered[name]

    @cached_property
    def _answered(self) -> dict[str, FieldAnswer]:
        return {}

    def _field(self, name: str) -> FieldAnswer:
        if name.startswith("call."):
            return self._call_field(name)
        own = self._own_field(name)
        if own is not None:
            return own
        known = load_dictionary().fields[name]
        pairs = self.facts.knowing(name)
        if known.kind == "callback" and pairs:
            pairs = (max(pairs, key=lambda pair: self._instant(pair[0])),)
        values = {value for _, value in pairs}
        if len(values) == 1:
            fact, value = pairs[0]
            return FieldAnswer(value, FactEvidence(name, _written(value), f"{fact.kind}:{fact.id}"))
        connected = known.kind == "sale" or bool({known.kind, name} & self.connected)
        return FieldAnswer(None, None, "field_missing" if connected else "source_missing")

    def _instant(self, fact: Fact) -> float:
        at = fact.values.get("at")
        return instant_of(at, self.zone).timestamp() if isinstance(at, date) else 0.0

    def _own_field(self, name: str) -> FieldAnswer | None:
        """A field that a conversation of the scope carries itself."""
        values = {h.fields[name]: h.conversation for h in self.heard if name in h.fields}
        if len(values) != 1:
            return None
        raw, conversation = next(iter(values.items()))
        try:
            value = parse_value(load_dictionary().fields[name], raw, self.zone)
        except ValueInvalid:
            return None
        return FieldAnswer(value, FactEvidence(name, _written(value), conversation))

    def _call_field(self, name: str) -> FieldAnswer:
        attribute = name.partition(".")[2]
        values = {
            value: heard.conversation
            for heard in self.heard
            if (value := self.call_attributes(heard).get(attribute)) is not None
        }
        if len(values) != 1:
            return FieldAnswer(None, None, "source_missing" if not values else "field_missing")
        value, conversation = next(iter(values.items()))
        return FieldAnswer(value, FactEvidence(name, _written(value), conversation))

    def call_attributes(self, heard: Heard) -> dict[str, Any]:
        """What a conversation knows of itself, as the `call.` fields and for `where`."""
        if heard.conversation not in self._attributes:
            self._attributes[heard.conversation] = self._call_attributes(heard)
        return self._attributes[heard.conversation]

    @cached_property
    def _attributes(self) -> dict[str, dict[str, Any]]:
        return {}

    def _call_attributes(self, heard: Heard) -> dict[str, Any]:
        start = heard.started_at.astimezone(self.zone) if heard.started_at else None
        end = start + timedelta(seconds=heard.duration) if start and heard.duration else None
        own: dict[str, Scalar] = {
            key.partition(".")[2]: value
            for key, value in heard.fields.items()
            if key.startswith("call.")
        }
        known: dict[str, Any] = {
            "channel": heard.channel,
            "direction": heard.direction or None,
            "purpose": heard.purpose or None,
            "result": heard.result or None,
            "started_at": start,
            "ended_at": end,
            "local_time": start.time() if start else None,
            "local_end_time": end.time() if end else None,
            "duration_seconds": heard.duration,
            "adviser": heard.adviser or None,
            "team": heard.team or None,
            "customer": heard.customer or None,
            "speakers": heard.speakers,
            "turns": heard.turns,
        }
        return own | {name: value for name, value in known.items() if value is not None}

    def events(self, event: EventType) -> list[Occurrence]:
        """Happenings of an event, earliest first. Calls come from conversations and the dialler."""
        if event.kind == "call":
            return self._calls(event)
        return [
            Occurrence(
                happening.at,
                fact=FactEvidence(event.name, _written(happening.at), _source(happening.fact)),
                attributes=happening.fact.values,
            )
            for happening in self.facts.happened(event, self.zone)
        ]

    def _calls(self, event: EventType) -> list[Occurrence]:
        wanted = dict(event.where).get("direction")
        calls = [o for o in self._conversations() if o.attributes.get("direction") == wanted]
        if wanted == "outbound":
            calls += self._dialled({heard.conversation for heard in self.heard})
        return sorted(
            calls, key=lambda o: instant_of(o.moment, self.zone).timestamp() if o.moment else 0.0
        )

    def _conversations(self) -> Iterator[Occurrence]:
        for heard in self.heard:
            if heard.channel not in ("phone", "robot", "video"):
                continue
            moment = heard.started_at.astimezone(self.zone) if heard.started_at else None
            written = _written(moment) if moment else ""
            yield Occurrence(
                moment,
                fact=FactEvidence("call", written, heard.conversation),
                conversation=heard.conversation,
                attributes=self.call_attributes(heard),
            )

    def _dialled(self, known: set[str]) -> Iterator[Occurrence]:
        for fact in self.facts.of("dialler_record"):
            at = fact.values.get("at")
            if fact.text("conversation") not in known and isinstance(at, date):
                yield Occurrence(
                    at,
                    fact=FactEvidence("dialler call", _written(at), _source(fact)),
                    attributes={"direction": "outbound"} | fact.values,
                )


def in_order(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    return tuple(sorted(heard, key=lambda h: h.order))


def _mention(spoken: Spoken) -> Occurrence:
    return Occurrence(spoken.moment, spoken, None, spoken.doubt, spoken.conversation)


def _source(fact: Fact) -> str:
    return f"{fact.kind}:{fact.id}"


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
