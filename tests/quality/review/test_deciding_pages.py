"""Deciding, taking back, adding and concluding, through HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from decided import found
from django.test import Client

from goodfaith.analysis import Conversation as Said
from goodfaith.quality.models import Case, Decision
from goodfaith.quality.review.standing import standing
from goodfaith.trust.models import LedgerEntry, Staff
from quality.cases.sold import (
    CALLBACK,
    PROMISE,
    TOLD,
    applied,
    arrive,
    day,
    deliver,
    people,
    rules,
    seen,
    sold,
    the_case,
)
from small_world import rule

pytestmark = pytest.mark.django_db
RULE = "sale.promise"
GREETING = rule(
    "service.greeting",
    title={"zh": "没有问好", "en": "No greeting"},
    severity="minor",
    deducts=2,
    says={"greeting": {"by": "adviser", "any": ["您好"]}},
    violated="no greeting",
)
WRONG = (("A", "您好，我叫张建国，这款产品保本，免责条款您看一下"), ("C", "我的电话13812345678"),
         ("A", "放心"))  # fmt: skip


@pytest.fixture
def staff() -> dict[str, Staff]:
    return people()


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    rules(PROMISE, CALLBACK, TOLD, GREETING)
    deliver(applied())
    arrive(sold("c1", *WRONG), sold("c2", started_at=day(0, 15)))
    seen()
    return the_case()


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pressed(client: Client, case: Case, **given: Any) -> Any:
    """A press as the page sends it."""
    known = {"rule": RULE, "verdict": "confirmed", "seat": 1, "seen": 0, "key": "k1",
             "judgement": case.judgement_id}  # fmt: skip
    return client.post(f"/cases/{case.pk}/decisions/", known | given)


def test_a_finding_is_confirmed_and_answered_as_it_is_then(
    case: Case, staff: dict[str, Staff]
) -> None:
    answer = pressed(client_of(staff["reviewer"]), case)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["rule"], told["left"], told["revision"]) == (RULE, 0, case.revision + 1)
    assert 'data-verdict="confirmed"' in told["html"]
    assert "张建国" not in told["html"]
    assert standing([case.pk])[case.pk][RULE].by == staff["reviewer"]
    assert LedgerEntry.objects.filter(act="findings.decided").count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"verdict": "dismissed"}, "reason"),
        ({"verdict": "dismissed", "reason": "other"}, "comment"),
        ({"verdict": "dismissed", "reason": "weather"}, "reason"),
        ({"verdict": "unclear"}, "verdict"),
        ({"verdict": "maybe"}, "verdict"),
        ({"rule": "nothing.known"}, "rule"),
        ({"rule": "service.greeting"}, "evidence"),
        ({"evidence": "[]"}, "evidence"),
        ({"evidence": '[{"conversation": "c1", "utterance": 9, "start": 0, "end": 1}]'}, "x"),
        ({"evidence": '[{"conversation": "c9", "utterance": 0, "start": 0, "end": 1}]'}, "x"),
        ({"evidence": "{"}, "quotation"),
        ({"key": ""}, "key"),
        ({"key": "x" * 65}, "key"),
        ({"comment": "长" * 1001}, "comment"),
        ({"seat": 2}, "not_held"),
    ],
)
def test_what_does_not_make_a_decision_is_refused_and_nothing_is_kept(
    case: Case, staff: dict[str, Staff], given: dict[str, str], code: str
) -> None:
    answer = pressed(client_of(staff["reviewer"]), case, **given)
    assert answer.status_code == 422, code
    assert not Decision.objects.exists()


def test_pressed_twice_or_sent_again_it_is_one_decision(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    for key in ("k1", "k1", "k2"):
        assert pressed(client, case, key=key).status_code == 200
    assert Decision.objects.count() == 1
    assert LedgerEntry.objects.filter(act="findings.decided").count() == 1


def test_the_second_of_two_people_is_told_who_decided_what(
    case: Case, staff: dict[str, Staff]
) -> None:
    pressed(client_of(staff["reviewer"]), case)
    answer = pressed(client_of(staff["second"]), case, verdict="dismissed", reason="harmless")
    assert answer.status_code == 409
    assert "Q1" in answer.json()["said"]
    assert Decision.objects.get().verdict == "confirmed"
    seen_now = Decision.objects.get().pk
    answer = pressed(client_of(staff["second"]), case, verdict="dismissed", reason="harmless",
                     seen=seen_now)  # fmt: skip
    assert answer.status_code == 200
    assert standing([case.pk])[case.pk][RULE].verdict == "dismissed"


def test_taking_back_restores_what_it_replaced_and_is_done_once(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    pressed(client, case)
    first = Decision.objects.get()
    pressed(client, case, verdict="dismissed", reason="harmless", seen=first.pk, key="k2")
    second = Decision.objects.exclude(pk=first.pk).get()
    for _ in range(2):
        answer = client.post(f"/cases/{case.pk}/decisions/undo/", {"decision": second.pk})
        assert answer.status_code == 200
    assert standing([case.pk])[case.pk][RULE] == first
    client.post(f"/cases/{case.pk}/decisions/undo/", {"decision": first.pk})
    assert standing([case.pk]) == {}
    other = client_of(staff["second"])
    answer = other.post(f"/cases/{case.pk}/decisions/undo/", {"decision": first.pk})
    assert answer.status_code == 422


def quotation(utterance: int = 2, conversation: str = "c1", end: int = 2) -> dict[str, Any]:
    return {"conversation": conversation, "utterance": utterance, "start": 0, "end": end}


def test_what_the_machine_missed_is_added_with_its_words_covered(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    evidence = json.dumps([quotation(1, end=15), quotation(0, end=8)])
    answer = pressed(client, case, rule="service.greeting", evidence=evidence)
    told = answer.json()
    assert told["is_missed"]
    row = Decision.objects.get()
    assert (row.machine, row.group, row.severity) == ("", "", "minor")
    page = client.get(f"/cases/{case.pk}/").content.decode()
    for html in (told["html"], page):
        assert "我的电话" in html
        assert "13812345678" not in html
        assert "张建国" not in html
    answer = client.post(f"/cases/{case.pk}/decisions/undo/", {"decision": row.pk})
    assert answer.json()["html"] == ""


def test_evidence_is_struck_out_and_added_and_stays_covered(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    listed = client.get(f"/cases/{case.pk}/evidence/?rule={RULE}").content.decode()
    assert "保本" in listed
    added = [quotation(2), quotation(1, end=15)]
    told = pressed(client, case, evidence=json.dumps(added)).json()
    assert "放心" in told["html"].replace("</b>", "").replace("<b>", "")
    assert "13812345678" not in told["html"]
    assert Decision.objects.get().evidence == sorted(added, key=lambda q: q["utterance"])
    listed = client.get(f"/cases/{case.pk}/evidence/?rule={RULE}").content.decode()
    assert ("放心" in listed, "保本" in listed) == (True, False)


def test_the_same_words_as_found_are_as_found(case: Case, staff: dict[str, Staff]) -> None:
    group = found(case, RULE)
    assert group is not None
    (one,) = group["findings"][0]["evidence"]
    same = {name: one[name] for name in ("conversation", "utterance", "start", "end")}
    pressed(client_of(staff["reviewer"]), case, evidence=json.dumps([same]))
    assert Decision.objects.get().evidence is None


def test_the_words_of_a_conversation_are_offered_as_far_as_they_may_be_read(
    case: Case, staff: dict[str, Staff]
) -> None:
    talk = case.members.get(conversation__external_id="c1").conversation_id
    client = client_of(staff["reviewer"])
    words = client.get(f"/cases/{case.pk}/words/?conversation={talk}").content.decode()
    assert ("放心" in words, "13812345678" in words, "张建国" in words) == (True, False, False)
    for nothing in ("words/?conversation=99999", "evidence/?rule=nothing"):
        assert "checkbox" not in client.get(f"/cases/{case.pk}/{nothing}").content.decode()


def test_nothing_is_concluded_before_every_violation_is_decided(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    given = {"act": "unqualified", "revision": case.revision}
    answer = client.post(f"/cases/{case.pk}/conclude/", given, follow=True)
    assert the_case().state == "open"
    assert "message" in answer.context or answer.status_code == 200
    told = pressed(client, case).json()
    client.post(f"/cases/{case.pk}/conclude/", given | {"revision": told["revision"]})
    assert the_case().conclusion == "unqualified"
    assert pressed(client, case, key="k9", verdict="dismissed", reason="harmless",
                   seen=Decision.objects.get().pk).status_code == 422  # fmt: skip


def test_who_concludes_is_told_what_another_decided_meanwhile(
    case: Case, staff: dict[str, Staff]
) -> None:
    first = pressed(client_of(staff["reviewer"]), case).json()
    pressed(client_of(staff["second"]), case, verdict="dismissed", reason="harmless", key="k2",
            seen=Decision.objects.get().pk)  # fmt: skip
    given = {"act": "unqualified", "revision": first["revision"]}
    page = client_of(staff["reviewer"]).post(f"/cases/{case.pk}/conclude/", given, follow=True)
    assert "Q2" in page.content.decode()
    assert the_case().state == "open"


def test_evidence_that_changes_asks_again_and_shows_what_was_said_before(
    case: Case, staff: dict[str, Staff], uploaded: Callable[..., None]
) -> None:
    client = client_of(staff["reviewer"])
    pressed(client, case, comment="录音里很清楚")
    uploaded("c1", ("A", "您好，这款产品真的保本，保本的，免责条款您看一下"), ("C", "好"))
    old, case = case, the_case()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "录音里很清楚" in page
    assert "data-open" in page
    assert standing([case.pk]) == {}
    answer = pressed(client, old, key="k2", seen=Decision.objects.get().pk)
    assert answer.status_code == 409  # what was seen is not what is found
    assert pressed(client, case, key="k3", seen=Decision.objects.get().pk).status_code == 200
    assert standing([case.pk])[case.pk][RULE].judgement == case.judgement


@pytest.fixture
def uploaded() -> Callable[..., None]:
    def upload(id: str, *turns: tuple[str, str]) -> None:
        corrected: Said = sold(id, *turns)
        arrive(corrected)
        seen(now=day(1))

    return upload


def test_nobody_decides_about_the_own_sale(case: Case, staff: dict[str, Staff]) -> None:
    Case.objects.update(adviser=staff["compliance"])
    assert pressed(client_of(staff["compliance"]), case).status_code == 422
    Case.objects.update(adviser=staff["reviewer"])
    assert pressed(client_of(staff["reviewer"]), case).status_code == 404
    assert not Decision.objects.exists()
