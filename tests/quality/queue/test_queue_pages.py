"""The queue through HTTP: taking, giving back, handing out, settling."""

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
from queued import SYSTEM, UNSURE, cases, settled, task_of

from conversations.arrivals import person, unit
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, ReviewSettings, ReviewTask, SamplingPlan, TimeSpent
from goodfaith.quality.queue.settling import settle_review
from goodfaith.quality.services import ask_supplement
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from goodfaith.trust.roles import Role
from quality.cases.sold import day

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).parent / "query_baseline.json"
NOW = timezone.now()


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff() -> dict[str, Staff]:
    found = settled(NOW)
    return found | {"manager": person("M1", Role.MANAGER, Unit.objects.get(code="HQ"))}


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def pressed(client: Client, address: str, **given: Any) -> str:
    """What the page says after it."""
    answer: Any = client.post(address, given, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_queue_says_what_waits_and_quotes_what_most_needs_eyes(
    staff: dict[str, Staff],
) -> None:
    cases("A1", "A2")
    page = shown(client_of(staff["reviewer"]), "/queue/")
    assert "A1" in page
    assert "保本" in page
    assert "张建国" not in page
    assert "<b>2</b>" in page


def test_minutes_are_told_once_they_have_been_measured(staff: dict[str, Staff]) -> None:
    (case, *_) = cases("A1", "A2")
    ReviewTask.objects.update(due_at=timezone.now())
    client = client_of(staff["reviewer"])
    assert client.get("/queue/?tab=today").context["minutes"] is None
    for n in range(10):
        TimeSpent.objects.create(
            case=case, staff=person(f"x{n}"), at=timezone.now(), seconds=540 + 12 * n
        )
    assert client.get("/queue/?tab=today").context["minutes"] == 20


def test_the_next_one_is_taken_and_opened_and_nobody_else_gets_it(
    staff: dict[str, Staff],
) -> None:
    first, second = cases("A1", "A2")
    opened: Any = client_of(staff["reviewer"]).post("/queue/next/")
    assert opened.url == f"/cases/{first.pk}/"
    assert client_of(staff["second"]).post("/queue/next/").url == f"/cases/{second.pk}/"  # type: ignore[attr-defined]
    assert task_of(first).holder == staff["reviewer"]
    page = pressed(client_of(staff["second"]), f"/queue/{task_of(first).pk}/take/")
    assert "Q1" in page
    assert task_of(first).holder == staff["reviewer"]


def test_as_many_as_fit_are_taken_at_once(staff: dict[str, Staff]) -> None:
    settle_review(actor=SYSTEM, most_in_hand=2, now=NOW)
    cases("A1", "A2", "A3")
    client = client_of(staff["reviewer"])
    pressed(client, "/queue/some/")
    assert ReviewTask.objects.filter(holder=staff["reviewer"], state="held").count() == 2
    page = pressed(client, "/queue/next/")
    assert "2" in page
    assert ReviewTask.objects.filter(state="held").count() == 2


def test_filters_narrow_what_is_taken_next(staff: dict[str, Staff]) -> None:
    cases("A1")
    (other,) = cases("A2", channel="bank")
    query = "tab=review&channel=bank"
    client = client_of(staff["reviewer"])
    assert "A1" not in shown(client, f"/queue/?{query}")
    opened: Any = client.post("/queue/next/", {"query": query})
    assert opened.url == f"/cases/{other.pk}/"
    pressed(client, "/queue/next/", query=query)
    assert ReviewTask.objects.filter(state="held").count() == 1


def test_what_is_given_back_waits_for_anybody(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    client = client_of(staff["reviewer"])
    client.post("/queue/next/")
    number = task_of(case).pk
    assert client_of(staff["second"]).post(f"/queue/{number}/beat/").status_code == 409
    assert client.post(f"/queue/{number}/beat/").status_code == 204
    pressed(client, f"/queue/{number}/back/")
    assert (task_of(case).state, task_of(case).holder) == ("waiting", None)
    assert client.post(f"/queue/{number}/beat/").status_code == 409


def test_a_manager_hands_out_and_takes_back(staff: dict[str, Staff]) -> None:
    first, second = cases("A1", "A2")
    manager = client_of(staff["manager"])
    assert str(staff["reviewer"].pk) in shown(manager, "/queue/")
    given = {"pick": [task_of(first).pk, task_of(second).pk], "to": staff["second"].pk}
    pressed(manager, "/queue/hand-out/", **given)
    assert task_of(first).pushed_to == staff["second"]
    assert client_of(staff["reviewer"]).post("/queue/next/").url == "/queue/"  # type: ignore[attr-defined]
    assert client_of(staff["second"]).post("/queue/next/").url == f"/cases/{first.pk}/"  # type: ignore[attr-defined]
    pressed(manager, "/queue/hand-out/", pick=[task_of(first).pk], anybody="1")
    assert (task_of(first).state, task_of(first).pushed_to) == ("waiting", None)
    assert LedgerEntry.objects.filter(act="review.handed_out").count() == 1


def test_nothing_is_handed_to_who_sold_it_or_works_elsewhere(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    elsewhere = person("Q9", Role.REVIEWER, unit("S9", Unit.objects.get(code="HQ")))
    compliance = client_of(staff["compliance"])
    pressed(compliance, "/queue/hand-out/", pick=[task_of(case).pk], to=elsewhere.pk)
    assert task_of(case).pushed_to is None
    Case.objects.update(adviser=staff["second"])
    pressed(compliance, "/queue/hand-out/", pick=[task_of(case).pk], to=staff["second"].pk)
    assert task_of(case).pushed_to is None


def test_a_reviewer_sees_and_gets_nothing_of_other_units_or_the_own_sale(
    staff: dict[str, Staff],
) -> None:
    (case,) = cases("A1")
    elsewhere = person("Q9", Role.REVIEWER, unit("S9", Unit.objects.get(code="HQ")))
    client = client_of(elsewhere)
    assert "A1" not in shown(client, "/queue/")
    assert client.post(f"/queue/{task_of(case).pk}/take/").status_code == 404
    assert client.post("/queue/next/").url == "/queue/"  # type: ignore[attr-defined]
    Case.objects.update(adviser=staff["reviewer"])
    assert "A1" not in shown(client_of(staff["reviewer"]), "/queue/")
    assert client_of(staff["reviewer"]).post("/queue/next/").url == "/queue/"  # type: ignore[attr-defined]


def test_undecidables_are_ranked_by_what_costs_most_and_capped_a_day(
    staff: dict[str, Staff],
) -> None:
    settle_review(actor=SYSTEM, undecidables_a_day=1, now=NOW)
    cases("A1", "A2", turns=UNSURE)
    client = client_of(staff["reviewer"])
    page = client.get("/queue/?tab=undecidable")
    ((reason, address),) = page.context["reasons"]
    assert (reason.code, reason.count) == ("speaker_unknown", 2)
    assert "A1" in shown(client, f"/queue/{address}")
    client.post("/queue/next/", {"query": "tab=undecidable"})
    other = client_of(staff["second"])
    assert other.post("/queue/next/", {"query": "tab=undecidable"}).url == "/queue/?tab=undecidable"  # type: ignore[attr-defined]
    assert ReviewTask.objects.filter(state="held").count() == 1


def test_sales_that_wait_for_a_supplement_have_a_tab(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    ask_supplement(actor=staff["second"], case=case, seen=case.revision, note="补", now=day(1))
    run_events()
    assert "A1" in shown(client_of(staff["reviewer"]), "/queue/?tab=supplement")
    assert "A1" not in shown(client_of(staff["reviewer"]), "/queue/?tab=review")


def test_the_page_of_a_case_says_who_has_it_and_what_comes_next(staff: dict[str, Staff]) -> None:
    first, second = cases("A1", "A2")
    client = client_of(staff["reviewer"])
    assert f"/queue/{task_of(first).pk}/take/" in shown(client, f"/cases/{first.pk}/")
    client.post("/queue/some/")
    page = shown(client, f"/cases/{first.pk}/")
    assert f'data-next="/cases/{second.pk}/"' in page
    assert f'data-beat="/queue/{task_of(first).pk}/beat/"' in page
    assert "Q1" in shown(client_of(staff["second"]), f"/cases/{first.pk}/")
    assert "data-hand" not in shown(client_of(staff["manager"]), f"/cases/{first.pk}/")


def test_compliance_settles_how_reviewing_goes_on(staff: dict[str, Staff]) -> None:
    client = client_of(staff["compliance"])
    given = {
        "second_share": "12.5", "undecidables_a_day": 7, "most_in_hand": 5, "lease_minutes": 15,
        "acknowledge_days": 4, "appeal_days": 9, "answer_days": 3,
    }  # fmt: skip
    pressed(client, "/queue/settings/", **given)
    row = ReviewSettings.objects.get()
    assert (row.second_share, row.undecidables_a_day, row.lease_minutes) == (0.125, 7, 15)
    assert client.post("/queue/settings/", given | {"most_in_hand": 0}).status_code == 200
    assert ReviewSettings.objects.get().most_in_hand == 5
    assert client_of(staff["reviewer"]).get("/queue/settings/").status_code == 404


def test_a_plan_is_made_tried_and_ended(staff: dict[str, Staff]) -> None:
    client = client_of(staff["compliance"])
    given = {"kind": "random", "share": "10", "starts_on": timezone.localdate().isoformat()}
    assert "data-plan" in shown(client, "/queue/sampling/")
    assert client.get("/queue/sampling/preview/", given).context["preview"].drawn == 0
    pressed(client, "/queue/sampling/", **given)
    plan = SamplingPlan.objects.get(kind="random")
    assert (plan.share, plan.ends_on) == (0.1, None)
    pressed(client, f"/queue/sampling/{plan.pk}/end/")
    plan.refresh_from_db()
    assert plan.ends_on == timezone.localdate() - timedelta(days=1)
    wrong = client.post("/queue/sampling/", given | {"share": "0", "channel": "telesales"})
    assert set(wrong.context["form"].errors) == {"share", "channel"}  # type: ignore[index]


def test_the_queue_goes_out_as_a_file_without_anybody_s_words(staff: dict[str, Staff]) -> None:
    cases("A1")
    answer: Any = client_of(staff["reviewer"]).get("/tables/review_queue/export/csv/?tab=review")
    text = b"".join(answer.streaming_content).decode()
    assert "A1" in text
    assert "保本" not in text


PAGES = {
    "queue": "/queue/?tab=review",
    "mine": "/queue/?tab=mine",
    "undecidable": "/queue/?tab=undecidable",
    "supplement": "/queue/?tab=supplement",
    "settings": "/queue/settings/",
    "sampling": "/queue/sampling/",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_database_no_more_than_they_did(staff: dict[str, Staff], name: str) -> None:
    """A page that asks for more with more rows, or more than before, needs a reason in a commit."""
    cases(*(f"A{n}" for n in range(8)))
    cases(*(f"U{n}" for n in range(3)), turns=UNSURE)
    client = client_of(staff["compliance"])
    client.post("/queue/next/")
    address = PAGES[name]
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    assert len(asked) <= baseline.get(name, 0), f"{name}: {len(asked)} queries"
