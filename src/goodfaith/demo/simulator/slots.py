"""What fills the slots of the wording in one conversation, worked out when it is first said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from goodfaith.demo.simulator import organisation as org
from goodfaith.demo.simulator.catalogue import Deal
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.names import JOBS
from goodfaith.demo.simulator.organisation import Staff
from goodfaith.demo.simulator.spoken import (
    say_day,
    say_digits,
    say_hour,
    say_money,
    say_number,
    say_rate,
    say_weekday,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a slot may be worked out from."""

    customer: Customer
    staff: Staff
    deal: Deal
    day: date
    city: str
    rng: Random

    @property
    def is_motor(self) -> bool:
        """Whether the property insurer is the one who speaks."""
        return self.deal.product.flag == "motor"

    def ahead(self, days: int) -> str:
        """A day not far away, as one would say it; never a Sunday."""
        then = self.day + timedelta(days=days)
        then += timedelta(days=1) if then.weekday() == 6 else timedelta()
        return say_weekday(then, self.day)


def _title(s: Situation) -> str:
    return s.customer.name[0] + ("女士" if s.customer.female else "先生")


def _elder_title(s: Situation) -> str:
    if s.customer.age >= 58:
        return "阿姨" if s.customer.female else "叔叔"
    return s.customer.name[0] + ("姐" if s.customer.female else "哥")


def _days(name: str) -> Callable[[Situation], str]:
    return lambda s: say_number(int(s.deal.product.fact(name, 15))) + "天"


def _term(s: Situation) -> str:
    product = s.deal.product
    return "终身" if product.fact("lifelong") else say_number(product.fact("term_years", 1)) + "年"


def _part(start: int, end: int) -> Callable[[Situation], str]:
    return lambda s: say_digits(s.customer.identity[start:end])


_MAKERS: Final[dict[str, Callable[[Situation], str]]] = {
    "customer": _title,
    "customer_full": lambda s: s.customer.name,
    "surname": lambda s: s.customer.name[0],
    "dear": _elder_title,
    "adviser": lambda s: s.staff.name,
    "adviser_surname": lambda s: s.staff.name[0],
    "staff_no": lambda s: say_digits(s.staff.staff_no),
    "licence_no": lambda s: say_digits(s.staff.licence_no[-8:]),
    "company": lambda s: org.PROPERTY if s.is_motor else org.COMPANY,
    "company_short": lambda s: org.PROPERTY_SHORT if s.is_motor else org.SHORT,
    "bank": lambda _: org.BANK,
    "city": lambda s: s.city,
    "product": lambda s: str(s.deal.product.fact("name")),
    "product_short": lambda s: str(s.deal.product.fact("short_name")),
    "product_kind": lambda s: s.deal.product.say,
    "premium": lambda s: say_money(s.deal.premium),
    "premium_month": lambda s: say_money(max(1, round(s.deal.premium / 12))),
    "premium_day": lambda s: say_number(max(1, round(s.deal.premium / 365))) + "块",
    "premium_total": lambda s: say_money(s.deal.premium * s.deal.pay_years),
    "compulsory": lambda _: "九百五",
    "sum_insured": lambda s: say_money(s.deal.sum_insured),
    "pay_years": lambda s: say_number(s.deal.pay_years) + "年",
    "term": _term,
    "cooling": _days("cooling_off_days"),
    "waiting": _days("waiting_period_days"),
    "grace": _days("grace_days"),
    "deductible": lambda s: say_money(int(s.deal.product.fact("deductible"))),
    "rate_shown": lambda s: say_rate(float(s.deal.product.fact("illustrated_rate", 0.0315))),
    "rate_sure": lambda s: say_rate(float(s.deal.product.fact("guaranteed_rate", 0.0175))),
    "age": lambda s: say_number(s.customer.age),
    "job": lambda s: JOBS.get(s.customer.job, "退休了"),
    "income": lambda s: say_money(s.customer.income // 10_000 * 10_000 or s.customer.income),
    "mortgage": lambda s: say_money(s.customer.mortgage or 3000),
    "budget": lambda s: say_money(max(500, s.deal.premium // 1000 * 1000)),
    "child_age": lambda s: say_number(s.customer.children[0]) if s.customer.children else "六",
    "illness": lambda s: s.customer.illness or "脂肪肝",
    "car": lambda s: s.customer.car,
    "car_years": lambda s: say_number(s.customer.car_years or 2),
    "expiry": lambda s: say_day(s.day + timedelta(days=8 + int(s.rng.random() * 20))),
    "due_day": lambda s: say_day(s.day + timedelta(days=5 + int(s.rng.random() * 20))),
    "next_day": lambda s: s.ahead(2 + int(s.rng.random() * 4)),
    "other_day": lambda s: s.ahead(6 + int(s.rng.random() * 3)),
    "next_hour": lambda s: say_hour(9 + int(s.rng.random() * 10), s.rng.random() < 0.3),
    "phone_spoken": lambda s: say_digits(s.customer.phone),
    "phone_tail_spoken": lambda s: say_digits(s.customer.phone[-4:]),
    "identity_spoken": _part(0, 18),
    "identity_spoken_1": _part(0, 6),
    "identity_spoken_2": _part(6, 14),
    "identity_spoken_3": _part(14, 18),
    "identity_tail_spoken": _part(14, 18),
    "plate_spoken": lambda s: s.customer.plate[:2] + say_digits(s.customer.plate[2:]),
    "plate": lambda s: s.customer.plate,
    "address": lambda s: s.customer.address,
    "card_spoken": lambda s: say_digits(s.customer.card),
    "card_tail_spoken": lambda s: say_digits(s.customer.card[-4:]),
    "phone": lambda s: s.customer.phone,
    "identity": lambda s: s.customer.identity,
}
PRIVATE: Final = {
    "phone_spoken": "phone",
    "phone": "phone",
    "identity_spoken": "identity",
    "identity_spoken_1": "identity",
    "identity_spoken_2": "identity",
    "identity_spoken_3": "identity",
    "identity": "identity",
    "plate_spoken": "plate",
    "plate": "plate",
    "address": "address",
    "card_spoken": "card",
    "customer_full": "name",
}
"""Slots that tell private data, and of which kind."""

SLOTS: Final = frozenset(_MAKERS)


class Slots(dict[str, str]):
    """Slot values by name: the same throughout a conversation."""

    def __init__(self, situation: Situation) -> None:
        super().__init__()
        self.situation = situation

    def __missing__(self, name: str) -> str:
        said = self[name] = _MAKERS[name](self.situation)
        return said
