"""What facts bear on is read again: a few at once, many in their turn, each once."""

from __future__ import annotations

import pytest
from arrivals import arrive, call, edition, row
from django.utils import timezone

from goodfaith.analysis.facts import Fact
from goodfaith.conversations.models import Conversation, Reading, Touched
from goodfaith.conversations.reading import again
from goodfaith.platform.events import run_events
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM
from small_world import rule

pytestmark = pytest.mark.django_db
LARGE = rule(
    "sale.large",
    says={"promise": {"by": "adviser", "any": ["保本"]}},
    violated="promise and policy.premium > 100",
)


def told(*facts: Fact) -> None:
    now = timezone.now()
    receive_facts(facts, source="core", known_at=now, actor=SYSTEM, now=now)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Conversation]:
    edition(LARGE)
    arrive(*(call(f"c{n}", policies=(f"P{n}",)) for n in range(6)))
    run_events()
    monkeypatch.setattr(again, "FEW", 2)
    monkeypatch.setattr(again, "AT_ONCE", 4)
    return [row(f"c{n}") for n in range(6)]


def test_many_are_read_again_and_say_what_is_known_now(calls: list[Conversation]) -> None:
    told(*(Fact("policy", f"P{n}", {"premium": 200.0}) for n in range(6)))
    run_events()
    assert [row(f"c{n}").violated for n in range(6)] == [["sale.large"]] * 6
    assert not Touched.objects.exists()


def test_many_events_about_one_conversation_make_one_reading(calls: list[Conversation]) -> None:
    before = Reading.objects.count()
    for premium in (200.0, 300.0, 400.0):
        again.read_again_when_touched([one.pk for one in calls])
        told(*(Fact("policy", f"P{n}", {"premium": premium}) for n in range(6)))
    assert Touched.objects.count() == 6
    assert not again.go_on_reading()
    assert Reading.objects.count() == before + 6
    run_events()
    assert Reading.objects.count() == before + 6


def test_what_was_begun_goes_on_in_its_turn(calls: list[Conversation]) -> None:
    again.read_again_when_touched([one.pk for one in calls])
    ticks = iter([0.0, 99.0])
    assert again.go_on_reading(lambda: next(ticks))
    assert Touched.objects.count() == 2
