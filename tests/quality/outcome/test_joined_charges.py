"""Charges of two cases that turn out to be one sale: none is lost, none counts twice."""

from __future__ import annotations

import pytest
from concluded import (
    PROMISE,
    TOLD,
    concluded,
    decided,
    insurer,
    rules,
    viewer,
)
from django.utils import timezone

from conversations.arrivals import arrive
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Appeal, Case, Charge, Notice
from goodfaith.quality.outcome import appealing, counts
from goodfaith.quality.outcome.judges import may_answer
from goodfaith.quality.outcome.notices import appeal
from goodfaith.quality.outcome.notifying import follow
from goodfaith.trust.models import Staff
from quality.cases.sold import applied, deliver, issued, seen, sold, the_case

pytestmark = pytest.mark.django_db
PROMISED = ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")
UNTOLD = ("A", "您好，请您看一下"), ("C", "好的")


@pytest.fixture
def staff() -> dict[str, Staff]:
    rules(PROMISE, TOLD)
    return insurer()


def two_cases(
    staff: dict[str, Staff], of_policy: tuple[tuple[str, str], ...] = PROMISED
) -> tuple[Case, Case]:
    """An application and a policy that nobody knows to be its, both concluded and charged."""
    deliver(applied(), issued(application=""))
    arrive(
        sold("c1", *PROMISED),
        sold("c2", *of_policy, applications=(), policies=("P1",)),
    )
    seen()
    made = the_case("A1"), the_case("P1")
    for case in made:
        decided(case, staff["reviewer"])
        concluded(case, staff["reviewer"])
    run_events()
    return made


def joined() -> None:
    """The policy turns out to be the application's."""
    deliver(issued())
    for _ in range(2):
        seen()
        run_events()


def counting() -> list[tuple[str, str]]:
    rows = Charge.objects.standing().order_by("rule", "adviser__number")
    return list(rows.values_list("rule", "adviser__number"))


def test_the_same_rule_of_both_counts_once(staff: dict[str, Staff]) -> None:
    kept, lost = two_cases(staff)
    assert len([rule for rule, _ in counting() if rule == "sale.promise"]) == 2
    joined()
    lost.refresh_from_db()
    assert lost.merged_into == kept
    assert counting().count(("sale.promise", "0231")) == 1
    assert {charge.case for charge in Charge.objects.all()} == {kept}
    numbers = [notice.number for notice in Notice.objects.order_by("number")]
    assert len(numbers) == len(set(numbers))
    run_events()
    assert follow(kept.pk, now=timezone.now()) == []


def test_what_counted_in_the_one_alone_goes_on_counting_through_the_next_conclusion(
    staff: dict[str, Staff],
) -> None:
    two_cases(staff)
    before = {(c.rule, c.adviser_id, c.points) for c in Charge.objects.standing()}
    joined()
    case = the_case("A1")
    assert {(c.rule, c.adviser_id, c.points) for c in Charge.objects.standing()} == before
    if case.state != Case.State.CLOSED:
        decided(case, staff["second"])
        concluded(case, staff["second"])
        run_events()
    assert {(c.rule, c.adviser_id, c.points) for c in Charge.objects.standing()} == before
    assert sum(t.points for t in counts.by_adviser(counts.counting()).values()) == 20


def test_a_charge_of_the_joined_case_alone_is_not_lost(staff: dict[str, Staff]) -> None:
    deliver(applied(), issued(application=""))
    arrive(
        sold("c1", ("A", "您好，免责条款您看一下"), ("C", "好的")),
        sold("c2", *PROMISED, applications=(), policies=("P1",)),
    )
    seen()
    for case in (the_case("A1"), the_case("P1")):
        decided(case, staff["reviewer"])
        concluded(case, staff["reviewer"], "qualified")
    run_events()
    assert counting() == [("sale.promise", "0231")]
    joined()
    case = the_case("A1")
    assert case.state == Case.State.REOPENED
    assert counting() == [("sale.promise", "0231")]
    concluded(case, staff["second"])
    run_events()
    assert counting() == [("sale.promise", "0231")]
    charge = Charge.objects.get()
    assert (charge.case, charge.ended_at) == (case, None)


def test_an_appeal_against_a_joined_charge_is_upheld_for_good_and_by_somebody_else(
    staff: dict[str, Staff],
) -> None:
    deliver(issued(application="", adviser="0231"))
    arrive(sold("c2", *PROMISED, applications=(), policies=("P1",)))
    seen()
    decided(the_case("P1"), staff["reviewer"])
    concluded(the_case("P1"), staff["reviewer"])
    run_events()
    filed = appeal(actor=staff["seller"], charge=Charge.objects.get(), text="没有",
                   now=timezone.now())  # fmt: skip
    deliver(applied("A1"))
    arrive(sold("c1", ("A", "您好，免责条款您看一下"), ("C", "好的")))
    seen()
    run_events()
    joined()
    filed = Appeal.objects.get()
    assert filed.state == Appeal.State.FILED
    assert not may_answer(viewer(staff["reviewer"]), filed)
    appealing.uphold(viewer=viewer(staff["second"]), appeal=filed, seen=filed.revision,
                     reason="没有说", code="not_said", now=timezone.now())  # fmt: skip
    run_events()
    case = Case.objects.get(merged_into=None)
    if case.state != Case.State.CLOSED:
        concluded(case, staff["second"])
        run_events()
    assert counting() == []
    assert Charge.objects.get().ended_as == Charge.Ended.RESTORED
