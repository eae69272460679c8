"""What two readings of the same words say differently, and why each was made."""

from __future__ import annotations

from typing import Any

import pytest
from arrivals import GREETING, PROMISE, STARTED, arrive, call, edition, person, row, unit
from django.test import Client
from django.utils import timezone

from goodfaith.analysis.facts import Fact
from goodfaith.conversations.correcting import CorrectWords, correct
from goodfaith.conversations.models import Reading
from goodfaith.conversations.reading import start_rereading
from goodfaith.platform.events import run_events
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from small_world import rule

pytestmark = pytest.mark.django_db
GRADE = rule(
    "sale.grade",
    title={"zh": "超级别销售", "en": "超级别销售"},
    severity="major",
    says={"said": {"by": "adviser", "any": ["保本"]}},
    violated="said and adviser.licence_grade < 3",
)


@pytest.fixture
def compliance() -> Staff:
    return person("7", Role.COMPLIANCE, unit("HQ"))


@pytest.fixture
def client(compliance: Staff) -> Client:
    client = Client()
    client.force_login(compliance, backend="django.contrib.auth.backends.ModelBackend")
    return client


def adviser_of_grade(grade: int) -> None:
    now = timezone.now()
    fact = Fact("adviser", "1", {"licence_grade": grade})
    receive_facts([fact], source="hr", known_at=now, actor=SYSTEM, now=now)
    run_events()


def reread_by(actor: Staff, *rules: dict[str, Any]) -> None:
    day = STARTED.date()
    start_rereading(edition=edition(*rules), from_on=day, to_on=day, actor=actor)
    run_events()


def readings() -> list[Reading]:
    return list(Reading.objects.filter(revision__conversation=row()).order_by("id"))


def difference(client: Client, **asked: int) -> Any:
    return client.get(f"/api/v1/conversations/{row().pk}/difference", asked)


def test_each_reading_says_why_it_was_made(client: Client, compliance: Staff) -> None:
    arrive(call("c1", adviser="1"))
    run_events()
    edition(GRADE)
    run_events()
    adviser_of_grade(2)
    reread_by(compliance, PROMISE)
    correct(
        row(), CorrectWords(utterance=0, text="您好"), expected=1, reason="misrecognised",
        actor=compliance, now=timezone.now(),
    )  # fmt: skip
    run_events()
    arrive(call("c1", ("A", "另一通"), adviser="1"))
    run_events()
    why = [reading.reason for reading in readings()]
    assert why == ["published", "facts", "reread", "corrected", "received"]
    told = client.get(f"/api/v1/conversations/{row().pk}/readings").json()["readings"]
    assert [one["reason"] for one in told] == why[::-1]


def test_a_fact_that_arrived_shows_what_it_changed(client: Client) -> None:
    edition(GRADE)
    arrive(call("c1", adviser="1"))
    run_events()
    adviser_of_grade(2)
    first, second = readings()
    told = difference(client, after=second.pk).json()
    changed = {"rule": "sale.grade", "old": "not_applicable", "new": "violated"}
    assert told["findings"] == [changed]
    assert (told["old"]["reading"], told["new"]["reading"]) == (first.pk, second.pk)
    assert (told["old"]["reason"], told["new"]["reason"]) == ("received", "facts")
    assert (told["turns"], told["members"]) == ([], [])


def test_a_rulebook_that_was_published_shows_what_it_changed(
    client: Client, compliance: Staff
) -> None:
    first_edition = edition(PROMISE)
    arrive(call("c1", ("A", "这款保本")))
    run_events()
    reread_by(compliance, GREETING)
    told = difference(client, after=readings()[1].pk).json()
    assert told["findings"] == [
        {"rule": "service.greeting", "old": "", "new": "violated"},
        {"rule": "sale.promise", "old": "violated", "new": ""},
    ]
    assert told["old"]["edition"] == first_edition.hash != told["new"]["edition"]
    again = difference(client, before=readings()[1].pk, after=readings()[0].pk).json()
    assert [one["new"] for one in again["findings"]] == ["violated", ""]


def test_the_history_of_its_page_leads_to_what_changed(client: Client) -> None:
    edition(GRADE)
    arrive(call("c1", adviser="1"))
    run_events()
    adviser_of_grade(2)
    page = client.get(f"/conversations/{row().pk}/").content.decode()
    path = f"/conversations/{row().pk}/difference/?after={readings()[1].pk}"
    assert path in page
    assert "业务事实到达" in page
    shown = client.get(path).content.decode()
    assert "超级别销售" in shown
    assert "业务事实到达" in shown
    assert 'name="before"' in shown


def test_revisions_are_told_with_the_turns_that_changed(client: Client, compliance: Staff) -> None:
    edition(PROMISE)
    arrive(call("c1", ("A", "这款保本"), ("C", "电话13812345678")))
    run_events()
    correct(
        row(), CorrectWords(utterance=0, text="这款不保本"), expected=1, reason="misrecognised",
        actor=compliance, now=timezone.now(),
    )  # fmt: skip
    run_events()
    told = difference(client).json()
    assert told["findings"] == [{"rule": "sale.promise", "old": "violated", "new": "passed"}]
    (turn,) = told["turns"]
    assert {"change": "added", "text": "不"} in turn["words"]
    assert "13812345678" not in str(told)


@pytest.mark.parametrize("asked", [{"after": 999_999}, {"new": 9}, {"before": 999_999}])
def test_what_is_not_there_has_no_difference(client: Client, asked: dict[str, int]) -> None:
    edition(PROMISE)
    arrive(call("c1"))
    run_events()
    assert difference(client, **asked).status_code == 404


def test_readings_of_another_conversation_and_the_first_one_have_none(client: Client) -> None:
    edition(PROMISE)
    arrive(call("c1"), call("c2"))
    run_events()
    other = row("c2").reading_id
    assert other is not None
    assert difference(client, after=other).status_code == 404
    (only,) = readings()
    assert difference(client, after=only.pk).status_code == 404
    path = f"/conversations/{row().pk}/difference/?after={only.pk}"
    assert client.get(path).status_code == 404
