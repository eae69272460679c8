"""Customers: one row an id, in step with the facts, seen by those whose work it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodfaith.analysis.facts import Fact
from goodfaith.customers.models import Customer
from goodfaith.platform.events import run_events
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM
from small_insurer import establish, person, viewer

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


def told(*facts: Fact) -> None:
    now = timezone.now()
    receive_facts(facts, source="crm", known_at=now, actor=SYSTEM, now=now)
    run_events()


@pytest.fixture
def known() -> None:
    establish()
    told(
        Fact("customer", "K1", {"name": "张建国", "phone": PHONE, "adviser": "adviser-n1"}),
        Fact("customer", "K2", {"name": "李小红", "adviser": "adviser-s1"}),
        Fact("policy", "P3", {"customer": "K3"}),
    )


def seen_by(number: str) -> set[str]:
    rows = Customer.objects.visible_to(viewer(number))
    return set(rows.values_list("external_id", flat=True))


def page_of(number: str, query: str = "") -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/customers/{query}").content.decode()


def test_a_customer_that_only_a_policy_names_is_one_of_whom_nothing_is_known(known: None) -> None:
    assert Customer.objects.get(external_id="K3").name == ""
    assert Customer.objects.count() == 3


def test_what_changes_is_shown_and_twice_is_once(known: None) -> None:
    told(Fact("customer", "K1", {"name": "张建", "adviser": "adviser-s1"}))
    assert Customer.objects.get(external_id="K1").name == "张建"
    assert seen_by("adviser-n1") == set()


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("adviser-n1", {"K1"}),
        ("manager-n", {"K1"}),
        ("reviewer", {"K1"}),
        ("operations", {"K1", "K2", "K3"}),
        ("compliance", {"K1", "K2", "K3"}),
        ("admin", set()),
    ],
)
def test_everybody_sees_those_of_their_part(known: None, number: str, expected: set[str]) -> None:
    assert seen_by(number) == expected


def test_a_name_and_a_phone_are_for_whoever_serves_the_customer(known: None) -> None:
    own, others = page_of("adviser-n1"), page_of("manager-n")
    assert "张建国" in own
    assert PHONE in own
    assert "张建国" not in others
    assert PHONE not in others


def test_a_covered_name_cannot_be_guessed_by_searching(known: None) -> None:
    assert "K1" in page_of("adviser-n1", "?q=张建国")
    assert "K1" not in page_of("manager-n", "?q=张建国").split("<tbody", 1)[-1]
