"""What rules read of each kind of fact: the fields, and which rules they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.rules.rule import Rule

DERIVED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "signed_on": ("application.signed_on",),
        "annual_premium": ("application.annual_premium",),
        "first_premium": ("application.premium",),
        "existing_annual_premium": ("applicant.existing_annual_premium",),
        "premium_to_income": ("application.annual_premium", "applicant.annual_income"),
        "premium_to_household_income": (
            "application.annual_premium", "applicant.household_income",
        ),
        "burden_to_income": ("application.annual_premium", "applicant.annual_income"),
        "burden_to_household_income": (
            "application.annual_premium", "applicant.household_income",
        ),
        "payment_end_age": ("application.pay_years", "applicant.age"),
        "commission": ("commission.amount",),
        "commission_to_premium": ("commission.amount", "application.premium"),
        "cooling_off_ends_on": ("policy.receipt_on",),
        "same_phone": ("adviser.phone", "applicant.phone"),
        "same_device": ("adviser.device", "applicant.device"),
        "paid_by_other": ("premium_payment.payer_relation",),
        "callback_by_seller": ("callback.by", "application.adviser"),
    }
)  # fmt: skip
"""From which facts the values of a sale are worked out, in the first place."""


class Need(msgspec.Struct, frozen=True):
    """What is read of one kind: its attributes, each by which rules; all ids in order."""

    fields: dict[str, tuple[str, ...]] = {}
    rules: tuple[str, ...] = ()


def needs_of(rules: Iterable[Rule]) -> dict[str, Need]:
    """What `rules` read, by kind: those that nobody reads are not there."""
    read: dict[str, dict[str, set[str]]] = {}
    by_kind: dict[str, set[str]] = {}
    for rule in rules:
        for kind, attribute in _read_by(rule):
            read.setdefault(kind, {}).setdefault(attribute, set()).add(rule.id)
            by_kind.setdefault(kind, set()).add(rule.id)
    return {
        kind: Need(
            {name: tuple(sorted(read[kind][name])) for name in sorted(read[kind])},
            tuple(sorted(by_kind[kind])),
        )
        for kind in sorted(read)
    }


def _read_by(rule: Rule) -> set[tuple[str, str]]:
    dictionary = load_dictionary()
    found: set[tuple[str, str]] = set()
    for name in rule.fields:
        kind, _, attribute = name.partition(".")
        named = DERIVED.get(attribute, ()) if kind == "sale" else (name,)
        found.update((one.partition(".")[0], one.partition(".")[2]) for one in named)
    for name in rule.events:
        if event := dictionary.events.get(name):
            found.add((event.kind, event.at))
            found.update((event.kind, attribute) for attribute, _ in event.where)
    kinds = dictionary.kinds
    return {pair for pair in found if pair[0] in kinds and kinds[pair[0]].made_by == "source"}
