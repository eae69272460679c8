"""Back-tests: what a changed rule gains and loses, once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.arrivals import GREETING, PROMISE, STARTED, arrive, call, edition
from goodfaith.analysis import Conversation as Said
from goodfaith.analysis.facts import Fact
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.reading.editions import publish_edition
from goodfaith.platform.events import run_events
from goodfaith.policies.services import receive_facts
from goodfaith.quality.models import Backtest, BacktestChange, RulebookVersion
from goodfaith.quality.versions.adopting import adopt_editions
from goodfaith.quality.versions.backtesting import run
from goodfaith.quality.versions.backtesting.asking import (
    decide_minutes,
    minutes_a_finding,
    start_backtest,
    turn_backtest,
)
from goodfaith.quality.versions.backtesting.trial import Bench, Candidate
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.drafting import save_file, start_draft
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust.ledger import SYSTEM
from quality.versions_made import (
    EXAMPLES,
    PROMISE_PATH,
    another_rule,
    change,
    draft,
    first_version,
    staff,
    written,
)

pytestmark = pytest.mark.django_db
MARCH = {"from_on": date(2026, 3, 1), "to_on": date(2026, 3, 31)}


def four_calls() -> None:
    """A promise, its denial, a promise in other words, and a promise in April."""
    arrive(
        call("c1"),
        call("c2", ("A", "您好，我们不保本"), ("C", "哦")),
        call("c3", ("A", "您好，稳赚不赔"), ("C", "好")),
        call("c4", started_at=STARTED + timedelta(days=40)),
    )
    run_events()


def tried(version: RulebookVersion, **period: Any) -> Backtest:
    against = RulebookVersion.objects.get(number=1)
    made = start_backtest(version=version, against=against, actor=SYSTEM,
                          now=timezone.now(), **(MARCH | period))  # fmt: skip
    run_events()
    made.refresh_from_db()
    return made


def moved(made: Backtest) -> set[tuple[str, str, str]]:
    rows = made.found.select_related("conversation")
    return {(row.conversation.external_id, row.rule, row.how) for row in rows}


def test_a_phrase_more_gains_what_is_said_in_those_words() -> None:
    version = draft(staff("w"))
    four_calls()
    says = {"promise": {"by": "adviser", "any": ["保本", "稳赚"], "unless": "negated"}}
    change(version, PROMISE_PATH, staff("w2"), says=says)
    made = tried(version)
    assert (made.state, made.done, made.total) == ("done", 3, 3)
    assert moved(made) == {("c3", "sale.promise", "gained")}
    assert made.counts == {"sale.promise": {"gained": 1}}
    (row,) = made.found.all()
    assert row.words == [[0, 3, 5]]


def test_what_no_longer_counts_is_lost_and_another_severity_is_told() -> None:
    version = draft(staff("w"), promise={"severity": "minor"})
    four_calls()
    assert moved(tried(version)) == {("c1", "sale.promise", "moved")}
    says = {"promise": {"by": "adviser", "any": ["绝对保本"]}}
    change(version, PROMISE_PATH, staff("w2"), says=says)
    assert moved(tried(version)) == {("c1", "sale.promise", "lost")}


def test_a_condition_alone_is_judged_by_what_readings_have_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = draft(staff("w"), promise={"when": "purpose is service"})
    four_calls()
    monkeypatch.setattr("goodfaith.analysis.points.scanner.Scanner.scan", None)
    assert moved(tried(version)) == {("c1", "sale.promise", "lost")}


def test_readings_of_an_edition_that_heard_other_words_are_not_relied_on() -> None:
    version = draft(staff("w"))
    four_calls()
    first = files_of(version)
    other = {
        **first,
        PROMISE_PATH: first[PROMISE_PATH].replace("保本\n    unless", "没人说\n    unless"),
    }
    if other == first:
        other = {p: t.replace("- 保本", "- 没人说", 1) for p, t in first.items()}
    publish_edition(other, name="x", in_force_from=date(2026, 1, 1), actor=SYSTEM)
    change(version, PROMISE_PATH, staff("w2"), when="purpose is service")
    assert moved(tried(version)) == {("c1", "sale.promise", "lost")}


def test_a_new_rule_and_one_that_is_gone_are_judged() -> None:
    version = draft(staff("w"))
    four_calls()
    arrive(call("c5", ("A", "送您礼品"), ("C", "谢谢")))
    run_events()
    one = another_rule()
    for path, text in ((f"rules/{one['id']}.yaml", written(one)), (PROMISE_PATH, None)):
        save_file(version=version, path=path, text=text, number=0, actor=staff(path),
                  now=timezone.now())  # fmt: skip
    assert moved(tried(version)) == {("c5", "sale.gift", "gained"), ("c1", "sale.promise", "lost")}


def test_examples_alone_change_no_verdict() -> None:
    version = draft(staff("w"), promise={"examples": {}})
    with pytest.raises(NotPossible) as refused:
        tried(version)
    assert refused.value.code == "nothing_differs"


def test_a_rule_about_a_sale_is_judged_once_with_all_its_conversations() -> None:
    version = draft(staff("w"))
    common: dict[str, Any] = {"applications": ("A1",), "customer": "K1"}
    arrive(
        call("s1", ("A", "您好，送您礼品"), **common),
        call("s2", ("A", "礼品收回了"), **common, started_at=STARTED + timedelta(days=1)),
        call("s3", ("A", "送您礼品"), applications=("A2",), customer="K2"),
    )
    now = timezone.now()
    facts = [Fact("application", id, {"customer": k}) for id, k in (("A1", "K1"), ("A2", "K2"))]
    receive_facts(facts, source="core", known_at=now, actor=SYSTEM, now=now)
    run_events()
    one = another_rule(
        scope="sale",
        says={"gift": {"by": "adviser", "any": ["送您礼品"]},
              "back": {"by": "adviser", "any": ["礼品收回"]}},
        violated="gift and no back",
    )  # fmt: skip
    save_file(version=version, path=f"rules/{one['id']}.yaml", text=written(one), number=0,
              actor=staff("x"), now=now)  # fmt: skip
    made = tried(version)
    assert moved(made) == {("s3", "sale.gift", "gained")}
    assert made.found.get().about == "A2"


def called_after_refusing(**members: Any) -> dict[str, Any]:
    """A sales call to a customer who had asked for none."""
    return another_rule(
        scope="customer",
        says={"refused": {"by": "customer", "any": ["别再打"]}},
        violated="call to customer after refused where purpose is sales",
        **members,
    )


def three_customers() -> None:
    """K1 refuses, and is called again in April; K2 refuses only; K3 is only called."""
    at: dict[str, Any] = {"purpose": "sales", "direction": "outbound"}
    no = ("A", "您好"), ("C", "别再打了")
    arrive(
        call("r1", *no, **at, customer="K1"),
        call("r2", *no, **at, customer="K2"),
        call("n3", ("A", "您好"), ("C", "好"), **at, customer="K3"),
        call("n1", ("A", "您好"), ("C", "喂"), **at | {"started_at": STARTED + timedelta(days=3)},
             customer="K1"),
        call("later", ("A", "您好"), ("C", "喂"),
             **at | {"started_at": STARTED + timedelta(days=40)}, customer="K2"),
    )  # fmt: skip
    run_events()


def put_in(version: RulebookVersion, one: dict[str, Any]) -> None:
    save_file(version=version, path=f"rules/{one['id']}.yaml", text=written(one), number=0,
              actor=staff("x"), now=timezone.now())  # fmt: skip


def test_a_rule_about_a_customer_is_judged_once_with_all_the_conversations_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    version = draft(staff("w"))
    three_customers()
    put_in(version, called_after_refusing())
    made = tried(version)
    rows = made.found.order_by("about").values_list("about", "rule", "how")
    assert list(rows) == [("K1", "sale.gift", "gained"), ("K2", "sale.gift", "gained")]
    assert made.counts == {"sale.gift": {"gained": 2}}


def test_words_of_a_customer_are_loaded_and_heard_with_one_batch_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    scan = Bench.scan

    def listening(bench: Bench, said: Sequence[Said]) -> list[Candidate]:
        heard.extend(one.id for one in said)
        return scan(bench, said)

    monkeypatch.setattr(Bench, "scan", listening)
    monkeypatch.setattr(run, "BATCH", 1)
    version = draft(staff("w"))
    three_customers()
    put_in(version, called_after_refusing())
    tried(version)
    assert sorted(heard) == ["later", "n1", "n3", "r1", "r2"]


def test_a_changed_condition_about_customers_is_judged_by_what_readings_have_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published = edition(PROMISE | {"examples": EXAMPLES}, GREETING, called_after_refusing())
    adopt_editions()
    first = RulebookVersion.objects.get(edition=published)
    three_customers()
    version = start_draft(based_on=first, actor=staff("w"), now=timezone.now())
    path = "rules/sale.gift.yaml"
    softer = "call to customer after refused within 30 days where purpose is sales"
    change(version, path, staff("w2"), violated=softer)
    monkeypatch.setattr("goodfaith.analysis.points.scanner.Scanner.scan", None)
    made = start_backtest(version=version, against=first, actor=SYSTEM, now=timezone.now(),
                          **MARCH)  # fmt: skip
    run_events()
    made.refresh_from_db()
    assert {(row.about, row.how) for row in made.found.all()} == {("K2", "lost")}


def test_paused_it_waits_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROUND", 1)
    version = draft(staff("w"), promise={"when": "purpose is service"})
    four_calls()
    made = start_backtest(version=version, against=RulebookVersion.objects.get(number=1),
                          actor=SYSTEM, now=timezone.now(), **MARCH)  # fmt: skip
    ticks = iter([0.0, 1_000.0])
    assert run.go_on(made.pk, lambda: next(ticks))
    turn_backtest(backtest=made, to=Backtest.State.PAUSED, actor=SYSTEM, now=timezone.now())
    run_events()
    made.refresh_from_db()
    assert (made.done, made.state) == (1, "paused")
    turn_backtest(backtest=made, to=Backtest.State.RUNNING, actor=SYSTEM, now=timezone.now())
    run_events()
    made.refresh_from_db()
    assert (made.done, made.state, moved(made)) == (3, "done", {("c1", "sale.promise", "lost")})


def test_two_who_run_it_count_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROUND", 2)
    version = draft(staff("w"), promise={"when": "purpose is service"})
    four_calls()
    made = start_backtest(version=version, against=RulebookVersion.objects.get(number=1),
                          actor=SYSTEM, now=timezone.now(), **MARCH)  # fmt: skip
    first = run._round

    def overtaken(row: Backtest, *rest: Any) -> bool:
        monkeypatch.setattr(run, "_round", first)
        run.go_on(made.pk)
        return first(row, *rest)

    monkeypatch.setattr(run, "_round", overtaken)
    run.go_on(made.pk)
    made.refresh_from_db()
    assert (made.done, made.counts) == (3, {"sale.promise": {"lost": 1}})
    assert BacktestChange.objects.count() == 1


def test_it_judges_the_files_as_they_were_when_it_was_asked_for() -> None:
    version = draft(staff("w"), promise={"when": "purpose is service"})
    four_calls()
    against = RulebookVersion.objects.get(number=1)
    made = start_backtest(version=version, against=against, actor=SYSTEM,
                          now=timezone.now(), **MARCH)  # fmt: skip
    change(version, PROMISE_PATH, staff("w2"), when="purpose is sales")
    run_events()
    assert moved(made) == {("c1", "sale.promise", "lost")}


def test_what_the_engine_fails_on_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    version = draft(staff("w"), promise={"when": "purpose is service"})
    four_calls()

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("保本")

    monkeypatch.setattr(run, "_round", fail)
    made = tried(version)
    assert made.state == "failed"
    assert made.failure.startswith("ZeroDivisionError at test_backtesting.py:")


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"from_on": date(2026, 4, 1)}, "period"),
        ({"from_on": date(2024, 1, 1)}, "too_long"),
    ],
)
def test_a_period_has_to_be_one(period: dict[str, date], code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        tried(draft(staff("w"), promise={"severity": "minor"}), **period)
    assert refused.value.code == code


def test_a_finding_costs_three_minutes_until_somebody_measures_or_decides() -> None:
    assert (minutes_a_finding(), minutes_a_finding(4.5)) == (3.0, 4.5)
    decide_minutes(minutes=2.0, actor=staff("c"), now=timezone.now())
    decide_minutes(minutes=5.0, actor=SYSTEM, now=timezone.now())
    assert minutes_a_finding(4.5) == 5.0


def test_without_conversations_it_is_done_at_once() -> None:
    first_version()
    version = draft(staff("w"), promise={"severity": "minor"})
    assert Conversation.objects.count() == 0
    assert tried(version).state == "done"
