"""Cases open and are completed by themselves, from facts and conversations in any order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sold import (
    PROMISE,
    STARTED,
    applied,
    arrive,
    deliver,
    fact,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
)

from goodfaith.quality.models import Case, CaseAct
from small_world import rule

pytestmark = pytest.mark.django_db
CALLED = rule(
    "conduct.called",
    title={"zh": "拒绝后又打电话", "en": "Called after a refusal"},
    scope="sale",
    severity="critical",
    family="conduct",
    violated="call to customer after refusal",
)


def test_an_application_opens_a_case_with_what_is_known_of_it() -> None:
    rules()
    seller = people()["seller"]
    deliver(applied())
    seen()
    case = the_case()
    assert (case.customer, case.channel, case.adviser) == ("K1", "telesales", seller)
    assert case.judgement is not None
    assert case.violated == ["disclosure.exclusions"]
    assert case.due_at is not None


def test_a_conversation_completes_it_whichever_came_first() -> None:
    rules()
    people()
    arrive(sold())
    seen()
    assert the_case().violated == []
    deliver(applied())
    seen()
    case = the_case()
    assert case.conversation_count == 1
    assert "disclosure.exclusions" in case.judgement.passed


def test_looking_twice_changes_nothing() -> None:
    rules()
    people()
    deliver(applied())
    arrive(sold())
    seen()
    before = Case.objects.values().get()
    deliver(applied())
    seen()
    assert Case.objects.values().get() == before
    assert the_case().judgements.count() == 1


def test_a_policy_that_turns_out_to_be_an_application_s_is_one_case_and_nothing_is_lost() -> None:
    rules()
    people()
    deliver(applied())
    deliver(fact("policy", "P1", customer="K1", receipt_on="2026-03-02"))
    seen()
    assert Case.objects.filter(merged_into=None).count() == 2
    judged = the_case("P1").judgements.count()
    deliver(issued(), now=STARTED + timedelta(days=1))
    seen()
    case = Case.objects.get(merged_into=None)
    assert (case.sale, case.policies) == ("A1", ["P1"])
    joined = case.joined.get()
    assert joined.judgements.count() == judged
    assert case.acts.filter(kind=CaseAct.Kind.JOINED).count() == 1


def test_a_husband_and_wife_who_share_a_phone_have_two_cases() -> None:
    rules()
    people()
    deliver(
        applied("A1", customer="K1", phone="13800000000"),
        applied("A2", customer="K2", phone="13800000000"),
        fact("customer", "K1", phone="13800000000"),
        fact("customer", "K2", phone="13800000000"),
    )
    arrive(sold("c1"), sold("c2", customer="K2", applications=("A2",)))
    seen()
    assert {c.sale: c.customer for c in Case.objects.all()} == {"A1": "K1", "A2": "K2"}
    assert [c.conversation_count for c in Case.objects.all()] == [1, 1]


def test_his_refusal_is_his_alone_and_her_sale_waits_for_a_person() -> None:
    """They share a phone; both are called once he has asked for no more calls."""
    rules(PROMISE, CALLED)
    people()
    phone = {"phone": "13800000000"}
    deliver(
        applied("A1", customer="K1", **phone), applied("A2", customer="K2", **phone),
        fact("customer", "K1", **phone), fact("customer", "K2", **phone),
        fact("refusal", "R1", customer="K1", at="2026-03-02T12:00:00"),
    )  # fmt: skip
    at = {"direction": "outbound", "started_at": STARTED + timedelta(days=1)}
    his = sold("c1", ("A", "您好"), ("C", "哦"), **at)
    hers = sold("c2", ("A", "您好"), ("C", "哦"), **at, customer="K2", applications=("A2",))
    arrive(his, hers)
    seen(now=STARTED + timedelta(days=2))
    assert {c.sale: c.violated for c in Case.objects.all()} == {
        "A1": ["conduct.called"], "A2": [],
    }  # fmt: skip
    assert {c.state for c in Case.objects.all()} == {Case.State.OPEN}
    assert not Case.objects.filter(merged_into__isnull=False).exists()


def test_what_was_sold_long_ago_opens_no_case() -> None:
    rules()
    people()
    deliver(issued(application="", issued_on="2019-03-02", receipt_on="2019-03-04"))
    seen()
    assert not Case.objects.exists()
