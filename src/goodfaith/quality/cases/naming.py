"""Which sales, and which single conversations, some keys are about."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from goodfaith.policies.belonging import key_of
from goodfaith.policies.queries import sale_links
from goodfaith.quality.cases.members import members_of
from goodfaith.quality.models import Case


class Named(msgspec.Struct, frozen=True):
    """Keys of sales, of which some have no case; `singles` are conversations that have one."""

    sales: frozenset[str]
    singles: frozenset[int] = frozenset()


def named_by(keys: Iterable[str]) -> Named:
    """What `keys` lead to: by ids alone. People who share a phone are two people."""
    found = _by_kind(keys)
    sales, talks = _of_cases(found)
    members = members_of(external_ids=found.get("conversation", ()), ids=talks)
    applications = {*found.get("application", ()), *(a for m in members for a in m.applications)}
    policies = {*found.get("policy", ()), *(p for m in members for p in m.policies)}
    book = sale_links(
        [
            *(key_of("application", id) for id in applications | sales),
            *(key_of("policy", id) for id in policies | sales),
            *(key_of("conversation", m.external_id) for m in members),
        ]
    )
    sales = applications | {book.sale_of("", id) for id in policies | sales}
    own = {m.id: book.sales_of(m.named) for m in members}
    sales |= {sale for some in own.values() for sale in some}
    cases = Case.objects.filter(conversation__in=own, merged_into=None)
    single = {id for id in cases.values_list("conversation_id", flat=True) if id}
    return Named(frozenset(sales - {""}), frozenset(single))


def _by_kind(keys: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        kind, _, id = key.partition(":")
        found.setdefault(kind, set()).add(id)
    return found


def _of_cases(found: dict[str, set[str]]) -> tuple[set[str], set[int]]:
    """Sales and conversations of the cases that are named, or are of a customer who is."""
    talks = {int(id) for id in found.get("talk", ())}
    sales: set[str] = set()
    ids = [int(id) for id in found.get("case", ())]
    cases = Case.objects.filter(pk__in=ids) | Case.objects.filter(
        customer__in=found.get("customer", ())
    )
    rows = cases.filter(merged_into=None) if ids or "customer" in found else Case.objects.none()
    for sale, conversation in rows.values_list("sale", "conversation_id"):
        if sale:
            sales.add(sale)
        elif conversation:
            talks.add(conversation)
    return sales, talks
