"""Events that were put aside: an administrator sees them, tries them again, or lets them go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from goodfaith.platform.events import Event, publish, run_events, subscriber
from goodfaith.platform.events import subscribing as registry
from goodfaith.platform.models import PoisonedEvent
from goodfaith.trust.models import ApiToken, Assignment, LedgerEntry, Level, Staff, Unit

pytestmark = pytest.mark.django_db
TOKEN = "gf_" + "t" * 40


class Happened(Event, frozen=True):
    kind: ClassVar[str] = "tests.happened"
    number: int

    @property
    def aggregate(self) -> str:
        return "thing:1"


@pytest.fixture
def bad(monkeypatch):
    """Numbers that fail, until they are taken out; `handled` has the others."""
    monkeypatch.setattr(registry, "_subscribers", {})
    bad, handled = {1}, []

    def handle(events: Sequence[Happened]) -> None:
        for event in events:
            if event.number in bad:
                raise ValueError
        handled.extend(event.number for event in events)

    subscriber("tests.handles", Happened, ordered=True)(handle)
    publish(*(Happened(number) for number in range(4)))
    run_events(raising=False)
    assert handled == [0]
    return bad, handled


def staff_with(role: str) -> Staff:
    level = Level.objects.create(order=1, name="top")
    unit = Unit.objects.create(code="top", name="top", level=level)
    staff = Staff.objects.create_user(role, name=role)
    Assignment.objects.create(
        staff=staff, unit=unit, role=role, during=DateRange(date(2020, 1, 1), None)
    )
    return staff


@pytest.fixture
def administrator():
    return staff_with("administrator")


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def program(administrator):
    ApiToken.objects.create(
        staff=administrator,
        name="tests",
        digest=hashlib.sha256(TOKEN.encode()).digest(),
        scopes=["operation.read", "operation.change"],
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


def ids():
    found = PoisonedEvent.objects.filter(settled_at=None).order_by("event")
    return list(found.values_list("pk", flat=True))


def test_the_page_tells_what_failed_and_where(bad, client):
    shown = client.get("/operation/events/").content.decode()
    assert "ValueError at" in shown
    assert "tests.handles" in shown
    assert client.get("/operation/events/?subscriber=nobody&after=touched").status_code == 200


def test_an_empty_list_says_so(client):
    client.cookies["django_language"] = "en"
    shown = client.get("/operation/events/").content.decode()
    assert "All events have been dealt with" in shown


def test_what_has_been_mended_is_tried_again_with_what_waited_behind_it(bad, client):
    numbers, handled = bad
    numbers.clear()
    client.post("/operation/events/settle", {"id": ids()[:1], "act": "retry"})
    run_events()
    assert handled == [0, 1, 2, 3]
    assert ids() == []
    assert LedgerEntry.objects.filter(act="event.tried_again").count() == 1


def test_what_fails_again_stays_in_the_list(bad, client):
    client.post("/operation/events/settle", {"id": ids()[:1], "act": "retry"})
    run_events(raising=False)
    assert len(ids()) == 3
    assert PoisonedEvent.objects.get(pk=ids()[0]).attempts == 2


def test_what_is_dropped_is_never_handled_and_lets_others_pass(bad, client):
    _, handled = bad
    client.post("/operation/events/settle", {"id": ids()[:1], "act": "drop"})
    run_events()
    assert handled == [0, 2, 3]
    assert PoisonedEvent.objects.get(was_dropped=True).event.payload["number"] == 1
    assert LedgerEntry.objects.filter(act="event.dropped").count() == 1


def test_a_program_may_do_the_same(bad, program):
    listed = program.get("/api/v1/operation/poisoned-events?limit=1").json()
    assert listed["items"][0]["kind"] == "tests.happened"
    assert listed["next"]
    body = json.dumps({"ids": ids()})
    answer = program.post("/api/v1/operation/poisoned-events/drop", body, "application/json")
    assert answer.json() == {"number": 3}
    assert ids() == []


def test_for_others_there_is_nothing_there():
    client = Client()
    client.force_login(staff_with("adviser"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/operation/events/").status_code == 404
    assert client.get("/api/v1/operation/poisoned-events").status_code == 404
    assert Client().get("/api/v1/operation/poisoned-events").status_code == 401
