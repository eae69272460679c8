"""The examples that stand in a rule file, as conversations and facts the rule can judge.

An example is a list of turns (`- [{adviser: 保本的}, {customer: 真的？}]`), or a mapping with
`turns`, members of a conversation (purpose, channel, started_at, fields, gaps …), `facts`,
`as_of`, and for a sale or customer `conversations`. It belongs to customer K1 and application A1.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

import msgspec

from goodfaith.analysis.conversation import (
    COMPANY_ROLES,
    CUSTOMER_ROLES,
    Attachment,
    Conversation,
    Participant,
    Role,
    Utterance,
)
from goodfaith.analysis.facts import Fact, FactBook, read_facts
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import Finding, Mention
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.analysis.scope import CHINA
from goodfaith.analysis.scoping import conversation_scope, customer_scope, sale_scope

CUSTOMER, SALE = "K1", "A1"
_NO_FACTS = FactBook()
_TURN_EXTRAS = frozenset({"at", "until", "confidence", "sends", "name", "hash"})
_ROLES = COMPANY_ROLES | CUSTOMER_ROLES | {"other", "unknown"}
_OWN_KEYS = frozenset({"turns", "facts", "as_of", "conversations", "connected", "note"})


class ExampleInvalid(ValueError):
    """An example that is no conversation."""


@dataclass(frozen=True)
class Example:
    """What one example gives the rule to judge."""

    conversations: tuple[Conversation, ...]
    facts: FactBook
    as_of: datetime | None
    connected: frozenset[str]


def read_example(written: Any, rule: Rule) -> Example:
    """Read one example of `rule`. Raises `ExampleInvalid`."""
    try:
        return _example(written)
    except ExampleInvalid:
        raise
    except (AttributeError, TypeError, ValueError) as error:
        raise ExampleInvalid(f"is not written like one: {error}") from None


def _example(written: Any) -> Example:
    values = {"turns": written} if isinstance(written, list) else written
    if not isinstance(values, Mapping):
        raise ExampleInvalid(f"is {written!r}, expected a list of turns or a mapping")
    listed = values.get("conversations")
    shared = {k: v for k, v in values.items() if k not in _OWN_KEYS}
    if listed is None:
        listed = [values] if "turns" in values else []
    conversations = tuple(
        _conversation(f"c{index}", shared | dict(one)) for index, one in enumerate(listed, 1)
    )
    return Example(
        conversations,
        FactBook(_facts(values["facts"])) if values.get("facts") else _NO_FACTS,
        _moment(values.get("as_of")),
        frozenset(values.get("connected", ())) | _kinds_of(conversations),
    )


def judge_example(example: Example, rule: Rule, rulebook: Rulebook) -> Finding:
    """What the rule says of the example."""
    return judge_scanned(example, rulebook.scanner.scan(example.conversations), rule, rulebook)


def judge_scanned(
    example: Example, mentions: Sequence[list[Mention]], rule: Rule, rulebook: Rulebook
) -> Finding:
    """What the rule says of an example whose conversations have been scanned."""
    heard = [listen(c, m) for c, m in zip(example.conversations, mentions, strict=True)]
    seen = example.facts, example.connected, example.as_of
    if rule.scope == "sale":
        scope = sale_scope(SALE, heard, *seen)
    elif rule.scope == "customer":
        scope = customer_scope(CUSTOMER, heard, *seen)
    elif heard:
        scope = conversation_scope(heard[0], *seen)
    else:
        raise ExampleInvalid("has no turns, expected a conversation")
    return judge(rule, scope, rulebook)


def _kinds_of(conversations: tuple[Conversation, ...]) -> frozenset[str]:
    return frozenset(name for c in conversations for name in c.fields)


def _conversation(id: str, values: Mapping[str, Any]) -> Conversation:
    turns = values.get("turns", [])
    utterances = tuple(_utterance(turn, values) for turn in turns)
    roles = sorted({u.participant for u in utterances if u.participant and u.participant in _ROLES})
    members: dict[str, Any] = {
        "id": id,
        "channel": "phone",
        "customer": CUSTOMER,
        "applications": [SALE],
        "participants": [Participant(role, cast(Role, role)) for role in roles],
        **{k: v for k, v in values.items() if k not in _OWN_KEYS},
        "utterances": utterances,
    }
    members["started_at"] = _moment(members.get("started_at"))
    members["fields"] = {k: _scalar(v) for k, v in members.get("fields", {}).items()}
    try:
        return msgspec.convert(members, Conversation)
    except msgspec.ValidationError as error:
        raise ExampleInvalid(f"is no conversation: {error}") from None


def _scalar(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _utterance(turn: Any, values: Mapping[str, Any]) -> Utterance:
    if not isinstance(turn, Mapping):
        raise ExampleInvalid(f"has a turn {turn!r}, expected one like {{adviser: 您好}}")
    said = [(role, text) for role, text in turn.items() if role in _ROLES]
    if len(said) != 1 or set(turn) - _ROLES - _TURN_EXTRAS:
        raise ExampleInvalid(f"has a turn of {', '.join(map(str, turn))}, expected one role")
    role, text = said[0]
    sent_at = _moment(turn.get("at")) if isinstance(turn.get("at"), datetime) else None
    return Utterance(
        text=str(text),
        participant=None if role == "unknown" else role,
        start=float(turn["at"]) if isinstance(turn.get("at"), int | float) else None,
        end=float(turn["until"]) if "until" in turn else None,
        confidence=turn.get("confidence"),
        sent_at=sent_at,
        attachments=_attachments(turn),
    )


def _attachments(turn: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if "sends" not in turn:
        return ()
    return (Attachment(turn["sends"], str(turn.get("name", "")), str(turn.get("hash", ""))),)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    if isinstance(value, date):
        return datetime.combine(value, time(12), CHINA)
    raise ExampleInvalid(f"has a time {value!r}, expected one like 2026-03-01 20:58:00")


def _facts(written: Any) -> Iterator[Fact]:
    lines = b"\n".join(msgspec.json.encode(_line(fact, n)) for n, fact in enumerate(written, 1))
    for fact in read_facts(io.BytesIO(lines), "facts", CHINA):
        if isinstance(fact, Problem):
            raise ExampleInvalid(str(fact))
        yield fact


def _line(fact: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A fact gets an id, and belongs to the sale and customer of the example unless it says so."""
    kind = str(fact.get("kind", ""))
    line = {"kind": kind, "id": f"{kind}-{number}"} | {k: _scalar(v) for k, v in fact.items()}
    if kind == "application" and "id" not in fact:
        line["id"] = SALE
    known = load_dictionary().kinds.get(kind)
    references = {f.attribute: f.ref for f in known.references} if known else {}
    for attribute, own in (("application", SALE), ("customer", CUSTOMER)):
        if references.get(attribute) == attribute and line["id"] != own:
            line.setdefault(attribute, own)
    return line
