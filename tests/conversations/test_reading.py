"""Reading what arrived: by the edition of its day, once, and again when facts arrive."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from arrivals import GREETING, PROMISE, arrive, call, edition, row
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from goodfaith.analysis import Reader
from goodfaith.analysis.facts import Fact
from goodfaith.conversations.models import Conversation as Row
from goodfaith.conversations.models import Reading, SearchText
from goodfaith.conversations.pairs import pairs_of
from goodfaith.conversations.reading import again, read_conversations
from goodfaith.conversations.subscriptions import read_touched
from goodfaith.platform.events import run_events
from goodfaith.platform.events.subscribing import subscribers_of
from goodfaith.platform.models import Event
from goodfaith.policies.events import FactsReceived
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM
from small_world import rule

pytestmark = pytest.mark.django_db


def test_what_arrived_is_read_and_the_list_shows_it() -> None:
    made = edition()
    arrive(call("c1"), call("c2", ("A", "喂")), call("c3", ("A", "您好")))
    run_events()
    assert (row("c1").violated, row("c1").worst, row("c1").score) == (["sale.promise"], 0, 80.0)
    assert (row("c2").violated, row("c2").worst, row("c2").review) == (
        ["service.greeting"], 2, Row.Review.OPEN,
    )  # fmt: skip
    assert (row("c3").violated, row("c3").review) == ([], Row.Review.CLEAR)
    reading = row("c1").reading
    assert reading is not None
    assert reading.edition == made
    assert reading.findings[0]["evidence"][0]["text"] == "保本"
    assert reading.passed == ["service.greeting"]


def test_reading_twice_changes_nothing() -> None:
    edition()
    ids = arrive(call("c1")).ids
    run_events()
    before, events = row().reading, Event.objects.count()
    assert read_conversations(ids, now=timezone.now()) == []
    assert row().reading == before
    assert (Reading.objects.count(), Event.objects.count()) == (1, events)


def test_a_conversation_is_judged_by_the_edition_of_its_day() -> None:
    edition(PROMISE, since=date(2026, 1, 1))
    edition(GREETING, since=date(2026, 3, 1))
    february = call("c1").started_at.replace(month=2)  # type: ignore[union-attr]
    arrive(call("c1", ("A", "保本"), started_at=february), call("c2", ("A", "保本")))
    run_events()
    assert (row("c1").violated, row("c2").violated) == (["sale.promise"], ["service.greeting"])


def test_before_the_first_edition_the_first_one_judges() -> None:
    edition(PROMISE, since=date(2099, 1, 1))
    arrive(call("c1"))
    run_events()
    assert row().violated == ["sale.promise"]


def test_what_arrived_before_any_rulebook_is_read_when_there_is_one() -> None:
    arrive(call("c1"))
    run_events()
    assert row().state == Row.State.WAITING
    edition()
    run_events()
    assert row().state == Row.State.READ


def test_a_fact_that_arrives_later_judges_again_what_it_bears_on() -> None:
    rate = rule(
        "sale.rate",
        severity="major",
        says={"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
        violated="rate > product.filed_rate",
    )
    edition(rate)
    arrive(call("c1", ("A", "利率3%"), applications=("A1",)), call("c2", ("A", "利率3%")))
    run_events()
    first = row().reading
    assert row().violated == []
    _facts(Fact("product", "P", {"filed_rate": 0.02}))
    _facts(Fact("application", "A1", {"product": "P", "customer": "K1"}))
    run_events()
    assert row("c1").violated == ["sale.rate"]
    assert row("c2").violated == []
    assert row().reading != first
    assert Reading.objects.filter(revision=row().revision).count() == 2


RATE = rule(
    "sale.rate",
    severity="major",
    says={"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
    violated="rate > product.filed_rate",
)
GRADE = rule(
    "sale.grade",
    severity="major",
    says={"said": {"by": "adviser", "any": ["保本"]}},
    violated="said and adviser.licence_grade < 3",
)


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_fact_about_a_product_alone_judges_again_what_its_applications_are_about(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "AT_ONCE", at_once)
    edition(RATE)
    for number in range(3):
        given = {"product": f"P{number % 2}", "customer": f"K{number}"}
        _facts(Fact("application", f"A{number}", given))
    _facts(*(Fact("product", product, {"filed_rate": 0.04}) for product in ("P0", "P1")))
    said = ("A", "利率3%")
    arrive(*(call(f"c{n}", said, applications=(f"A{n}",)) for n in range(3)), call("c9", said))
    run_events()
    _facts(Fact("product", "P0", {"filed_rate": 0.02}))
    run_events()
    assert [row(f"c{n}").violated for n in (0, 1, 2, 9)] == [["sale.rate"], [], ["sale.rate"], []]
    assert Reading.objects.filter(revision=row("c1").revision).count() == 1


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_fact_about_an_adviser_alone_judges_again_what_they_held(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "AT_ONCE", at_once)
    edition(GRADE)
    _facts(*(Fact("adviser", number, {"licence_grade": 3}) for number in ("1", "2")))
    arrive(call("c1", adviser="1"), call("c2", adviser="2"), call("c3", adviser="1"))
    run_events()
    assert [row(f"c{n}").violated for n in (1, 2, 3)] == [[], [], []]
    _facts(Fact("adviser", "1", {"licence_grade": 2}))
    run_events()
    assert [row(f"c{n}").violated for n in (1, 2, 3)] == [["sale.grade"], [], ["sale.grade"]]


def test_what_bears_on_thousands_is_read_in_the_bulk_lane() -> None:
    edition(GRADE)
    arrive(call("c1", adviser="1"))
    run_events()
    _facts(Fact("adviser", "1", {"licence_grade": 2}), Fact("product", "P", {"filed_rate": 0.02}))
    read_touched([FactsReceived(("adviser:1", "product:P"))])
    asked = ProcrastinateJob.objects.filter(status="todo", task_name__startswith="conversations.")
    assert set(asked.values_list("task_name", "queue_name")) == {
        ("conversations.read_by_facts", "bulk"), ("conversations.read_by_adviser", "bulk"),
    }  # fmt: skip


def test_an_adviser_of_whom_nothing_is_judged_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edition()
    arrive(call("c1", adviser="1"))
    run_events()
    monkeypatch.setattr(Reader, "read", _forbidden)
    _facts(Fact("adviser", "1", {"licence_grade": 2}))
    run_events()


def test_facts_before_the_first_conversation_ask_for_no_work() -> None:
    _facts(Fact("adviser", "1", {"licence_grade": 2}), Fact("product", "P", {"filed_rate": 0.02}))
    assert run_events() == len([*subscribers_of(FactsReceived.kind)])  # that they arrived


def test_facts_that_its_reading_rests_on_already_do_not_read_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edition()
    arrive(call("c1", applications=("A1",)))
    run_events()
    before = row().reading
    monkeypatch.setattr(Reader, "read", _forbidden)
    _facts(Fact("application", "A1", {"customer": "K1"}))
    run_events()
    assert (row().reading, row().state) == (before, Row.State.READ)


def test_what_facts_bear_on_before_it_was_read_is_read_once() -> None:
    edition()
    arrive(call("c1", applications=("A1",)))
    _facts(Fact("application", "A1", {"customer": "K1"}))
    run_events()
    assert (Reading.objects.count(), row().state) == (1, Row.State.READ)


def test_the_engine_failing_on_one_does_not_hold_back_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edition()
    _fail_on(monkeypatch, "c2")
    arrive(call("c1"), call("c2", ("A", "秘密")), call("c3"))
    run_events()
    assert [row(id).state for id in ("c1", "c2", "c3")] == ["read", "failed", "read"]
    assert "RuntimeError at test_reading.py:" in row("c2").failure
    assert "秘密" not in row("c2").failure


def test_what_failed_is_read_when_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    edition()
    with monkeypatch.context() as patch:
        _fail_on(patch, "c1")
        ids = arrive(call("c1")).ids
        run_events()
    read_conversations(ids, now=timezone.now())
    assert (row().state, row().failure) == (Row.State.READ, "")


def test_two_characters_are_found_however_they_are_written() -> None:
    edition()
    arrive(call("c1", ("A", "這款產品保本")), call("c2", ("A", "保"), ("C", "本")))
    run_events()
    found = SearchText.objects.filter(pairs__contains=pairs_of(["产品"]))
    assert [f.conversation.external_id for f in found] == ["c1"]
    assert (
        not SearchText.objects.filter(pairs__contains=pairs_of(["保 本"]))
        .exclude(conversation__external_id="c1")
        .filter(pairs__contains=pairs_of(["保本"]))
    )


def test_only_the_current_words_are_found() -> None:
    edition()
    arrive(call("c1", ("A", "旧的说法")))
    run_events()
    arrive(call("c1", ("A", "新鲜事物")))
    run_events()
    assert not SearchText.objects.filter(pairs__contains=pairs_of(["说法"])).exists()
    assert SearchText.objects.filter(pairs__contains=pairs_of(["事物"])).exists()


def _facts(*facts: Fact) -> None:
    now = timezone.now()
    receive_facts(facts, source="core", known_at=now, actor=SYSTEM, now=now)


def _forbidden(*given: Any, **more: Any) -> Any:
    raise AssertionError("read again")


def _fail_on(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    from goodfaith.analysis import reading

    listen = reading.listen

    def failing(conversation: Any, *rest: Any) -> Any:
        if conversation.id == id:
            raise RuntimeError(conversation.utterances[0].text)
        return listen(conversation, *rest)

    monkeypatch.setattr(reading, "listen", failing)
