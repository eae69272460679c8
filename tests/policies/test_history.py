"""What facts said before is kept, so that what was known at a moment can be told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.analysis.facts import Fact
from goodfaith.policies.models import FactRecord, FactVersion
from goodfaith.policies.queries import fact_book
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM

pytestmark = pytest.mark.django_db
FIRST = timezone.now() - timedelta(days=100)


def on(day: float) -> datetime:
    return FIRST + timedelta(days=day)


def told(day: float, *facts: Fact) -> None:
    receive_facts(facts, source="core", known_at=on(day), actor=SYSTEM, now=on(day))


def premium_known(day: float) -> object:
    fact = fact_book(["policy:P1"], known_at=on(day)).get("policy", "P1")
    return fact and fact.values.get("premium")


def test_a_changed_fact_keeps_what_it_said_and_how_long_it_did() -> None:
    told(1, Fact("policy", "P1", {"premium": 100.0, "customer": "K1"}))
    told(5, Fact("policy", "P1", {"premium": 200.0, "customer": "K1"}))
    former = FactVersion.objects.get()
    assert (former.values["premium"], former.known_at, former.known_until) == (100, on(1), on(5))
    assert [premium_known(day) for day in (0.9, 1, 4.9, 5, 9)] == [None, 100, 100, 200, 200]


def test_saying_the_same_again_is_no_change() -> None:
    told(1, Fact("policy", "P1", {"premium": 100.0}))
    told(5, Fact("policy", "P1", {"premium": 100.0}))
    assert not FactVersion.objects.exists()
    assert FactRecord.objects.get().known_at == on(1)


def test_a_policy_that_changed_hands_was_the_former_customers_then() -> None:
    told(1, Fact("policy", "P1", {"customer": "K1"}))
    told(5, Fact("policy", "P1", {"customer": "K2"}))
    then, now = fact_book(["customer:K1"], known_at=on(2)), fact_book(["customer:K1"])
    assert then.get("policy", "P1") is not None
    assert now.get("policy", "P1") is None


def test_a_source_is_connected_from_its_first_fact_on() -> None:
    told(5, Fact("complaint", "X", {"customer": "K9", "at": on(5)}))
    assert fact_book(["customer:K1"], known_at=on(4)).kinds == frozenset()
    assert fact_book(["customer:K1"], known_at=on(5)).kinds == {"complaint"}


def test_both_moments_of_one_delivery_are_kept() -> None:
    facts = [Fact("policy", "P1", {"premium": float(day)}) for day in (2, 1)]
    receive_facts(facts, source="core", known_at=[on(2), on(1)], actor=SYSTEM, now=on(3))
    assert [premium_known(day) for day in (1, 2)] == [1, 2]


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 4)), min_size=1, max_size=8))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_was_known_is_the_last_that_had_been_told(told_on: list[tuple[int, int]]) -> None:
    FactRecord.objects.all().delete()
    FactVersion.objects.all().delete()
    known: dict[int, int] = {}
    for day, premium in sorted(told_on):
        told(day, Fact("policy", "P1", {"premium": float(premium)}))
        known[day] = premium
    for day in range(42):
        before = [at for at in known if at <= day]
        assert premium_known(day) == (known[max(before)] if before else None)
