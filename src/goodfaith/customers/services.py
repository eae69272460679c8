"""Keeping customers in step with the facts about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from goodfaith.customers.models import Customer
from goodfaith.policies.queries import known_of_kind
from goodfaith.trust.name_order import name_key

AT_ONCE = 2_000
_FIELDS = (
    "name", "name_key", "phone", "region", "adviser_number", "marketing_consent", "vulnerable",
    "known_at",
)  # fmt: skip


def refresh_customers(ids: Iterable[str]) -> int:
    """Show of these customers what is known of them now; how many there were.

    One that only a policy or a call names is a customer, too: of whom nothing is known.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        with transaction.atomic():
            Customer.objects.bulk_create(
                _rows(part), update_conflicts=True, unique_fields=["external_id"],
                update_fields=_FIELDS,
            )  # fmt: skip
    return len(wanted)


def _rows(ids: list[str]) -> Iterator[Customer]:
    known = known_of_kind("customer", ids)
    for id in ids:
        values, known_at = known.get(id, ({}, None))
        name = _text(values, "name", 200)
        yield Customer(
            external_id=id,
            name=name,
            name_key=name_key(name)[:400],
            phone=_text(values, "phone", 60),
            region=_text(values, "region", 120),
            adviser_number=_text(values, "adviser", 200),
            marketing_consent=values.get("marketing_consent"),
            vulnerable=values.get("vulnerable"),
            known_at=known_at,
        )


def _text(values: dict[str, Any], attribute: str, most: int) -> str:
    value = values.get(attribute)
    return value[:most] if isinstance(value, str) else ""
