"""Conversations as sources send them, editions to read them by, people who look at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation
from goodfaith.conversations.models import Conversation as Row
from goodfaith.conversations.models import RulebookEdition
from goodfaith.conversations.reading import publish_edition
from goodfaith.conversations.receiving import Received, receive
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Assignment, Level, Placement, Staff, Unit, UnitPosition
from goodfaith.trust.roles import Role
from small_world import at, files_of, rule, talk

LONG_AGO = date(2020, 1, 1)
STARTED = at("2026-03-02T10:00:00")
PROMISE = rule(
    "sale.promise",
    severity="critical",
    deducts=20,
    says={"promise": {"by": "adviser", "any": ["保本"], "unless": "negated"}},
    violated="promise",
)
GREETING = rule(
    "service.greeting",
    severity="minor",
    deducts=2,
    says={"greeting": {"by": "adviser", "any": ["您好"]}},
    violated="no greeting",
)


def edition(*rules: dict[str, Any], since: date = LONG_AGO) -> RulebookEdition:
    """A rulebook of a few rules, in force."""
    files = files_of(*(rules or (PROMISE, GREETING)))
    return publish_edition(files, name="test", in_force_from=since, actor=SYSTEM)


def call(id: str = "c1", *turns: tuple[str, str], **members: Any) -> Conversation:
    """A call of an adviser with a customer."""
    said = turns or (("A", "您好，这款产品保本"), ("C", "好的"))
    return talk(id, *said, **({"started_at": STARTED, "purpose": "sales"} | members))


def arrive(*conversations: Conversation, now: datetime | None = None) -> Received:
    return receive(conversations, source="test", actor=SYSTEM, now=now or timezone.now())


def row(external_id: str = "c1") -> Row:
    return Row.objects.get(external_id=external_id)


def lines(conversations: Sequence[Conversation]) -> bytes:
    return b"".join(msgspec.json.encode(c) + b"\n" for c in conversations)


def unit(code: str, parent: Unit | None = None, since: date = LONG_AGO) -> Unit:
    level, _ = Level.objects.get_or_create(order=int(parent is not None), defaults={"name": "L"})
    made = Unit.objects.create(code=code, name=code, level=level)
    UnitPosition.objects.create(unit=made, parent=parent, during=DateRange(since, None))
    return made


def person(number: str, role: Role | None = None, where: Unit | None = None) -> Staff:
    """Somebody who works in `where`, with a role there."""
    staff = Staff.objects.create_user(number, "a long password", name=number)
    if where is not None:
        Placement.objects.create(staff=staff, unit=where, during=DateRange(LONG_AGO, None))
        if role is not None:
            Assignment.objects.create(
                staff=staff, role=role, unit=where, during=DateRange(LONG_AGO, None)
            )
    return staff
