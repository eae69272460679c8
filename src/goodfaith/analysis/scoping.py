"""Puts together what a rule may see: one conversation, one sale, or one customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from goodfaith.analysis.conditions.occurrences import instant_of
from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import Fact, FactBook, FactSet
from goodfaith.analysis.facts.scopes import SaleFacts
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scope import CHINA, Scope, in_order

_NO_FACTS = FactSet(())


def conversation_scope(
    heard: Heard,
    facts: FactBook,
    connected: frozenset[str] = frozenset(),
    as_of: datetime | None = None,
) -> Scope:
    """One conversation, with the facts of the sales it belongs to."""
    known = frozenset(facts.kinds) | connected
    return Scope(
        "conversation", heard.conversation, (heard,), _facts_about(heard, facts), known, as_of
    )


def sale_scope(
    sale: str,
    heard: Iterable[Heard],
    facts: FactBook,
    connected: frozenset[str] = frozenset(),
    as_of: datetime | None = None,
) -> Scope:
    """All conversations of a sale with its facts; those only known of are marked missing."""
    return scope_with(facts.sale_facts(sale), heard, frozenset(facts.kinds) | connected, as_of)


def scope_with(
    known: SaleFacts, heard: Iterable[Heard], connected: frozenset[str], as_of: datetime | None
) -> Scope:
    """As `sale_scope`, with the facts of the sale, and the kinds that any source gives."""
    present = in_order([*heard])
    everything = in_order([*present, *_missing(present, known)])
    return Scope("sale", known.sale, everything, known, connected, as_of)


def customer_scope(
    customer: str,
    heard: Iterable[Heard],
    facts: FactBook,
    connected: frozenset[str] = frozenset(),
    as_of: datetime | None = None,
) -> Scope:
    """All conversations of a customer with what is known of him."""
    return Scope(
        "customer",
        customer,
        in_order([*heard]),
        facts.customer_facts(customer),
        frozenset(facts.kinds) | connected,
        as_of,
    )


def _facts_about(heard: Heard, facts: FactBook) -> FactSet:
    if not len(facts):
        return _NO_FACTS
    named = Conversation(
        heard.conversation,
        customer=heard.customer,
        applications=heard.applications,
        policies=heard.policies,
    )
    sales = facts.sales_of(named)
    found = [fact for sale in sales for fact in facts.sale_facts(sale)]
    found += facts.about_conversation(heard.conversation)
    if heard.adviser and (adviser := facts.get("adviser", heard.adviser)):
        found.append(adviser)
    if heard.customer and not sales:
        found += facts.naming("customer", heard.customer)
    if heard.customer and (customer := facts.get("customer", heard.customer)):
        found.append(customer)
    for spoken in heard.spoken:
        if isinstance(spoken.value, str):
            found += facts.having("material", "sha256", spoken.value)
    return FactSet(fact for fact in found if _is_of(heard, fact))


def _is_of(heard: Heard, fact: Fact) -> bool:
    """The adviser of a conversation is who speaks there, not whoever sold what it is about."""
    return fact.kind != "adviser" or not heard.adviser or fact.id == heard.adviser


def _missing(present: Iterable[Heard], facts: FactSet) -> Iterator[Heard]:
    """Conversations that a record of the sale names and that are not there."""
    seen = {heard.conversation for heard in present}
    for fact in facts:
        id = fact.text("conversation")
        if not id or id in seen or fact.values.get("answered") is False:
            continue
        seen.add(id)
        days = [v for v in fact.values.values() if isinstance(v, date)]
        at = next((v for v in days if isinstance(v, datetime)), next(iter(days), None))
        yield Heard(
            id,
            started_at=instant_of(at, CHINA) if at else None,
            purpose=fact.text("purpose"),
            missing=True,
        )
