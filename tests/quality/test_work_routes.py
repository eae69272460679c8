"""A program does what the pages do: the queue, cases, what follows from them; once each."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conversations.arrivals import PROMISE, arrive
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Appeal, Case, Charge, CorrectiveAction, ReviewTask
from goodfaith.quality.queue.plans import first_plan
from goodfaith.trust.models import Staff
from quality.cases.sold import applied, deliver, rules, seen, sold, the_case
from quality.outcome.concluded import charged, client_of, insurer

pytestmark = pytest.mark.django_db
SAID = "您好，这款产品保本，免责条款您看一下"


@pytest.fixture
def staff() -> dict[str, Staff]:
    return insurer()


def sales(*ids: str) -> None:
    """Sales with a promise, in the queue."""
    rules(PROMISE)
    first_plan(now=timezone.now())
    deliver(*(applied(id) for id in ids))
    arrive(*(sold(f"call-{id}", ("A", SAID), ("C", "好"), applications=(id,)) for id in ids))
    seen()
    run_events()


def sent(client: Client, place: str, body: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    content = json.dumps({} if body is None else body)
    address = f"/api/v1/{place}"
    return client.post(address, content, content_type="application/json", headers=headers)


def told(client: Client, place: str) -> Any:
    answer = client.get(f"/api/v1/{place}")
    assert answer.status_code == 200, answer.content
    assert "保本" not in answer.content.decode()  # nobody's words
    return answer.json()


def test_the_next_task_is_taken_once_for_one_key_and_given_back(staff: dict[str, Staff]) -> None:
    sales("A1", "A2")
    client, other = client_of(staff["reviewer"]), client_of(staff["second"])
    assert len(told(client, "queue?tab=review")["items"]) == 2
    first = sent(client, "queue/next", key="a").json()["task"]
    again = sent(client, "queue/next", key="a").json()["task"]
    assert first == again
    assert (first["state"], first["holder"], first["seat"]) == ("held", "Q1", 1)
    assert ReviewTask.objects.filter(state="held").count() == 1
    assert sent(other, f"queue/{first['id']}/take").json()["code"] == "held"
    assert [one["id"] for one in told(client, "queue?tab=mine")["items"]] == [first["id"]]
    assert sent(client, f"queue/{first['id']}/hold").status_code == 200
    assert sent(other, f"queue/{first['id']}/hold").json()["code"] == "not_held"
    assert sent(client, f"queue/{first['id']}/done").json()["code"] == "conclude"
    assert sent(client, f"queue/{first['id']}/back").json()["state"] == "waiting"
    assert sent(client, f"queue/{first['id']}/back").status_code == 409
    assert sent(other, f"queue/{first['id']}/take").json()["holder"] == "Q2"
    assert sent(client_of(staff["seller"]), "queue/next").status_code == 404
    assert sent(client, "queue/next", {"queue": "best"}).json()["code"] == "queue"


def test_tasks_and_cases_come_by_cursor_and_filter(staff: dict[str, Staff]) -> None:
    sales("A1", "A2", "A3")
    client = client_of(staff["reviewer"])
    for place in ("queue", "cases"):
        page = told(client, f"{place}?limit=2")
        rest = told(client, f"{place}?limit=2&cursor={page['next']}")
        ids = [one["id"] for one in (*page["items"], *rest["items"])]
        assert (len(ids), len(set(ids)), rest["next"]) == (3, 3, "")
    (one,) = told(client, "cases?q=A2")["items"]
    assert (one["sale"], one["worst"], one["violated"]) == ("A2", "critical", ["sale.promise"])
    assert told(client, "cases?severity=clear")["items"] == []
    assert told(client, "queue?severity=critical&tab=today") is not None
    for wrong in ("cases?state=nowhere", "queue?why=because", "queue?tab=all", "cases?cursor=x"):
        assert client.get(f"/api/v1/{wrong}").status_code == 422, wrong
    assert told(client_of(staff["stranger"]), "cases")["items"] == []


def test_a_case_is_told_by_rule_decided_and_concluded(staff: dict[str, Staff]) -> None:
    sales("A1")
    client, case = client_of(staff["reviewer"]), the_case()
    place = f"cases/{case.pk}"
    found = told(client, place)
    (group,) = found["findings"]
    assert (group["rule"], group["verdict"], group["decision"]) == (
        "sale.promise",
        "violated",
        None,
    )
    (quoted,) = group["evidence"]
    at = SAID.index("保本")
    assert quoted == {"conversation": "call-A1", "utterance": 0, "start": at, "end": at + 2}
    body = {"act": "unqualified", "revision": found["revision"]}
    assert sent(client, f"{place}/conclusion", body).json()["code"] == "undecided"
    said = {"rule": "sale.promise", "verdict": "confirmed", "key": "a"}
    assert sent(client, f"{place}/decisions", said).status_code == 201
    assert sent(client, f"{place}/conclusion", body).json()["code"] == "changed_meanwhile"
    body["revision"] = told(client, place)["revision"]
    for _ in range(2):
        done = sent(client, f"{place}/conclusion", body, key="c")
        assert (done.status_code, done.json()["conclusion"]) == (200, "unqualified"), done.content
    run_events()
    assert told(client, place)["findings"][0]["decision"]["verdict"] == "confirmed"
    assert case.acts.filter(kind="concluded").count() == 1
    assert ReviewTask.objects.get(case=case, seat=1).state == "done"
    assert sent(client, f"{place}/conclusion", {"act": "burn", "revision": 1}).status_code == 422
    assert sent(client_of(staff["seller"]), f"{place}/conclusion", body).status_code == 404


def test_whoever_reads_blindly_is_told_how_nothing_stands(staff: dict[str, Staff]) -> None:
    case = charged(staff)
    reader = staff["compliance"]
    task = ReviewTask.objects.create(
        case=case, seat=2, queue="second", state="held", holder=reader, made_at=timezone.now(),
        unit_path=case.unit_path, rank=1,
    )  # fmt: skip
    client = client_of(reader)
    found = told(client, f"cases/{case.pk}")
    assert not {"state", "conclusion", "concluded_by", "concluded_at"} & found.keys()
    assert [group["decision"] for group in found["findings"]] == [None, None]
    for place in ("cases", "notices", "charges", "appeals?look=all"):
        assert told(client, place)["items"] == [], place
    assert client.get(f"/api/v1/notices/{case.notices.get().pk}").status_code == 404
    assert client.get("/api/v1/sales/A1/quality").status_code == 404
    assert sent(client, f"queue/{task.pk}/done").json()["code"] == "not_finished"
    for rule in case.violated:
        said = {"rule": rule, "verdict": "confirmed", "seat": 2, "key": rule}
        assert sent(client, f"cases/{case.pk}/decisions", said).status_code == 201
    assert sent(client, f"queue/{task.pk}/done").json() == {"differing": 0}
    assert told(client, f"cases/{case.pk}")["conclusion"] == "unqualified"


def test_an_adviser_reads_appeals_and_somebody_else_answers(staff: dict[str, Staff]) -> None:
    charged(staff)
    own, judge = client_of(staff["seller"]), client_of(staff["second"])
    (notice,) = told(own, "notices")["items"]
    whole = told(own, f"notices/{notice['id']}")
    assert {one["rule"]: one["points"] for one in whole["charges"]} == {
        "sale.promise": 20, "disclosure.exclusions": 5,
    }  # fmt: skip
    place = f"notices/{notice['id']}/acknowledge"
    assert sent(judge, place).status_code == 404
    read = sent(own, place, {"rules": ["disclosure.exclusions"]}).json()
    assert [bool(one["acknowledged_at"]) for one in read["charges"]] == [False, True]
    charge = Charge.objects.get(rule="sale.promise")
    for _ in range(2):
        filed = sent(own, f"charges/{charge.pk}/appeal", {"text": "没有说过"}, key="f")
        assert filed.status_code == 201
    assert Appeal.objects.count() == 1
    assert sent(own, f"charges/{charge.pk}/appeal", {"text": " "}).json()["code"] == "text"
    (waiting,) = told(judge, "appeals")["items"]
    place = f"appeals/{waiting['id']}/answer"
    given = {"act": "uphold", "revision": waiting["revision"], "reason": "确实没有"}
    assert sent(judge, place, given).json()["code"] == "reason"
    assert (
        sent(client_of(staff["reviewer"]), place, given | {"code": "not_said"}).status_code == 409
    )
    late = given | {"revision": 99, "code": "not_said"}
    assert sent(judge, place, late).json()["code"] == "changed_meanwhile"
    assert sent(judge, place, given | {"code": "not_said"}).json()["state"] == "upheld"
    mine = told(own, f"appeals/{waiting['id']}")
    assert "judge" not in mine
    assert [step["kind"] for step in mine["steps"]] == ["filed", "upheld"]
    assert {step["who"] for step in mine["steps"]} == {staff["seller"].name, ""}
    restored = told(own, "charges?state=restored")["items"]
    assert [one["rule"] for one in restored] == ["sale.promise"]


def test_what_was_rejected_is_carried_on_by_the_adviser(staff: dict[str, Staff]) -> None:
    charged(staff)
    own, judge = client_of(staff["seller"]), client_of(staff["second"])
    charge = Charge.objects.get(rule="sale.promise")
    made = sent(own, f"charges/{charge.pk}/appeal", {"text": "没有说过"}).json()
    place = f"appeals/{made['id']}"
    given = {"act": "reject", "revision": made["revision"], "reason": "录音里有"}
    rejected = sent(judge, f"{place}/answer", given).json()
    assert rejected["state"] == "rejected"
    on = {"act": "carry_on", "revision": rejected["revision"], "text": "请经理看"}
    carried = sent(own, f"{place}/go-on", on).json()
    assert (carried["state"], carried["stage"]) == ("filed", "manager")
    gone = {"act": "drop", "revision": carried["revision"]}
    assert sent(own, f"{place}/go-on", gone).json()["state"] == "dropped"
    assert sent(own, f"{place}/go-on", gone | {"act": "run"}).json()["code"] == "act"


def test_a_corrective_action_is_opened_done_and_closed_by_somebody_else(
    staff: dict[str, Staff],
) -> None:
    case = charged(staff)
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    opener, own = client_of(staff["reviewer"]), client_of(staff["seller"])
    body = {"actions": [{"kind": "call", "what": "打电话更正"}], "owner": "0231", "due_on": due,
            "rule": "sale.promise"}  # fmt: skip
    place = f"cases/{case.pk}/corrective"
    assert sent(opener, place, body | {"owner": "nobody"}).json()["code"] == "owner"
    assert sent(opener, place, body | {"actions": []}).json()["code"] == "kind"
    for _ in range(2):
        made = sent(opener, place, body, key="o")
        assert made.status_code == 201
    action = CorrectiveAction.objects.get()
    assert (action.rule, action.owner) == ("sale.promise", staff["seller"])
    assert [one["id"] for one in told(own, "corrective")["items"]] == [action.pk]
    place = f"corrective/{action.pk}/acts"
    done = sent(own, place, {"act": "report_done", "revision": 1, "note": "打过了"}).json()
    assert done["state"] == "done"
    assert sent(own, place, {"act": "close", "revision": 2}).status_code == 409
    stale = {"act": "close", "revision": 1}
    assert sent(opener, place, stale).json()["code"] == "changed_meanwhile"
    closed = sent(opener, place, {"act": "close", "revision": 2}).json()
    assert (closed["state"], [step["kind"] for step in closed["steps"]]) == (
        "closed", ["opened", "done", "closed"],
    )  # fmt: skip
    assert told(opener, "corrective?look=closed")["items"][0]["id"] == action.pk
    assert Case.objects.get().pk == case.pk
