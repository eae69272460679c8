"""One customer's conversations with the insurer, one leading to the next, and their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Final

from goodfaith.analysis.conversation import Conversation
from goodfaith.demo.simulator.catalogue import Product, price, product_of
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.kinds import counter, motor, serving, telesales, visit, wecom
from goodfaith.demo.simulator.occasion import topics_of
from goodfaith.demo.simulator.organisation import Organisation, Staff
from goodfaith.demo.simulator.paperwork import (
    Delivered,
    Sale,
    call_records,
    callback_records,
    claim_records,
    complaint_records,
    morning_after,
    refusal_records,
    sale_records,
    surrender_records,
    unanswered_records,
)
from goodfaith.demo.simulator.performing import Performed, perform
from goodfaith.demo.simulator.scene import Memory, Scene
from goodfaith.demo.simulator.seeding import derive, pick, weighted
from goodfaith.demo.simulator.truth import GroundTruth
from goodfaith.demo.simulator.wordbook import Wordbook, Wording

ZONE: Final = timezone(timedelta(hours=8))
SELLING: Final = frozenset({"telesales", "motor", "counter", "visit", "wecom"})
SCRIPTS: Final[dict[str, Callable[[Scene], None]]] = {
    "telesales": telesales.telesales,
    "motor": motor.motor,
    "counter": counter.counter,
    "visit": visit.visit,
    "wecom": wecom.wecom,
    "callback": serving.callback,
    "service": serving.service,
    "complaint": serving.complaint,
    "complaint_answer": serving.complaint_answer,
    "claim": serving.claim,
    "claim_progress": serving.claim_progress,
    "renewal": serving.renewal,
    "robot": serving.robot,
}
_SOLD: Final = {
    "telesales": ("ci", "medical", "ci", "annuity", "wholelife", "participating", "medical"),
    "counter": ("participating", "annuity", "wholelife", "participating"),
    "visit": ("ci", "annuity", "wholelife", "medical", "participating"),
    "wecom": ("ci", "medical", "annuity", "participating", "wholelife"),
    "motor": ("motor",),
}
"""What each trade sells, the more often the more it stands there."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A conversation, when the platform would receive it, and apart from it what is true of it."""

    conversation: Conversation
    received_at: datetime
    truth: GroundTruth


@dataclass(frozen=True, slots=True)
class Journey:
    """A customer with all conversations, in their order, and all records, by when they arrive."""

    customer: Customer
    adviser: Staff
    conversations: tuple[Simulated, ...]
    facts: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a journey begins and how many conversations it has."""

    index: int
    begins_with: str
    conversations: int


class Traveller:
    """Makes one journey. Every conversation has a generator of its own."""

    def __init__(
        self,
        seed: int,
        plan: Plan,
        organisation: Organisation,
        customer: Customer,
        adviser: Staff,
        book: Wordbook,
        wording: Wording,
        fullness: float,
        period: tuple[date, date],
    ) -> None:
        self.seed = seed
        self.plan = plan
        self.organisation = organisation
        self.customer = customer
        self.adviser = adviser
        self.book = book
        self.wording: Wording = wording
        self.fullness = fullness
        self.rng = derive(seed, "journey", plan.index)
        self.memory = Memory()
        self.moments = _moments(self.rng, plan, period)
        self.trade = plan.begins_with if plan.begins_with in SELLING else adviser.sells
        flags = _SOLD[self.trade]
        if plan.begins_with == "callback":
            flags = tuple(flag for flag in flags if flag != "motor") or ("ci",)
        products = [product_of(flag) for flag in flags]
        fitting = [one for one in products if self._may_sell(one)]
        self.deal = price(self.rng, pick(self.rng, fitting or products), customer)
        self.sale: Sale | None = None
        self.called_back = False
        self.topic = ""
        self.facts: list[Delivered] = []

    def travel(self) -> Journey:
        """The journey from its first conversation to its last."""
        kind = self.plan.begins_with
        if kind not in SELLING and kind != "robot":
            self._own_already(recent=kind == "callback")
        done: list[Simulated] = []
        for number, at in enumerate(self.moments):
            if number:
                kind = self._next(kind)
            if kind not in SELLING and kind != "robot" and self.sale is None:
                self._own_already(recent=False)
            done.append(self._converse(number, kind, at))
        self._call_back_online()
        facts = sorted(self.facts, key=lambda one: (one.known_at, one.fact.kind, one.fact.id))
        return Journey(self.customer, self.adviser, tuple(done), tuple(facts))

    def _may_sell(self, product: Product) -> bool:
        """Whether the product suits the customer's age and the adviser's grade."""
        graded = product.fact("grade", 1) <= self.adviser.grades[0].grade
        careless = self.rng.random() < 0.04
        return bool(self.customer.age <= product.fact("maximum_age", 80) and (graded or careless))

    def _own_already(self, recent: bool) -> None:
        """A policy bought before the period, or just before this conversation."""
        back = 4 + int(self.rng.random() * 6) if recent else 120 + int(self.rng.random() * 900)
        signed = self.moments[0] - timedelta(days=back)
        self.sale = self._new_sale(signed)
        records = sale_records(self.rng, self.sale, self.customer, self.adviser, self.trade, "")
        self.facts.extend(records)
        if not recent:
            self._call_back_online()
            self.called_back = True
        if recent:
            self.memory.promised |= set(self._misconduct())

    def _misconduct(self) -> list[str]:
        assert self.adviser.character is not None
        rates = self.adviser.character.misconduct
        return [family for family, rate in rates.items() if self.rng.random() < rate]

    def _new_sale(self, signed: datetime) -> Sale:
        number = self.plan.index + 1
        accepted = self.rng.random() > (0.04 if self.customer.illness else 0.01)
        return Sale(f"AP{number:07d}", f"PO{number:07d}", self.deal, signed, accepted)

    def _next(self, last: str) -> str:
        """What kind of conversation follows."""
        if last == "complaint":
            return "complaint_answer"
        if last == "claim":
            return "claim_progress"
        if self.sale is not None and self.sale.accepted:
            if not self.called_back and self.trade != "motor":
                return "callback"
            worse = 0.6 if self.memory.promised else 0.12
            writes = 0.0 if self.memory.refused else 0.3
            return weighted(
                self.rng, {"service": 1.0, "complaint": worse, "claim": 0.35, "wecom": writes}
            )
        if self.memory.refused and not self._insists():
            return pick(self.rng, ("service", "claim", "renewal"))
        return self.trade if last != "robot" else "telesales"

    def _insists(self) -> bool:
        assert self.adviser.character is not None
        return "DNC_IGNORED" in self.adviser.character.misconduct

    def _converse(self, number: int, kind: str, at: datetime) -> Simulated:
        staff = self._staff(kind)
        rng = derive(self.seed, "conversation", self.plan.index, number)
        after_refusal = kind in SELLING and self.memory.refused
        performed = perform(
            rng=rng,
            kind=kind,
            script=SCRIPTS[kind],
            id_number=f"{self.plan.index + 1:06d}-{number + 1}",
            at=at,
            organisation=self.organisation,
            customer=self.customer,
            staff=staff,
            deal=self.deal,
            memory=self.memory,
            book=self.book,
            wording=self.wording,
            fullness=self.fullness,
            sale=self.sale if kind not in SELLING else None,
            after_refusal=after_refusal,
            topic=self._topic(kind, rng),
        )
        self.facts.extend(self._records(rng, kind, staff, at, performed))
        late = 3 if rng.random() < 0.02 else 0
        ended = at + timedelta(seconds=performed.conversation.duration or 0)
        received = ended + timedelta(days=late, minutes=5 + rng.random() * 120)
        return Simulated(performed.conversation, received.replace(microsecond=0), performed.truth)

    def _topic(self, kind: str, rng: Random) -> str:
        """What a call is about; the call that answers is about the same."""
        if kind not in ("complaint_answer", "claim_progress"):
            topics = topics_of(kind, self.deal.product.flag, self.trade)
            self.topic = pick(rng, topics) if topics else ""
        return self.topic

    def _staff(self, kind: str) -> Staff:
        if kind in SELLING or kind == "robot":
            return self.adviser
        return pick(self.rng, self.organisation.by_trade["service"])

    def _records(
        self, rng: Random, kind: str, staff: Staff, at: datetime, done: Performed
    ) -> Iterator[Delivered]:
        conversation = done.conversation
        ended = at + timedelta(seconds=conversation.duration or 0)
        if conversation.channel in ("phone", "robot"):
            purpose = (conversation.purpose or "") if conversation.direction == "outbound" else ""
            present = bool(conversation.utterances)
            seconds = conversation.duration or 0.0
            yield from call_records(
                rng, self.customer, staff, at, seconds, conversation.id, purpose, present
            )
            if purpose == "sales" and kind != "robot":
                yield from unanswered_records(rng, self.customer, staff, at, conversation.id)
        if done.scene.closed and self.sale is None:
            self.sale = self._new_sale(ended)
            yield from sale_records(rng, self.sale, self.customer, staff, kind, conversation.id)
        if self.memory.refused and conversation.result == "refused" and kind in SELLING:
            yield from refusal_records(rng, self.customer, ended, conversation.id)
        if self.sale is not None:
            yield from self._aftermath(rng, kind, staff, at, done)

    def _aftermath(
        self, rng: Random, kind: str, staff: Staff, at: datetime, done: Performed
    ) -> Iterator[Delivered]:
        assert self.sale is not None
        id = done.conversation.id
        if kind == "callback":
            self.called_back = True
            answers = done.scene.answers
            yield from callback_records(rng, self.sale, self.customer, staff, at, id, answers)
            if not done.scene.succeeded and rng.random() < 0.7:
                yield from self._called_back_again(rng, staff, at)
        elif kind == "complaint":
            topic = done.topic.removeprefix("topic_")
            yield from complaint_records(
                rng, self.customer, self.sale, staff, self.adviser, at, id, topic
            )
        elif kind == "claim":
            yield from claim_records(rng, self.customer, self.sale, at, id)
        elif done.topic == "topic_surrender" and rng.random() < 0.6:
            yield from surrender_records(rng, self.customer, self.sale, self.adviser, at)

    def _called_back_again(self, rng: Random, staff: Staff, at: datetime) -> Iterator[Delivered]:
        """Somebody explained what was not known, and all was answered well then."""
        assert self.sale is not None
        again = at + timedelta(days=2 + int(rng.random() * 3))
        answers = {f"q{n}": "yes" for n in range(1, 8)}
        yield from callback_records(rng, self.sale, self.customer, staff, again, "", answers)

    def _call_back_online(self) -> None:
        """Who is not called is mostly asked on the telephone's screen; a few never are."""
        sale = self.sale
        if sale is None or self.called_back or not sale.accepted or self.trade == "motor":
            return
        if self.rng.random() < 0.92:
            at = morning_after(sale.issued_at, days=3 + int(self.rng.random() * 7), hour=10)
            by = pick(self.rng, self.organisation.by_trade["service"])
            answers = {f"q{n}": "yes" for n in range(1, 8)}
            self.facts.extend(callback_records(self.rng, sale, self.customer, by, at, "", answers))


def _moments(rng: Random, plan: Plan, period: tuple[date, date]) -> list[datetime]:
    """When the conversations begin: days apart, in hours at which people telephone."""
    first, last = period
    days = (last - first).days
    gaps = [4 + int(rng.random() * 7) for _ in range(max(0, plan.conversations - 1))]
    while sum(gaps) > days - 2:
        gaps[gaps.index(max(gaps))] -= 1
    day = first + timedelta(days=int(rng.random() * (days - sum(gaps))))
    moments = []
    for gap in [0, *gaps][: plan.conversations]:
        day += timedelta(days=gap)
        hour = pick(rng, (9, 9, 10, 10, 10, 11, 11, 14, 14, 15, 15, 16, 16, 17, 18, 19))
        if rng.random() < 0.004:
            hour = 21  # when nobody should be called any more
        minute, second = int(rng.random() * 60), int(rng.random() * 60)
        moments.append(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE))
    return moments
