"""Facts: one record a thing, the latest known counts, found by what they belong to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.analysis.facts import Fact
from goodfaith.platform.events import run_events
from goodfaith.platform.models import Event
from goodfaith.policies.belonging import belongs_to
from goodfaith.policies.models import FactRecord
from goodfaith.policies.queries import fact_book
from goodfaith.policies.services import FactsKept, receive_facts
from goodfaith.trust.ledger import SYSTEM

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def kept(*facts: Fact, known_at: datetime = NOW) -> FactsKept:
    return receive_facts(facts, source="core", known_at=known_at, actor=SYSTEM, now=NOW)


def test_the_same_fact_again_changes_nothing() -> None:
    policy = Fact("policy", "P1", {"customer": "K1"})
    assert kept(policy) == FactsKept(1, 0)
    assert kept(policy, known_at=NOW + timedelta(days=1)) == FactsKept(0, 1)
    assert Event.objects.filter(kind="policies.facts_received").count() == 1


@given(st.permutations(range(5)))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_they_come_the_latest_known_counts(order: list[int]) -> None:
    FactRecord.objects.all().delete()
    for day in order:
        premium = Fact("policy", "P1", {"premium": float(day)})
        kept(premium, known_at=NOW + timedelta(days=day))
    assert FactRecord.objects.get().values == {"premium": 4.0}


def test_facts_of_several_days_are_one_delivery_with_a_moment_each() -> None:
    days = [NOW + timedelta(days=day) for day in (2, 0, 1)]
    facts = [Fact("policy", "P1", {"premium": float(day)}) for day in (2, 0, 1)]
    receive_facts(facts, source="core", known_at=days, actor=SYSTEM, now=NOW)
    record = FactRecord.objects.get()
    assert (record.values, record.known_at) == ({"premium": 2.0}, days[0])
    assert Event.objects.filter(kind="policies.facts_received").count() == 1


def test_the_facts_of_a_conversation_are_those_of_its_sale_and_its_people() -> None:
    kept(
        Fact("application", "A1", {"customer": "K1", "product": "P", "adviser": "1001"}),
        Fact("policy", "L1", {"application": "A1"}),
        Fact("callback", "B1", {"policy": "L1", "at": NOW, "succeeded": True}),
        Fact("product", "P", {"filed_rate": 0.02}),
        Fact("adviser", "1001", {}),
        Fact("application", "A9", {"customer": "K9", "adviser": "1001"}),
    )
    found = {
        (fact.kind, fact.id) for fact in fact_book(["application:A1"]) if fact.kind != "source"
    }
    assert found == {
        ("application", "A1"), ("policy", "L1"), ("callback", "B1"), ("product", "P"),
        ("adviser", "1001"),
    }  # fmt: skip


def test_a_source_of_which_there_is_anything_counts_as_connected() -> None:
    kept(Fact("complaint", "X", {"customer": "K9"}))
    assert fact_book(["customer:K1"]).kinds == {"complaint"}


def test_what_belongs_to_nobody_is_found_by_all_it_names() -> None:
    assert belongs_to(Fact("leaver", "1", {"adviser": "1001"})) == ["leaver:1", "adviser:1001"]
    named = belongs_to(Fact("policy", "P1", {"customer": "K1", "adviser": "1001"}))
    assert named == ["policy:P1", "customer:K1"]


def test_what_nobody_waits_for_is_delivered_all_the_same() -> None:
    kept(Fact("policy", "P1", {"customer": "K1"}))
    assert run_events() > 0
