"""The records that a conversation leaves in the insurer's systems, each with when it arrives.

Nothing arrives before it happened; application numbers come a day later, callback results some
days later, and a few never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import Value
from goodfaith.demo.simulator.catalogue import Deal
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.organisation import Staff

NEVER: Final = 0.03
"""How often a record that should come never does."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A fact and the moment at which its source delivers it."""

    fact: Fact
    known_at: datetime


def morning_after(at: datetime, days: int = 1, hour: int = 7) -> datetime:
    """The nightly delivery some days later."""
    return datetime.combine(at.date() + timedelta(days=days), time(hour), at.tzinfo)


@dataclass(eq=False, slots=True)
class Sale:
    """An application that became, or may become, a policy. Ids are those of the core system."""

    application: str
    policy: str
    deal: Deal
    signed_at: datetime
    accepted: bool = True

    @property
    def issued_at(self) -> datetime:
        """When the policy was issued: the day after signing, in the afternoon."""
        return datetime.combine(
            self.signed_at.date() + timedelta(days=1), time(16), self.signed_at.tzinfo
        )


_CHANNEL: Final = {
    "telesales": "telesales", "motor": "telesales", "counter": "bank", "visit": "agent",
    "wecom": "agent",
}  # fmt: skip


def _fact(kind: str, id: str, **values: Value | None) -> Fact:
    return Fact(kind, id, {name: value for name, value in values.items() if value is not None})


def sale_records(
    rng: Random, sale: Sale, customer: Customer, seller: Staff, kind: str, conversation: str
) -> Iterator[Delivered]:
    """Everything a sale leaves behind, up to the commission. `conversation` may be ""."""
    known = morning_after(sale.signed_at)
    if conversation and rng.random() >= NEVER:
        link = _fact(
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
    return _fact(
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
    applicant = _fact(
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
    insured = _fact(
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
        record = _fact(
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
    record = _fact(
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
    payment = _fact(
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
    receipt = _fact(
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
    commission = _fact(
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
    return _fact(
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


def callback_records(
    rng: Random,
    sale: Sale,
    customer: Customer,
    by: Staff,
    at: datetime,
    conversation: str,
    answers: dict[str, str],
) -> Iterator[Delivered]:
    """What the callback system reports of a call, one to four days later, rarely never."""
    if rng.random() < 0.05:
        return
    said = {name: answer for name, answer in answers.items() if name.startswith("q")}
    record = _fact(
        "callback",
        f"{sale.policy}-HF-{conversation or at.date()}",
        policy=sale.policy,
        customer=customer.id,
        conversation=conversation or None,
        at=at,
        by=by.id,
        channel="phone" if conversation else "internet",
        answered=True,
        succeeded=set(answers.values()) <= {"yes"},
        knows_uncertain_benefit=answers.get("uncertain"),
        **said,
    )
    yield Delivered(record, morning_after(at, days=1 + int(rng.random() * 4)))


def complaint_records(
    rng: Random,
    customer: Customer,
    sale: Sale,
    handler: Staff,
    about: Staff,
    at: datetime,
    conversation: str,
    topic: str,
) -> Iterator[Delivered]:
    """A complaint when it is taken down, and again when it has been answered."""
    category = {"claim_slow": "claim", "deduct": "renewal", "attitude": "service"}.get(
        topic, "sales"
    )
    record = _fact(
        "complaint",
        f"TS-{conversation}",
        customer=customer.id,
        policy=sale.policy,
        adviser=about.id,
        conversation=conversation,
        at=at,
        accepted_at=at + timedelta(minutes=25),
        handler=handler.id,
        category=category,
        channel="company",
        complex=rng.random() < 0.1,
    )
    yield Delivered(record, at + timedelta(hours=2))
    answered = at + timedelta(days=4 + int(rng.random() * 14), hours=2)
    values = record.values | {"answered_at": answered, "closed_at": answered + timedelta(hours=1)}
    if rng.random() > 0.06:
        yield Delivered(Fact(record.kind, record.id, values), morning_after(answered))


def claim_records(
    rng: Random, customer: Customer, sale: Sale, at: datetime, conversation: str
) -> Iterator[Delivered]:
    """A claim as reported, as decided, as paid."""
    record = _fact(
        "claim",
        f"LP-{conversation}",
        policy=sale.policy,
        customer=customer.id,
        reported_at=at,
        result="open",
    )
    yield Delivered(record, at + timedelta(hours=1))
    complete = at.date() + timedelta(days=2 + int(rng.random() * 9))
    decided = complete + timedelta(days=1 + int(rng.random() * 8))
    paid = rng.random() > 0.1
    values = record.values | {
        "documents_asked_times": 1 + (rng.random() < 0.15),
        "documents_complete_on": complete,
        "decided_on": decided,
        "result": "paid" if paid else "declined",
    }
    decided_at = datetime.combine(decided, time(15), at.tzinfo)
    yield Delivered(Fact(record.kind, record.id, values), morning_after(decided_at))
    if paid:
        settled = values | {
            "paid_on": decided + timedelta(days=3),
            "amount": round(400 + rng.random() ** 3 * 60_000, 2),
        }
        yield Delivered(Fact(record.kind, record.id, settled), morning_after(decided_at, days=4))


def surrender_records(
    rng: Random, customer: Customer, sale: Sale, seller: Staff, at: datetime
) -> Iterator[Delivered]:
    """A surrender asked for, and the policy after it."""
    in_cooling_off = at - sale.issued_at < timedelta(days=18)
    on = at.date() + timedelta(days=2)
    record = _fact(
        "surrender",
        f"TB-{sale.policy}",
        policy=sale.policy,
        customer=customer.id,
        requested_at=at,
        surrendered_on=on,
        paid_on=on + timedelta(days=3),
        amount=round(sale.deal.premium * (1 if in_cooling_off else 0.35), 2),
        in_cooling_off=in_cooling_off,
        represented=False,
    )
    known = morning_after(at, days=6)
    yield Delivered(record, known)
    status = "cancelled" if in_cooling_off else "surrendered"
    yield Delivered(policy_record(sale, customer, seller, status), known)


def call_records(
    rng: Random,
    customer: Customer,
    caller: Staff,
    at: datetime,
    seconds: float,
    conversation: str,
    outbound: str,
    present: bool,
) -> Iterator[Delivered]:
    """What recording system and dialler know of a call. `outbound` is its purpose, or ""."""
    recording = _fact(
        "recording",
        f"LY-{conversation}",
        conversation=conversation,
        present=present,
        call_seconds=seconds,
        recorded_seconds=seconds if present else 0.0,
    )
    yield Delivered(recording, at + timedelta(seconds=seconds, hours=3))
    if outbound:
        dialled = _fact(
            "dialler_record",
            f"WH-{conversation}",
            customer=customer.id,
            adviser=caller.id,
            conversation=conversation,
            number=f"0270000{caller.staff_no}",
            registered=rng.random() > 0.005,
            direction="outbound",
            purpose=outbound,
            at=at,
            duration_seconds=seconds,
            answered=True,
        )
        yield Delivered(dialled, morning_after(at, hour=2))


def unanswered_records(
    rng: Random, customer: Customer, caller: Staff, at: datetime, conversation: str
) -> Iterator[Delivered]:
    """The attempt of the day before, which nobody answered: one call in five has one."""
    if rng.random() < 0.2:
        tried = at - timedelta(days=1, minutes=int(rng.random() * 60))
        record = _fact(
            "dialler_record",
            f"WH-{conversation}-0",
            customer=customer.id,
            adviser=caller.id,
            number=f"0270000{caller.staff_no}",
            registered=True,
            direction="outbound",
            purpose="sales",
            at=tried,
            duration_seconds=0.0,
            answered=False,
        )
        yield Delivered(record, morning_after(tried, hour=2))


def refusal_records(
    rng: Random, customer: Customer, at: datetime, conversation: str
) -> Iterator[Delivered]:
    """A refusal that was registered, most of the time, a day later."""
    if rng.random() < 0.75:
        record = _fact(
            "refusal",
            f"JJ-{conversation}",
            customer=customer.id,
            conversation=conversation,
            at=at,
            scope="sales",
        )
        yield Delivered(record, morning_after(at))
