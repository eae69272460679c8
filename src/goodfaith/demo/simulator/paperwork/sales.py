"""What a sale leaves in the core system: application, people, policy, payment, receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from goodfaith.analysis.facts import Fact
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.organisation import Staff
from goodfaith.demo.simulator.paperwork.delivered import (
    NEVER,
    Delivered,
    Sale,
    make_fact,
    morning_after,
)

_CHANNEL: Final = {
    "telesales": "telesales", "motor": "telesales", "counter": "bank", "visit": "agent",
    "wecom": "agent",
}  # fmt: skip


def sale_records(
    rng: Random, sale: Sale, customer: Customer, seller: Staff, kind: str, conversation: str
) -> Iterator[Delivered]:
    """Everything a sale leaves behind, up to the commission. `conversation` may be ""."""
    known = morning_after(sale.signed_at)
    if conversation and rng.random() >= NEVER:
        link = make_fact(
            "link",
            f"LK-{conversation}",
            conversation=conversation,
            application=sale.application,
            customer=customer.id,
        )
        yield Delivered(link, known)
    yield Delivered(_application(sale, customer, seller, kind, "submitted"), known)
    yield from _people(rng, sale, customer, known)
    yield from _suitability(rng, sale, customer, known)
    if kind == "counter":
        yield from _dual_recording(rng, sale, conversation)
    if sale.accepted:
        yield from _policy(rng, sale, customer, seller, kind)


def _application(sale: Sale, customer: Customer, seller: Staff, kind: str, status: str) -> Fact:
    product = sale.deal.product
    return make_fact(
        "application",
        sale.application,
        product=product.id,
        customer=customer.id,
        adviser=seller.id,
        channel=_CHANNEL.get(kind, "agent"),
        signed_on=sale.signed_at.date(),
        submitted_on=sale.signed_at.date(),
        premium=sale.deal.premium,
        annual_premium=sale.deal.premium,
        sum_insured=sale.deal.sum_insured,
        pay_years=sale.deal.pay_years,
        payment_frequency="annual",
        term_years=product.facts.get("term_years"),
        lifelong=product.facts.get("lifelong"),
        status=status,
        phone=customer.phone,
    )


def _people(rng: Random, sale: Sale, customer: Customer, known: datetime) -> Iterator[Delivered]:
    applicant = make_fact(
        "applicant",
        f"{sale.application}-TB",
        application=sale.application,
        customer=customer.id,
        age=customer.age,
        annual_income=customer.income,
        household_income=customer.household_income,
        existing_annual_premium=customer.existing_premium,
        risk_level=1 + int(rng.random() * 4),
        phone=customer.phone,
    )
    insured = make_fact(
        "insured",
        f"{sale.application}-BB",
        application=sale.application,
        customer=customer.id,
        age=customer.age,
        relation="self",
        consented_to_death_benefit=True,
    )
    yield Delivered(applicant, known)
    yield Delivered(insured, known)


def _suitability(
    rng: Random, sale: Sale, customer: Customer, known: datetime
) -> Iterator[Delivered]:
    if rng.random() > 0.04:
        record = make_fact(
            "suitability",
            f"{sale.application}-SD",
            customer=customer.id,
            application=sale.application,
            assessed_at=sale.signed_at - timedelta(minutes=20),
            needs_analysed=True,
            affordability_assessed=True,
            matched=rng.random() > 0.03,
        )
        yield Delivered(record, known)


def _dual_recording(rng: Random, sale: Sale, conversation: str) -> Iterator[Delivered]:
    present = rng.random() > 0.04
    record = make_fact(
        "dual_recording",
        f"{sale.application}-SL",
        application=sale.application,
        conversation=conversation or None,
        required=True,
        present=present,
        recorded_at=sale.signed_at if present else None,
        consented=present or None,
    )
    yield Delivered(record, morning_after(sale.signed_at))
    if present:
        checked = record.values | {
            "checked": True,
            "checked_on": sale.signed_at.date() + timedelta(days=4),
            "passed": rng.random() > 0.08,
        }
        yield Delivered(
            Fact(record.kind, record.id, checked), morning_after(sale.signed_at, days=5)
        )


def _policy(
    rng: Random, sale: Sale, customer: Customer, seller: Staff, kind: str
) -> Iterator[Delivered]:
    issued = sale.issued_at
    known = morning_after(issued)
    yield Delivered(_application(sale, customer, seller, kind, "accepted"), known)
    yield Delivered(policy_record(sale, customer, seller, "in_force"), known)
    payment = make_fact(
        "premium_payment",
        f"{sale.policy}-01",
        policy=sale.policy,
        application=sale.application,
        payer=customer.id,
        payer_relation="self",
        amount=sale.deal.premium,
        at=issued + timedelta(minutes=20),
        first=True,
    )
    yield Delivered(payment, known)
    days = 0 if sale.deal.product.flag == "motor" else int(rng.random() * 3)
    signed = issued.date() + timedelta(days=days)
    receipt = make_fact(
        "receipt",
        f"{sale.policy}-HZ",
        policy=sale.policy,
        delivered_on=min(signed, issued.date() + timedelta(days=1)),
        signed_on=signed,
        signed_by_applicant=rng.random() > 0.02,
        how="electronic",
    )
    if rng.random() >= NEVER:
        yield Delivered(receipt, morning_after(datetime.combine(signed, time(), issued.tzinfo)))
    commission = make_fact(
        "commission",
        f"{sale.policy}-YJ",
        policy=sale.policy,
        adviser=seller.id,
        amount=round(sale.deal.premium * (0.04 if sale.deal.product.flag == "motor" else 0.2), 2),
        paid_on=issued.date() + timedelta(days=20),
        type="commission",
    )
    yield Delivered(commission, morning_after(issued, days=21))


def policy_record(sale: Sale, customer: Customer, seller: Staff, status: str) -> Fact:
    """The policy as the core system knows it."""
    product = sale.deal.product
    issued = sale.issued_at.date()
    return make_fact(
        "policy",
        sale.policy,
        application=sale.application,
        product=product.id,
        customer=customer.id,
        adviser=seller.id,
        status=status,
        premium=sale.deal.premium,
        annual_premium=sale.deal.premium,
        sum_insured=sale.deal.sum_insured,
        pay_years=sale.deal.pay_years,
        payment_frequency="annual",
        cooling_off_days=product.facts.get("cooling_off_days"),
        waiting_period_days=product.facts.get("waiting_period_days"),
        term_years=product.facts.get("term_years"),
        lifelong=product.facts.get("lifelong"),
        underwritten_on=issued,
        issued_on=issued,
        effective_on=issued,
    )
