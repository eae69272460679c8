"""What dialler, recording system and the list of refusals know of calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.organisation import Staff
from goodfaith.demo.simulator.paperwork.delivered import Delivered, make_fact, morning_after


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
    recording = make_fact(
        "recording",
        f"LY-{conversation}",
        conversation=conversation,
        present=present,
        call_seconds=seconds,
        recorded_seconds=seconds if present else 0.0,
    )
    yield Delivered(recording, at + timedelta(seconds=seconds, hours=3))
    if outbound:
        dialled = make_fact(
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
        record = make_fact(
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
        record = make_fact(
            "refusal",
            f"JJ-{conversation}",
            customer=customer.id,
            conversation=conversation,
            at=at,
            scope="sales",
        )
        yield Delivered(record, morning_after(at))
