"""What happens to a sale later: callbacks, complaints, claims, surrenders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from goodfaith.analysis.facts import Fact
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.organisation import Staff
from goodfaith.demo.simulator.paperwork.delivered import Delivered, Sale, make_fact, morning_after
from goodfaith.demo.simulator.paperwork.sales import policy_record


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
    record = make_fact(
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
    record = make_fact(
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
    record = make_fact(
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
    record = make_fact(
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
