"""The pages of cases and the gate, through HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from sold import (
    applied,
    arrive,
    day,
    deliver,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
)

from goodfaith.quality.models import Case, DuePolicy, ScorecardTemplate
from goodfaith.quality.services import conclude
from goodfaith.trust.models import LedgerEntry, Staff
from quality.review.decided import confirm_all

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).parent / "query_baseline.json"
WRONG = ("A", "您好，我叫张建国，这款产品保本，免责条款您看一下"), ("C", "好的")


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff() -> dict[str, Staff]:
    return people()


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    rules()
    deliver(applied(), issued())
    arrive(sold("c1", *WRONG), sold("c2", started_at=day(0, 15)))
    seen()
    return the_case()


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_shows_the_evidence_of_every_call_and_where_it_was_said(
    case: Case, staff: dict[str, Staff]
) -> None:
    page = shown(client_of(staff["reviewer"]), f"/cases/{case.pk}/")
    assert "保本" in page
    talk = case.members.first().conversation_id  # type: ignore[union-attr]
    assert f'/conversations/{talk}/?case={case.pk}#u0"' in page
    assert "张建国" not in page
    assert 'data-key="1"' in page


def test_the_list_finds_a_case_by_its_application_policy_and_customer(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["reviewer"])
    for text in ("A1", "P1", "K1"):
        assert f"/cases/{case.pk}/" in shown(client, f"/cases/?q={text}")
    assert f"/cases/{case.pk}/" not in shown(client, "/cases/?q=A9")
    assert f"/cases/{case.pk}/" in shown(client, "/cases/?state=work&severity=critical")
    assert f"/cases/{case.pk}/" not in shown(client, "/cases/?severity=clear")


def test_a_reviewer_concludes_and_the_second_press_is_told(
    case: Case, staff: dict[str, Staff]
) -> None:
    client, second = client_of(staff["reviewer"]), client_of(staff["second"])
    case = confirm_all(case, staff["reviewer"])
    given = {"act": "unqualified", "revision": case.revision, "note": "保本"}
    client.post(f"/cases/{case.pk}/conclude/", given)
    assert the_case().conclusion == "unqualified"
    answer = second.post(f"/cases/{case.pk}/conclude/", given | {"act": "qualified"}, follow=True)
    assert "Q1" in answer.content.decode()
    assert the_case().conclusion == "unqualified"
    assert LedgerEntry.objects.filter(act="cases.concluded").count() == 1


def test_a_reviewer_never_sees_the_own_sale(case: Case, staff: dict[str, Staff]) -> None:
    Case.objects.update(adviser=staff["reviewer"])
    client = client_of(staff["reviewer"])
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert client_of(staff["second"]).get(f"/cases/{case.pk}/").status_code == 200


def test_compliance_settles_due_times_and_open_cases_follow(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["compliance"])
    given = {"channel": "telesales", "until": "issue", "days": 300, "warn_days": 2}
    assert client.post("/cases/due/", given).status_code == 302
    seen(now=day(1))
    assert DuePolicy.objects.get().days == 300
    due = the_case().due_at
    assert due is not None
    assert due > day(299)


def test_a_scorecard_counts_from_its_day_and_its_mistakes_are_told_at_once(
    case: Case, staff: dict[str, Staff]
) -> None:
    client = client_of(staff["compliance"])
    today = timezone.localdate()
    given = {
        "in_force_from": today.isoformat(), "full_score": 100, "note": "x",
        "lines": "nothing.known 3\nsale.promise lots",
    }  # fmt: skip
    page = client.post("/cases/scorecards/", given).content.decode()
    assert not ScorecardTemplate.objects.exists()
    assert "family:…" in page
    given |= {"lines": "sale.promise veto\nfamily:callback 15"}
    assert client.post("/cases/scorecards/", given).status_code == 302
    assert ScorecardTemplate.objects.get().lines["sale.promise"]["veto"] is True
    started = timezone.now()
    deliver(applied("A2", signed_on=today), now=started)
    arrive(sold("c9", *WRONG, applications=("A2",), started_at=started))
    seen(now=started + timedelta(hours=1))
    assert (the_case("A2").vetoed, the_case("A1").vetoed) == (True, False)


def test_the_gate_answers_without_anybody_s_words(case: Case, staff: dict[str, Staff]) -> None:
    client = client_of(staff["compliance"])
    for id in ("A1", "P1"):
        told = client.get(f"/api/v1/sales/{id}/quality").json()
        assert (told["state"], told["waits_for"], told["findings"]["critical"]) == (
            "open", "review", 1,
        )  # fmt: skip
        assert "保本" not in json.dumps(told, ensure_ascii=False)
        assert "K1" not in json.dumps(told)
    case = confirm_all(case, staff["reviewer"])
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="unqualified",
             now=day(1))  # fmt: skip
    told = client.get("/api/v1/sales/A1/quality").json()
    assert (told["conclusion"], told["waits_for"]) == ("unqualified", "")
    assert client.get("/api/v1/sales/A9/quality").status_code == 404
    assert client_of(staff["reviewer"]).get("/api/v1/sales/A1/quality").status_code == 404


def test_time_spent_is_kept_in_rows_of_its_own(case: Case, staff: dict[str, Staff]) -> None:
    client = client_of(staff["reviewer"])
    for seconds in (40, 20):
        given = {"seconds": seconds, "listened": 10}
        assert client.post(f"/cases/{case.pk}/time/", given).status_code == 204
    assert list(case.time_spent.values_list("seconds", "listened_seconds")) == [(40, 10), (20, 10)]


PAGES = {
    "list": "/cases/",
    "case": "/cases/{id}/",
    "due": "/cases/due/",
    "scorecards": "/cases/scorecards/",
    "gate": "/api/v1/sales/A1/quality",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_database_no_more_than_they_did(
    case: Case, staff: dict[str, Staff], name: str
) -> None:
    """A page that asks for more with more rows, or more than before, needs a reason in a commit."""
    deliver(*(applied(f"A{n}", customer=f"K{n}") for n in range(2, 12)))
    arrive(*(sold(f"x{n}", applications=("A1",)) for n in range(4)))
    seen(now=day(1))
    client: Any = client_of(staff["compliance"])
    address = PAGES[name].format(id=case.pk)
    client.get(address)  # what is found once is kept: rulebooks, private spans
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    assert len(asked) <= baseline.get(name, 0), f"{name}: {len(asked)} queries"
