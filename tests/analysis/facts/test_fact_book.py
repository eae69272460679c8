"""Facts are found by what they name, in whatever order they arrived."""

from __future__ import annotations

import pickle
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import Fact, FactBook, hash_of
from goodfaith.analysis.facts.reader import read_fact
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.readers.report import Report

ZONE = ZoneInfo("Asia/Shanghai")


def fact(kind: str, id: str, **values: object) -> Fact:
    report = Report("test")
    found = read_fact({"kind": kind, "id": id, **values}, report, ZONE)
    assert found, report.problems
    return found


SALE = [
    fact("application", "A1", customer="C1", adviser="V1", product="D1", signed_on="2026-03-01"),
    fact("applicant", "A1", application="A1", customer="C1", age=61, annual_income=100_000),
    fact(
        "policy",
        "P1",
        application="A1",
        customer="C1",
        adviser="V1",
        premium=8000,
        payment_frequency="annual",
        pay_years=10,
        cooling_off_days=15,
    ),
    fact("policy", "P9", customer="C1", annual_premium=12_000, status="in_force"),
    fact("receipt", "R1", policy="P1", signed_on="2026-03-05"),
    fact("callback", "K1", policy="P1", at="2026-03-06 10:00", succeeded=False, by="V1"),
    fact("callback", "K2", policy="P1", at="2026-03-08 10:00", succeeded=True, by="S1"),
    fact("callback", "K9", policy="P9", at="2026-03-08 10:00", succeeded=True),
    fact("complaint", "X1", customer="C1", at="2026-03-09"),
    fact("complaint", "X9", customer="C1", policy="P9", at="2026-03-09"),
    fact("leaver", "L1", adviser="V1", left_on="2026-06-01"),
    fact("stop_sale", "S1", product="D1", announced_on="2026-02-01"),
    fact("commission", "M1", policy="P1", adviser="V1", amount=9000),
    fact("premium_payment", "Y1", policy="P1", payer="C2", amount=8000, at="2026-03-01"),
    fact("link", "l1", conversation="call-1", application="A1"),
    fact("link", "l2", conversation="call-2", policy="P1"),
    fact("recording", "r1", conversation="call-1", call_seconds=60, recorded_seconds=50),
]
BOOK = FactBook(SALE)


def test_a_later_line_about_the_same_thing_corrects_the_earlier_one():
    book = FactBook([*SALE, fact("policy", "P9", annual_premium=1)])
    assert book.get("policy", "P9") == Fact("policy", "P9", {"annual_premium": 1.0})
    assert len(book) == len(BOOK)


def test_things_are_found_by_what_they_name():
    assert [f.id for f in BOOK.linked("callback", "policy", "P1")] == ["K1", "K2"]
    assert [f.id for f in BOOK.naming("conversation", "call-1")] == ["l1", "r1"]
    assert BOOK.linked("callback", "policy", "nobody") == ()


def test_an_application_and_its_policies_are_one_sale():
    assert BOOK.sale_of("A1", "") == BOOK.sale_of("", "P1") == BOOK.sale_of("A1", "P1") == "A1"
    assert BOOK.sale_of("", "P9") == "P9"
    assert BOOK.sale_of("", "") == ""


def test_a_link_that_names_both_joins_a_policy_to_its_application():
    book = FactBook([fact("link", "l", conversation="c", application="A7", policy="P7")])
    assert book.sale_of("", "P7") == "A7"
    assert book.sale_facts("A7").policies == ("P7",)


def test_links_that_arrive_later_give_a_conversation_its_sale():
    assert FactBook().sales_of(Conversation("call-2")) == ()
    assert BOOK.sales_of(Conversation("call-2")) == ("A1",)
    assert BOOK.sales_of(Conversation("call-3", policies=("P9", "P1"))) == ("A1", "P9")


def test_a_conversation_belongs_to_the_customers_of_its_sales():
    assert BOOK.customers_of(Conversation("call-2")) == ("C1",)
    assert BOOK.customers_of(Conversation("call-3", customer="C5")) == ("C5",)


def test_a_receipt_completes_the_policy_unless_the_policy_knows_better():
    assert BOOK.get("policy", "P1").values["receipt_on"] == date(2026, 3, 5)
    corrected = FactBook([*BOOK, fact("receipt", "R1", policy="P1", signed_on="2026-03-06")])
    assert corrected.get("policy", "P1").values["receipt_on"] == date(2026, 3, 6)
    stated = FactBook([*SALE, fact("policy", "P1", receipt_on="2026-03-04")])
    assert stated.get("policy", "P1").values["receipt_on"] == date(2026, 3, 4)


def test_the_facts_of_a_sale_are_those_of_its_parts_and_people_and_of_no_other_sale():
    sale = BOOK.sale_facts("A1")
    assert (sale.applications, sale.policies, sale.customers) == (("A1",), ("P1",), ("C1",))
    assert (sale.advisers, sale.products) == (("V1",), ("D1",))
    assert {f.id for f in sale if f.kind != "sale"} == {
        *("A1", "P1", "R1", "K1", "K2", "X1", "L1", "S1", "M1", "Y1", "l1", "l2"),
    }


def test_a_sale_of_one_policy_without_application_is_found_by_the_policy():
    sale = BOOK.sale_facts("P9")
    assert (sale.applications, sale.policies, sale.customers) == ((), ("P9",), ("C1",))


def test_what_follows_from_the_facts_of_a_sale_is_a_fact_of_it():
    (values,) = [f.values for f in BOOK.sale_facts("A1") if f.kind == "sale"]
    assert values == {
        "signed_on": date(2026, 3, 1),
        "annual_premium": 8000,
        "first_premium": 8000,
        "existing_annual_premium": 12_000,
        "premium_to_income": 0.08,
        "burden_to_income": 0.2,
        "payment_end_age": 71,
        "commission": 9000,
        "commission_to_premium": 1.125,
        "cooling_off_ends_on": date(2026, 3, 20),
        "paid_by_other": True,
        "callback_by_seller": True,
    }


def test_a_phone_shared_by_adviser_and_customer_is_seen_through_its_spelling():
    people = [
        fact("adviser", "V1", phone="+86 138-0013-8000"),
        fact("customer", "C1", phone="13800138000"),
    ]
    assert FactBook([*SALE, *people]).sale_facts("A1").values("sale.same_phone") == (True,)


def test_events_happen_at_their_moments_earliest_first():
    events = load_dictionary().events
    sale = BOOK.sale_facts("A1")
    assert [h.fact.id for h in sale.happened(events["callback"], ZONE)] == ["K1", "K2"]
    assert [h.fact.id for h in sale.happened(events["callback succeeded"], ZONE)] == ["K2"]
    assert [h.at for h in sale.happened(events["receipt"], ZONE)] == [date(2026, 3, 5)]


def test_the_facts_of_a_customer_hold_all_his_sales_and_his_advisers_leaving():
    customer = BOOK.customer_facts("C1")
    assert customer.sales == ("A1", "P9")
    assert {"X1", "X9", "K9", "L1"} <= {f.id for f in customer}


def test_a_source_is_connected_by_a_fact_or_by_word():
    empty = [fact("source", "complaint", connected=True), fact("source", "policy", connected=False)]
    kinds = FactBook([fact("policy", "P"), *empty]).kinds
    assert kinds == {"complaint"}


@given(st.permutations(SALE))
def test_the_order_of_facts_about_different_things_changes_nothing(facts):
    book = FactBook(facts)
    assert list(book) == list(BOOK)
    assert book.sale_facts("A1").hash == BOOK.sale_facts("A1").hash
    assert book.sale_facts("A1").facts == BOOK.sale_facts("A1").facts
    assert hash_of(facts) == hash_of(SALE)


def test_a_book_travels_to_other_processes():
    copy = pickle.loads(pickle.dumps(BOOK))
    assert list(copy) == list(BOOK)
    assert copy.sale_facts("A1").facts == BOOK.sale_facts("A1").facts


def test_the_hash_tells_values_apart_but_not_how_they_were_written():
    at = [
        fact("complaint", "X", customer="C", at=raw)
        for raw in (
            "2026-03-08T10:00:00+08:00",
            "2026-03-08T02:00:00Z",
            "2026-03-08T10:01:00+08:00",
        )
    ]
    assert hash_of([at[0]]) == hash_of([at[1]]) != hash_of([at[2]])


@given(st.lists(st.sampled_from(SALE)))
def test_an_unrelated_fact_changes_no_sale(facts):
    other = fact("callback", "K77", policy="P77", at="2026-03-08 10:00")
    assert (
        FactBook([*facts, other]).sale_facts("A1").facts == FactBook(facts).sale_facts("A1").facts
    )
