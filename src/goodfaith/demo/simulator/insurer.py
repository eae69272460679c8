"""The simulated insurer: everything in it, made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import Value
from goodfaith.demo.simulator.catalogue import load_products
from goodfaith.demo.simulator.customer import Customer, make_customer
from goodfaith.demo.simulator.journey import SELLING, ZONE, Journey, Plan, Simulated, Traveller
from goodfaith.demo.simulator.organisation import Grade, Organisation, Staff, found_organisation
from goodfaith.demo.simulator.paperwork import Delivered
from goodfaith.demo.simulator.seeding import derive, pick
from goodfaith.demo.simulator.size import BLOCK_CUSTOMERS, SIZES, Size
from goodfaith.demo.simulator.wordbook import Wordbook, Wording, load_wordbook

_LONG: Final = (("telesales", 5), ("telesales", 3), ("counter", 3), ("motor", 2))
_PAIRS: Final = ("wecom", "complaint", "wecom")
_SHORT: Final = (
    ("telesales", "service", "claim", "robot", "renewal"),
    ("telesales", "motor", "wecom", "visit", "service"),
    ("telesales", "counter", "callback", "renewal", "claim"),
)
_SHORT_SALES: Final = (
    ("telesales", "telesales", "counter", "visit", "telesales"),
    ("telesales", "motor", "wecom", "visit", "counter"),
    ("telesales", "counter", "robot", "renewal", "claim"),
)
"""In each block of 15 customers five never speak, five speak once, five more often: 20 in all."""


@dataclass(frozen=True)
class Insurer:
    """An insurer of that size as of `today`, the same for the same seed.

    Journeys are made one by one, each from seeds of its own: any part may be made anywhere, in any
    order, and nothing is kept. Conversations lie in the `size.days` days before `today`; facts may
    arrive after it.
    """

    size: Size
    seed: int
    today: date
    wording: Wording = "all"

    @cached_property
    def organisation(self) -> Organisation:
        """The tree, and everybody in it."""
        return found_organisation(self.seed, self.size, self.today)

    @cached_property
    def _book(self) -> Wordbook:
        return load_wordbook()

    @property
    def begins_on(self) -> date:
        """The first day on which there are conversations."""
        return self.today - timedelta(days=self.size.days)

    def customers(self) -> Iterator[Customer]:
        """All customers by number, those who never speak included."""
        for index in range(self.size.customers):
            yield self._meet(index)[0]

    def journey(self, index: int) -> Journey:
        """The journey of customer number `index`, from 0; it may have no conversations."""
        plan = self.plan(index)
        customer, adviser = self._meet(index)
        if not plan.conversations:
            return Journey(customer, adviser, (), ())
        period = (self.begins_on, self.today)
        return Traveller(
            self.seed,
            plan,
            self.organisation,
            customer,
            adviser,
            self._book,
            self.wording,
            self.size.fullness,
            period,
        ).travel()

    def journeys(self, start: int = 0, stop: int | None = None) -> Iterator[Journey]:
        """The journeys of customers `start` to before `stop`, one at a time."""
        for index in range(start, self.size.customers if stop is None else stop):
            yield self.journey(index)

    def conversations(self, start: int = 0, stop: int | None = None) -> Iterator[Simulated]:
        """The conversations of those journeys."""
        for journey in self.journeys(start, stop):
            yield from journey.conversations

    def standing_facts(self) -> Iterator[Delivered]:
        """What is known before the first conversation: products, advisers, connected sources."""
        known = datetime.combine(self.begins_on - timedelta(days=1), time(6), ZONE)
        for product in load_products():
            yield Delivered(Fact("product", product.id, product.facts), known)
        for person in self.organisation.staff.values():
            yield from self._staff_facts(person, known)

    def plan(self, index: int) -> Plan:
        """How the journey of customer `index` begins and how long it is."""
        block, place = divmod(index, BLOCK_CUSTOMERS)
        short = _SHORT if self.size.mix == "everything" else _SHORT_SALES
        plans: list[tuple[str, int]] = [
            *_LONG,
            (_PAIRS[block % len(_PAIRS)], 2),
            *((kind, 1) for kind in short[block % len(short)]),
            *([("", 0)] * 5),
        ]
        derive(self.seed, "block", block).shuffle(plans)
        return Plan(index, *plans[place])

    def _meet(self, index: int) -> tuple[Customer, Staff]:
        """A customer and the adviser who serves that customer."""
        begins_with = self.plan(index).begins_with
        rng = derive(self.seed, "adviser", index)
        trade = begins_with if begins_with in SELLING else pick(rng, ("telesales", "visit"))
        adviser = pick(rng, self.organisation.by_trade[trade])
        city = self.organisation.city_of(adviser.postings[0].unit)
        return make_customer(self.seed, index, city, self.today), adviser

    def _staff_facts(self, person: Staff, known: datetime) -> Iterator[Delivered]:
        if not person.grades and "service" not in person.roles:
            return
        for grade in person.grades or (Grade(0, person.postings[0].since),):
            values: dict[str, Value | None] = {
                "name": person.name,
                "team": person.unit_on(grade.since),
                "licence_no": person.licence_no or None,
                "licence_grade": grade.grade or None,
                "licence_valid_from": person.licence_valid_from,
                "licence_valid_until": person.licence_valid_until,
                "staff_no": person.staff_no,
                "phone": person.phone,
                "institution": person.institution or None,
            }
            since = datetime.combine(grade.since, time(6), ZONE)
            kept = {name: value for name, value in values.items() if value is not None}
            yield Delivered(Fact("adviser", person.id, kept), max(known, since))
        if person.left_on is not None:
            left = datetime.combine(person.left_on, time(18), ZONE)
            gone: dict[str, Value] = {"adviser": person.id, "left_on": person.left_on}
            yield Delivered(Fact("leaver", f"LV-{person.id}", gone), left + timedelta(days=1))


def simulate(
    size: Size | str = "small", seed: int = 1, today: date | None = None, wording: Wording = "all"
) -> Insurer:
    """The simulated insurer of `size` (tiny, small, large), whose last day is before `today`.

    `wording` chooses the authored lines: all, the reserved quarter, or the open rest. Raises
    `KeyError` for a size that is not there.
    """
    chosen = SIZES[size] if isinstance(size, str) else size
    return Insurer(chosen, seed, today or date(2026, 11, 20), wording)
