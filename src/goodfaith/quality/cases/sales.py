"""What the facts say of one sale that a case shows and is found by. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

import msgspec

from goodfaith.analysis.facts.scopes import SaleFacts
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scope import Scope, in_order
from goodfaith.conversations.models.conversation import SERVICE_PURPOSES
from goodfaith.quality.cases.members import Member

OPENED_WITHIN = timedelta(days=400)
"""Older sales that are heard of for the first time are history: they open no case. A sale of last
year is still complained about, and a first import of every policy must not open a case for each.
"""


class Sale(msgspec.Struct, frozen=True):
    """A sale as its case shows it; texts are "" where nothing is known."""

    key: str
    applications: tuple[str, ...]
    policies: tuple[str, ...]
    customer: str
    product: str
    product_type: str
    channel: str
    adviser: str
    signed_on: date | None
    cooling_off_ends_on: date | None
    day: date


def sale_from(facts: SaleFacts, members: Sequence[Member], now: datetime, zone: tzinfo) -> Sale:
    """Put together what is known. The seller is the application's, else whoever held the talk."""
    channel = _first(facts.texts("application.channel"))
    types = sorted(facts.texts("product.type"))
    signed = min(facts.days("application.signed_on"), default=None)
    ends = facts.days("sale.cooling_off_ends_on")
    selling = [m for m in members if m.purpose not in SERVICE_PURPOSES]
    applied = _first(facts.texts("application.adviser"))
    held = next((m.adviser_number for m in selling if m.adviser_number), "")
    return Sale(
        key=facts.sale,
        applications=facts.applications or _named(members, "applications", facts.sale),
        policies=facts.policies or _named(members, "policies", facts.sale),
        customer=(*facts.customers, *(m.customer for m in members if m.customer), "")[0],
        product=_first(facts.products),
        product_type=types[0] if len(types) == 1 else "",
        channel=channel,
        adviser=applied or held or _first(facts.texts("policy.adviser")),
        signed_on=_day(signed, zone),
        cooling_off_ends_on=_day(ends[0], zone) if ends else None,
        day=_day_of(facts, members, now, zone),
    )


def is_opened_by(facts: SaleFacts, members: Iterable[Member], sale: Sale, today: date) -> bool:
    """Whether a sale without a case gets one.

    Somebody applied, or was sold to; what was sold long ago, or is only served, is no new sale.
    """
    known = bool(facts.of("application") or facts.of("policy"))
    sold = any(m.purpose not in SERVICE_PURPOSES for m in members)
    return (known or sold) and today - sale.day <= OPENED_WITHIN


def _day_of(facts: SaleFacts, members: Sequence[Member], now: datetime, zone: tzinfo) -> date:
    """The kernel's day of a sale; of a policy alone the day on which it was issued."""
    if not facts.of("application") and not members:
        days = facts.days("policy.issued_on") or facts.days("policy.effective_on")
        if days:
            return min(days)
    heard = in_order([Heard(m.external_id, started_at=m.started_at) for m in members])
    return Scope("sale", facts.sale, heard, facts, as_of=now, zone=zone).day or now.date()


def _named(members: Sequence[Member], what: str, key: str) -> tuple[str, ...]:
    named = {id for member in members for id in getattr(member, what)}
    return (key,) if key in named else ()


def _first(texts: Iterable[str]) -> str:
    return next(iter(sorted(texts)), "")


def _day(value: date | None, zone: tzinfo) -> date | None:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value
