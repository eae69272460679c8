"""The routes as a program calls them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from arrivals import arrive, call, edition, person, row, unit
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.conversations.models import Conversation, Rereading
from goodfaith.platform.events import run_events
from goodfaith.policies.models import FactRecord
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.services.tokens import create_token

pytestmark = pytest.mark.django_db
API = "/api/v1"


class Caller:
    """A program that acts for somebody with one role, with everything that role may do."""

    def __init__(self, staff: Staff) -> None:
        self.client = Client()
        self.client.force_login(staff)

    def get(self, path: str, status: int = 200, **headers: str) -> Any:
        response = self.client.get(f"{API}{path}", headers=headers)
        assert response.status_code == status, response.content
        return response.json() if "json" in response["Content-Type"] else response

    def post(self, path: str, body: Any = b"", status: int = 202, **headers: str) -> Any:
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        response = self.client.post(
            f"{API}{path}", data, content_type="application/json", headers=headers
        )
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def top() -> Unit:
    return unit("top")


@pytest.fixture
def operations(top: Unit) -> Caller:
    return Caller(person("9001", Role.OPERATIONS, top))


@pytest.fixture
def compliance(top: Unit) -> Caller:
    return Caller(person("9002", Role.COMPLIANCE, top))


def test_one_conversation_is_handed_in_and_its_id_comes_back(operations: Caller) -> None:
    (told,) = operations.post("/conversations", call("c1"))["conversations"]
    assert told == {"id": row().pk, "external_id": "c1", "outcome": "added"}


def test_a_batch_tells_what_became_of_each(operations: Caller) -> None:
    arrive(call("c1"))
    told = operations.post("/conversations", [call("c2"), call("c1")])["conversations"]
    assert [one["outcome"] for one in told] == ["added", "same"]


def test_the_same_request_again_does_nothing(operations: Caller) -> None:
    key = {"Idempotency-Key": "k1"}
    first = operations.post("/conversations", [call("c1")], **key)
    assert operations.post("/conversations", [call("c1")], **key) == first


def test_every_problem_of_every_conversation_is_told_and_none_is_taken(operations: Caller) -> None:
    bad = [
        {"id": "c1", "utterances": [{"text": "好"}]},
        {"id": "", "utterances": 7},
        {"id": "c3", "channel": "pigeon", "started_at": "yesterday", "unheard_of": 1},
    ]
    errors = operations.post("/conversations", bad, status=422)["errors"]
    told = {(error["index"], error["field"]) for error in errors}
    assert {(1, "id"), (1, "utterances"), (2, "started_at"), (2, "unheard_of")} <= told
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b'"\xff"', b"[" * 2000])
def test_what_is_no_conversation_is_refused(operations: Caller, body: bytes) -> None:
    operations.post("/conversations", body, status=422)


def test_more_than_a_thousand_are_refused(operations: Caller) -> None:
    operations.post("/conversations", [{"id": f"c{n}"} for n in range(1_001)], status=422)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["id", "utterances", "text", "fields"]),
                                      inner, max_size=4), max_leaves=8))  # fmt: skip
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_sent_is_taken_or_refused(operations: Caller, body: Any) -> None:
    data = msgspec.json.encode(body)
    sent = operations.client.post(f"{API}/conversations", data, content_type="application/json")
    assert sent.status_code in (202, 422)


def test_who_may_not_hand_in_finds_nothing(compliance: Caller) -> None:
    compliance.post("/conversations", call("c1"), status=404)


def test_a_token_hands_in(top: Unit) -> None:
    robot = person("9009", Role.OPERATIONS, top)
    administrator = person("9010", Role.ADMINISTRATOR, top)
    made = create_token(
        actor=administrator, staff=robot, name="acd", scopes=["conversations.receive"],
        expires_at=timezone.now() + timezone.timedelta(days=1), now=timezone.now(),
    )  # fmt: skip
    secret = made[1] if isinstance(made, tuple) else made
    headers = {"Authorization": f"Bearer {secret}"}
    sent = Client().post(f"{API}/conversations", msgspec.json.encode(call("c1")),
                         content_type="application/json", headers=headers)  # fmt: skip
    assert sent.status_code == 202


def test_the_list_goes_on_where_it_ended(compliance: Caller) -> None:
    arrive(*(call(f"c{n}") for n in range(5)))
    seen, cursor = [], ""
    for _ in range(3):
        page = compliance.get(f"/conversations?limit=2&cursor={cursor}")
        seen += [one["external_id"] for one in page["items"]]
        cursor = page["next"]
    assert (sorted(seen), cursor) == ([f"c{n}" for n in range(5)], "")


def test_the_list_is_filtered(compliance: Caller) -> None:
    edition()
    arrive(call("c1"), call("c2", ("A", "您好")), call("c3", ("A", "您好"), policies=("P1",)))
    run_events()
    assert _ids(compliance.get("/conversations?rule=sale.promise")) == ["c1"]
    assert _ids(compliance.get("/conversations?policy=P1")) == ["c3"]
    assert _ids(compliance.get("/conversations?review=clear&from_on=2026-03-02")) == ["c3", "c2"]


def test_an_adviser_sees_their_own_and_nothing_else(top: Unit) -> None:
    adviser = Caller(person("1001", Role.ADVISER, top))
    arrive(call("c1", adviser="1001"), call("c2", adviser="1002"))
    assert _ids(adviser.get("/conversations")) == ["c1"]
    adviser.get(f"/conversations/{row('c1').pk}")
    for part in ("", "/revisions", "/readings", "/findings", "/recording", "/recording/state"):
        adviser.get(f"/conversations/{row('c2').pk}{part}", status=404)


def test_private_data_is_covered_by_role(top: Unit) -> None:
    manager = Caller(person("8001", Role.MANAGER, top))
    person("1001", Role.ADVISER, top)
    arrive(call("c1", ("C", "我的身份证号是11010519491231002X"), adviser="1001"))
    told = manager.get(f"/conversations/{row().pk}")["content"]["utterances"][0]["text"]
    assert "19491231" not in told
    assert len(told) == len("我的身份证号是11010519491231002X")


def test_what_was_read_is_told(compliance: Caller) -> None:
    edition()
    arrive(call("c1"))
    run_events()
    id = row().pk
    found = compliance.get(f"/conversations/{id}/findings")["findings"]
    assert [(f["rule"], f["evidence"][0]["text"]) for f in found] == [("sale.promise", "保本")]
    (reading,) = compliance.get(f"/conversations/{id}/readings")["readings"]
    assert reading["violated"] == ["sale.promise"]
    (revision,) = compliance.get(f"/conversations/{id}/revisions")["revisions"]
    assert (revision["number"], revision["made_by"]) == (1, None)


def test_a_correction_makes_a_revision_and_the_second_is_told(compliance: Caller) -> None:
    arrive(call("c1"))
    path = f"/conversations/{row().pk}/corrections"
    change = {"change": "correct_words", "utterance": 0, "text": "您好"}
    made = compliance.post(path, {"change": change, "expected": 1, "reason": "misheard"}, 201)
    assert made["number"] == 2
    conflict = compliance.post(path, {"change": change, "expected": 1}, 409)
    assert conflict["errors"][0]["number"] == 2
    assert compliance.post(path, {"change": change, "expected": 2}, 422)["errors"]
    compliance.post(path, {"change": {"change": "burn"}, "expected": 2}, 422)


def test_facts_are_handed_in_all_or_none(operations: Caller) -> None:
    policy = {"kind": "policy", "id": "P1", "customer": "K1"}
    errors = operations.post("/facts", [policy, {"kind": "wish", "id": "1"}], status=422)["errors"]
    assert (errors[0]["index"], errors[0]["field"]) == (1, "kind")
    assert operations.post("/facts", [policy]) == {"changed": 1, "same": 0}
    assert operations.post("/facts", [policy]) == {"changed": 0, "same": 1}
    assert FactRecord.objects.get().belongs_to == ["policy:P1", "customer:K1"]


def test_a_period_is_read_again_and_paused(compliance: Caller) -> None:
    edition()
    made = compliance.post("/rereadings", {"from_on": "2026-03-01", "to_on": "2026-03-31"})
    path = f"/rereadings/{made['id']}"
    assert compliance.post(f"{path}/state", {"state": "paused"}, 200)["state"] == "paused"
    compliance.post(f"{path}/state", {"state": "paused"}, 409)
    compliance.post(f"{path}/state", {"state": "running"}, 200)
    run_events()
    assert compliance.get(path)["state"] == Rereading.State.DONE
    assert len(compliance.get("/rulebook-editions")["editions"]) == 1
    assert len(compliance.get("/rereadings")["rereadings"]) == 1


@pytest.mark.parametrize("path", ["/conversations/{}", "/rereadings/{}", "/deliveries/{}"])
@pytest.mark.parametrize("id", [0, 2**63, 10**30])
def test_what_is_not_there_is_not_found(top: Unit, path: str, id: int) -> None:
    everything = person("1", Role.COMPLIANCE, top)
    Caller(everything).get(path.format(id), status=404)


def _ids(page: Any) -> list[str]:
    return [one["external_id"] for one in page["items"]]
