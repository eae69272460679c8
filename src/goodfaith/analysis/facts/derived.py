"""What follows from the facts of a sale: sums, shares, days. What is not known is left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from goodfaith.analysis.facts.fact import Fact, FactSet
from goodfaith.analysis.fields import Value

PAYMENTS_A_YEAR: Final = {"annual": 1, "half_yearly": 2, "quarterly": 4, "monthly": 12}
NO_LONGER_PAID: Final = frozenset(
    {"lapsed", "surrendered", "cancelled", "matured", "paid_up", "terminated"}
)

LONGEST_COOLING_OFF_DAYS: Final = 3660
"""A longer period is a mistake of the source and would leave the calendar."""


def sale_values(facts: FactSet, other_policies: Iterable[Fact] | None) -> dict[str, Value]:
    """The values of the fields `sale.*`.

    `other_policies` are the applicant's policies outside this sale, None when no source of
    policies is connected. Amounts are in yuan; shares are plain ratios and may exceed 1.
    """
    annual = _premiums(facts, _annual_premium)
    existing = _existing_premium(facts, other_policies)
    burden = annual + existing if annual is not None and existing is not None else None
    first_premium = _premiums(facts, _first_premium)
    commission = _sum(facts.numbers("commission.amount"))
    income = max(facts.numbers("applicant.annual_income"), default=None)
    household = max(facts.numbers("applicant.household_income"), default=None)
    found: dict[str, Value | None] = {
        "signed_on": min(facts.days("application.signed_on"), default=None),
        "annual_premium": annual,
        "first_premium": first_premium,
        "existing_annual_premium": existing,
        "premium_to_income": _share(annual, income),
        "premium_to_household_income": _share(annual, household),
        "burden_to_income": _share(burden, income),
        "burden_to_household_income": _share(burden, household),
        "payment_end_age": _payment_end_age(facts),
        "commission": commission,
        "commission_to_premium": _share(commission, first_premium),
        "cooling_off_ends_on": _cooling_off_ends_on(facts),
        "same_phone": _same_phone(facts),
        "same_device": _same_device(facts),
        "paid_by_other": _paid_by_other(facts),
        "callback_by_seller": _callback_by_seller(facts),
    }
    return {name: value for name, value in found.items() if value is not None}


def _sum(amounts: Iterable[float]) -> float | None:
    """The exact sum rounded once, so that the order of the amounts does not matter."""
    known = tuple(amounts)
    return math.fsum(known) if known else None


def _share(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _premiums(facts: FactSet, premium: Callable[[Fact], float | None]) -> float | None:
    """The sum over the applications, or over the policies where no application knows it."""
    for kind in ("application", "policy"):
        known = [amount for fact in facts.of(kind) if (amount := premium(fact)) is not None]
        if known:
            return _sum(known)
    return None


def _annual_premium(fact: Fact) -> float | None:
    stated = fact.number("annual_premium")
    if stated is not None:
        return stated
    payments = PAYMENTS_A_YEAR.get(fact.text("payment_frequency"))
    premium = fact.number("premium")
    return premium * payments if payments and premium is not None else None


def _first_premium(fact: Fact) -> float | None:
    stated = fact.number("premium")
    return fact.number("annual_premium") if stated is None else stated


def _existing_premium(facts: FactSet, other_policies: Iterable[Fact] | None) -> float | None:
    """What the applicant states; else what his other policies with this insurer cost a year."""
    stated = facts.numbers("applicant.existing_annual_premium")
    if stated:
        return max(stated)
    if other_policies is None:
        return None
    paid = (fact for fact in other_policies if fact.text("status") not in NO_LONGER_PAID)
    return math.fsum(_annual_premium(fact) or 0 for fact in paid)


def _payment_end_age(facts: FactSet) -> int | None:
    years = facts.numbers("application.pay_years") or facts.numbers("policy.pay_years")
    ages = facts.numbers("applicant.age")
    return int(max(ages) + max(years)) if years and ages else None


def _cooling_off_ends_on(facts: FactSet) -> date | None:
    """The last day of the period, which begins the day after the receipt; of several the latest."""
    products = facts.of("product")
    standard = products[0].number("cooling_off_days") if len(products) == 1 else None
    ends = []
    for policy in facts.of("policy"):
        stated = policy.number("cooling_off_days")
        days = standard if stated is None else stated
        receipt = policy.values.get("receipt_on")
        if isinstance(receipt, date) and days is not None and days < LONGEST_COOLING_OFF_DAYS:
            ends.append(receipt + timedelta(days=int(days)))
    return max(ends, default=None)


def _same_phone(facts: FactSet) -> bool | None:
    ours = facts.texts("adviser.phone") | _devices(facts, "adviser", "number")
    theirs = facts.texts("application.phone", "applicant.phone", "customer.phone")
    return _meet(ours, theirs | _devices(facts, "customer", "number"), _digits)


def _same_device(facts: FactSet) -> bool | None:
    ours = facts.texts("adviser.device") | _devices(facts, "adviser", "fingerprint")
    theirs = facts.texts("application.device", "applicant.device", "customer.device")
    return _meet(ours, theirs | _devices(facts, "customer", "fingerprint"), str.casefold)


def _devices(facts: FactSet, owner: str, attribute: str) -> frozenset[str]:
    owned = (fact for fact in facts.of("device") if fact.text(owner))
    return frozenset(fact.text(attribute) for fact in owned) - {""}


def _meet(ours: frozenset[str], theirs: frozenset[str], form: Callable[[str], str]) -> bool | None:
    """Whether the two share one in the same form; None when either is not known."""
    if not ours or not theirs:
        return None
    return not {form(one) for one in ours}.isdisjoint(form(one) for one in theirs)


def _digits(phone: str) -> str:
    digits = "".join(char for char in phone if char.isdecimal())
    return digits[2:] if len(digits) == len("8613800000000") and digits[:2] == "86" else digits


def _paid_by_other(facts: FactSet) -> bool | None:
    applicants = facts.texts("application.customer", "applicant.customer", "policy.customer")
    answers = [_is_other(fact, applicants) for fact in facts.of("premium_payment")]
    if any(answers):
        return True
    return False if answers and None not in answers else None


def _is_other(payment: Fact, applicants: frozenset[str]) -> bool | None:
    if payment.text("payer_adviser"):
        return True
    if relation := payment.text("payer_relation"):
        return relation != "self"
    payer = payment.text("payer")
    return payer not in applicants if payer and applicants else None


def _callback_by_seller(facts: FactSet) -> bool | None:
    sellers = facts.texts("application.adviser") or facts.texts("policy.adviser")
    callers = facts.texts("callback.by")
    return not sellers.isdisjoint(callers) if sellers and callers else None
