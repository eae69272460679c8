"""Sales for tests: an insurer's rules about them, facts as core systems deliver them, calls."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from conversations.arrivals import LONG_AGO, PROMISE, arrive, person, unit
from goodfaith.analysis import Conversation as Said
from goodfaith.analysis.facts import Fact
from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.readers.report import Report
from goodfaith.conversations.models import RulebookEdition
from goodfaith.conversations.reading import publish_edition
from goodfaith.platform.events import run_events
from goodfaith.policies.services import receive_facts
from goodfaith.quality.cases.clock import look_at_due
from goodfaith.quality.cases.looking import look_at_waiting
from goodfaith.quality.models import Case, DuePolicy
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from small_world import CHINA, files_of, rule, talk

SIGNED = date(2026, 3, 2)
STARTED = datetime(2026, 3, 2, 10, tzinfo=CHINA)
CALLBACK = rule(
    "callback.in_time",
    title={"zh": "犹豫期内没有回访成功", "en": "No successful callback in time"},
    scope="sale",
    severity="major",
    deducts=10,
    family="callback",
    when="policy.receipt_on is known",
    violated="no callback succeeded within 15 days after policy.receipt_on",
)
TOLD = rule(
    "disclosure.exclusions",
    title={"zh": "没有说明免责条款", "en": "Exclusions not explained"},
    scope="sale",
    severity="minor",
    deducts=5,
    family="disclosure",
    when="application.channel = telesales or application.channel = bank",
    says={"told": {"by": "adviser", "any": ["免责条款"]}},
    violated="no told",
)
WHOLE = {"A": "免责条款您看一下", "C": "好的"}


def rules(*more: dict[str, Any], since: date = LONG_AGO) -> RulebookEdition:
    """A rulebook about conversations and sales, in force."""
    files = files_of(*(more or (PROMISE, CALLBACK, TOLD)))
    return publish_edition(files, name="test", in_force_from=since, actor=SYSTEM)


def people() -> dict[str, Staff]:
    """总公司 with a team of sellers, and those who look at what they sell."""
    top = unit("HQ")
    team = unit("T1", top)
    return {
        "seller": person("0231", Role.ADVISER, team),
        "reviewer": person("Q1", Role.REVIEWER, top),
        "second": person("Q2", Role.REVIEWER, top),
        "compliance": person("L1", Role.COMPLIANCE, top),
    }


def fact(kind: str, id: str, **values: Any) -> Fact:
    """A fact as a line of a file gives it."""
    report = Report("test")
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    found = read_fact({"kind": kind, "id": id, **plain}, report, CHINA)
    assert found is not None, report.problems
    return found


def applied(id: str = "A1", **values: Any) -> Fact:
    known = {"customer": "K1", "adviser": "0231", "channel": "telesales", "signed_on": SIGNED}
    return fact("application", id, **(known | values))


def issued(id: str = "P1", **values: Any) -> Fact:
    known: dict[str, Any] = {"application": "A1", "customer": "K1", "receipt_on": SIGNED}
    return fact("policy", id, **(known | values))


def sold(id: str = "c1", *turns: tuple[str, str], **members: Any) -> Said:
    """A call in which something was sold; nothing wrong with it unless told so."""
    said = turns or (("A", "您好，免责条款您看一下"), ("C", "好的"))
    known = {"started_at": STARTED, "purpose": "sales", "adviser": "0231", "customer": "K1"}
    return talk(id, *said, **(known | {"applications": ("A1",)} | members))


def deliver(*facts: Fact, now: datetime = STARTED) -> None:
    receive_facts(facts, source="core", known_at=now, actor=SYSTEM, now=now)


def seen(*, now: datetime = STARTED + timedelta(hours=2)) -> None:
    """Everything that waits is done, and the cases are looked at as of `now`."""
    run_events_without_looking()
    while look_at_waiting(now=now):
        pass


def run_events_without_looking() -> None:
    """Readings and notes are made; looking is left to whoever says when it is."""
    from goodfaith.quality.cases import jobs

    kept = jobs.look_at_waiting
    jobs.look_at_waiting = lambda *, now: 0
    try:
        run_events()
    finally:
        jobs.look_at_waiting = kept


def time_passes(now: datetime) -> int:
    """The periodic job at that moment; how many cases it looked at."""
    looked = 0
    while some := look_at_due(now=now):
        looked += some
    return looked


def day(number: int, hour: int = 9) -> datetime:
    """The day so many days after the sale, in China."""
    return datetime(2026, 3, 2, hour, tzinfo=CHINA) + timedelta(days=number)


def the_case(sale: str = "A1") -> Case:
    return Case.objects.get(sale=sale)


def without_review_deadline() -> None:
    """The review itself is due long after everything else in these tests."""
    DuePolicy.objects.create(channel="", until="issue", days=90, warn_days=3)


__all__ = ["arrive", "timezone"]
