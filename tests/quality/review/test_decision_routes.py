"""Decisions through the API; what nobody could decide; time spent from a conversation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from goodfaith.quality.models import Case, Decision
from goodfaith.quality.review.standing import standing
from goodfaith.quality.review.suggesting import Verdict, suggested
from goodfaith.trust.models import Staff
from quality.cases.sold import (
    applied,
    arrive,
    deliver,
    people,
    rules,
    seen,
    sold,
    the_case,
)

pytestmark = pytest.mark.django_db
RULE = "sale.promise"


@pytest.fixture
def staff() -> dict[str, Staff]:
    return people()


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    """A promise that violates."""
    rules()
    deliver(applied())
    arrive(sold("c1", ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")))
    seen()
    return the_case()


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client: Client, address: str, body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def test_a_program_decides_lists_and_takes_back(case: Case, staff: dict[str, Staff]) -> None:
    client, place = client_of(staff["reviewer"]), f"/api/v1/cases/{case.pk}/decisions"
    body = {"rule": RULE, "verdict": "dismissed", "reason": "harmless", "key": "a", "seen": 0}
    made = sent(client, place, body)
    assert made.status_code == 201
    assert sent(client, place, body).json()["id"] == made.json()["id"]
    (listed,) = client.get(place).json()["decisions"]
    assert (listed["verdict"], listed["by"], listed["is_current"]) == ("dismissed", "Q1", True)
    answer = sent(client_of(staff["second"]), place, body | {"key": "b", "verdict": "confirmed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "decided_meanwhile")
    undo = f"{place}/{listed['id']}/undo"
    assert sent(client_of(staff["second"]), undo, {}).status_code == 404
    assert sent(client, undo, {}).json() == {"stands": None}
    assert client.get(place).json() == {"decisions": []}


@pytest.mark.parametrize(
    ("given", "status"),
    [({"verdict": "maybe"}, 422), ({"seat": 4}, 422), ({"seat": 2}, 409), ({"more": 1}, 422),
     ({"evidence": [{"conversation": "c1"}]}, 422), ({"key": ""}, 422)],
)  # fmt: skip
def test_what_does_not_make_a_decision_is_a_problem(
    case: Case, staff: dict[str, Staff], given: dict[str, Any], status: int
) -> None:
    body = {"rule": RULE, "verdict": "confirmed", "key": "a"} | given
    place = f"/api/v1/cases/{case.pk}/decisions"
    assert sent(client_of(staff["reviewer"]), place, body).status_code == status
    assert sent(client_of(staff["seller"]), place, body).status_code == 404
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verdict", ["confirmed", "dismissed", "unclear"])
def test_what_is_undecidable_is_decided_without_a_reason(
    case: Case, staff: dict[str, Staff], verdict: str
) -> None:
    judgement = case.judgement
    assert judgement is not None
    (group,) = judgement.findings
    group["verdict"] = group["findings"][0]["verdict"] = "undecidable"
    judgement.save()
    Case.objects.update(violated=[], undecidable=[RULE])
    client = client_of(staff["reviewer"])
    given = {"rule": RULE, "verdict": verdict, "seat": 1, "seen": 0, "key": "a"}
    told = client.post(f"/cases/{case.pk}/decisions/", given).json()
    assert told["left"] == 0  # what is undecidable may stay
    assert standing([case.pk])[case.pk][RULE].machine == "undecidable"
    assert f'data-verdict="{verdict}"' in told["html"]


def test_a_conversation_opened_from_a_case_leads_back_and_tells_its_time(
    case: Case, staff: dict[str, Staff]
) -> None:
    talk = case.members.get().conversation_id
    client = client_of(staff["reviewer"])
    page = client.get(f"/conversations/{talk}/?case={case.pk}").content.decode()
    assert f'data-times="/cases/{case.pk}/time/"' in page
    assert f'href="/cases/{case.pk}/"' in page
    for other in (f"/conversations/{talk}/", f"/conversations/{talk}/?case=99999"):
        assert "data-times" not in client.get(other).content.decode()


GROUPS = [
    {"rule": "a", "verdict": "violated", "severity": "critical"},
    {"rule": "b", "verdict": "violated", "severity": "minor"},
    {"rule": "c", "verdict": "undecidable", "severity": "major"},
]
CARD = {"deductions": [{"rule": "a", "points": 100.0, "veto": True},
                       {"rule": "b", "points": 5.0, "veto": False}]}  # fmt: skip


def test_the_suggestion_follows_what_people_said() -> None:
    def told(**verdicts: str) -> str:
        said = {rule: Verdict(verdict, "critical") for rule, verdict in verdicts.items()}
        return suggested(GROUPS, CARD, said, None)

    assert told() == "unqualified"
    assert told(a="dismissed") == ""  # something is open
    assert told(a="dismissed", b="dismissed", c="dismissed") == "qualified"
    assert told(a="dismissed", b="dismissed", c="dismissed", d="confirmed") == "unqualified"
    assert told(a="dismissed", b="dismissed", c="unclear") == ""
