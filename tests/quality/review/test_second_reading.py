"""The second reader knows nothing of the first; where they differ, a third settles it."""

from __future__ import annotations

from typing import Any

import pytest
from decided import confirm_all, say
from django.test import Client
from django.utils import timezone

from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, Decision, Disagreement, ReviewTask, Seat
from goodfaith.quality.queue.taking import hold
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.refusals import NotFinished, NotSeated
from goodfaith.quality.review.second import compare, finish
from goodfaith.quality.review.standing import standing
from goodfaith.quality.services import conclude
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import viewer_of
from quality.cases.sold import (
    applied,
    arrive,
    day,
    deliver,
    people,
    person,
    rules,
    seen,
    sold,
    the_case,
)

pytestmark = pytest.mark.django_db
RULE = "sale.promise"
SECRET = "只有第一个人知道的话"
WRONG = ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")


@pytest.fixture
def staff() -> dict[str, Staff]:
    found = people()
    found["arbiter"] = person("Q3", Role.REVIEWER, Unit.objects.get(code="HQ"))
    return found


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    """Concluded by the first, with every violation confirmed."""
    rules()
    deliver(applied())
    arrive(sold("c1", *WRONG))
    seen()
    case = confirm_all(the_case(), staff["reviewer"])
    decide(actor=staff["reviewer"], case=case, rule=RULE, verdict="confirmed", comment=SECRET,
           key="with words", now=day(1))  # fmt: skip
    case = the_case()
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="unqualified",
             note=SECRET, now=day(1))  # fmt: skip
    return the_case()


def task(case: Case, holder: Staff | None, seat: Seat = Seat.SECOND, **more: Any) -> ReviewTask:
    queue = "second" if seat == Seat.SECOND else "arbitration"
    held = {"state": "held", "holder": holder} if holder else {"state": "waiting"}
    known = {"queue": queue, "made_at": day(1), "rank": 1, "unit_path": case.unit_path} | held
    return ReviewTask.objects.create(case=case, seat=seat, **(known | more))


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def says(by: Staff, case: Case, verdict: str, seat: Seat, rule: str = RULE) -> Decision:
    reason = "harmless" if verdict == "dismissed" else ""
    return decide(actor=by, case=case, rule=rule, verdict=verdict, reason=reason, seat=seat,
                  key=f"{by.number} {rule} {verdict}", now=timezone.now())  # fmt: skip


def test_the_second_is_shown_nothing_of_what_the_first_said(
    case: Case, staff: dict[str, Staff]
) -> None:
    task(case, staff["second"])
    client = client_of(staff["second"])
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "保本" in page
    for told in (SECRET, "Q1", case.get_conclusion_display(), "data-verdict="):
        assert told not in page.replace(staff["second"].name, ""), told
    listed = client.get("/cases/").content.decode()
    assert f"/cases/{case.pk}/" not in listed
    exported = client.get("/tables/cases/export/csv/")
    body = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert b"A1" not in body
    told = client.get(f"/api/v1/cases/{case.pk}/decisions").json()
    assert told["decisions"] == []
    others = client_of(staff["arbiter"]).get(f"/cases/{case.pk}/").content.decode()
    assert SECRET in others


def test_whoever_has_seen_what_the_first_said_is_not_the_second(
    case: Case, staff: dict[str, Staff]
) -> None:
    waiting = task(case, None)
    client = client_of(staff["second"])
    for _ in range(2):
        client.get(f"/cases/{case.pk}/")
    waiting.refresh_from_db()
    assert waiting.not_for == [staff["second"].pk]


def test_two_who_say_the_same_leave_nothing_to_settle(case: Case, staff: dict[str, Staff]) -> None:
    held = task(case, staff["second"])
    with pytest.raises(NotFinished):
        finish(actor=staff["second"], case=case, now=day(2))
    says(staff["second"], case, "confirmed", Seat.SECOND)
    answer = client_of(staff["second"]).post(f"/cases/{case.pk}/second/", follow=True)
    assert answer.status_code == 200
    held.refresh_from_db()
    assert held.state == "done"
    assert not Disagreement.objects.exists()
    assert SECRET in client_of(staff["second"]).get(f"/cases/{case.pk}/").content.decode()


def test_where_two_differ_somebody_else_settles_it_and_that_stands(
    case: Case, staff: dict[str, Staff]
) -> None:
    task(case, staff["second"])
    says(staff["second"], case, "dismissed", Seat.SECOND)
    assert standing([case.pk])[case.pk][RULE].verdict == "confirmed"  # not told before the end
    assert finish(actor=staff["second"], case=case, now=timezone.now()) == [RULE]
    settling = ReviewTask.objects.get(seat=Seat.ARBITER)
    known = {staff["reviewer"].pk, staff["second"].pk, staff["seller"].pk}
    assert set(settling.not_for) == known
    settling.state, settling.holder = "held", staff["arbiter"]
    settling.save()
    page = client_of(staff["arbiter"]).get(f"/cases/{case.pk}/").content.decode()
    assert (SECRET in page, "Q1" in page, "Q2" in page) == (True, True, True)
    says(staff["arbiter"], case, "confirmed", Seat.ARBITER)
    assert finish(actor=staff["arbiter"], case=case, now=timezone.now()) == []
    assert Disagreement.objects.get().settled_at is not None
    assert standing([case.pk])[case.pk][RULE].seat == Seat.ARBITER


def test_nobody_sits_in_two_seats(case: Case, staff: dict[str, Staff]) -> None:
    task(case, staff["reviewer"])
    with pytest.raises(NotSeated):
        says(staff["reviewer"], case, "dismissed", Seat.SECOND)
    with pytest.raises(NotSeated):
        says(staff["reviewer"], case, "dismissed", Seat.FIRST)
    task(case, staff["second"], Seat.ARBITER)
    with pytest.raises(NotSeated):
        says(staff["second"], case, "dismissed", Seat.ARBITER)  # nothing to settle


def test_what_only_one_of_them_heard_is_settled_too(case: Case, staff: dict[str, Staff]) -> None:
    task(case, staff["second"])
    says(staff["second"], case, "confirmed", Seat.SECOND)
    say(case, staff["second"], "callback.in_time", seat=Seat.SECOND,
        evidence=[{"conversation": "c1", "utterance": 0, "start": 0, "end": 2}])  # fmt: skip
    assert finish(actor=staff["second"], case=case, now=timezone.now()) == ["callback.in_time"]
    ReviewTask.objects.filter(seat=Seat.ARBITER).update(state="held", holder=staff["arbiter"])
    answer = client_of(staff["arbiter"]).post(
        f"/cases/{case.pk}/decisions/",
        {"rule": "callback.in_time", "verdict": "dismissed", "seat": 3, "key": "a", "seen": 0},
    )
    assert (answer.status_code, answer.json()["left"]) == (200, 0)


def test_two_are_compared_by_what_they_said_of_the_same() -> None:
    first = {"a": ("1", "confirmed"), "b": ("1", "confirmed"), "c": ("2", "confirmed"),
             "d": ("", "confirmed")}  # fmt: skip
    second = {"a": ("1", "dismissed"), "b": ("1", "confirmed"), "c": ("3", "dismissed"),
              "e": ("", "confirmed"), "f": ("9", "unclear")}  # fmt: skip
    assert compare(first, second) == ["a", "d", "e"]
    assert compare(second, first) == ["a", "d", "e"]
    assert compare(first, first) == []


def test_the_page_of_agreement_counts_what_both_said_then_and_opens_its_cases(
    case: Case, staff: dict[str, Staff]
) -> None:
    task(case, staff["second"])
    client = client_of(staff["compliance"])
    assert f"rule={RULE}" not in client.get("/agreement/").content.decode()  # not before the end
    says(staff["second"], case, "dismissed", Seat.SECOND)
    finish(actor=staff["second"], case=case, now=timezone.now())
    page = client.get("/agreement/").content.decode()
    assert f"rule={RULE}&amp;said=different" in page
    for said, is_there in (("different", True), ("same", False)):
        listed = client.get(f"/agreement/cases/?rule={RULE}&said={said}").content.decode()
        assert (f"/cases/{case.pk}/" in listed) == is_there
    exported = client.get("/tables/second_readings/export/csv/")
    body = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert b"A1" in body
    for unusual in ("?since=2020-01-01&until=2020-12-31", "?unit=99999"):
        assert f"rule={RULE}" not in client.get(f"/agreement/{unusual}").content.decode()
    # What the first says after they have been told does not count.
    Case.objects.update(state=Case.State.REOPENED)
    says(staff["reviewer"], case, "dismissed", Seat.FIRST)
    assert f"rule={RULE}&amp;said=different" in client.get("/agreement/").content.decode()


@pytest.mark.parametrize("is_handed", [False, True])
def test_the_ledger_tells_the_second_nothing_until_they_have_finished(
    case: Case, staff: dict[str, Staff], is_handed: bool
) -> None:
    """Somebody with compliance rights holds the second look, or it was handed out to them."""
    run_events()
    person = staff["compliance"]
    own = task(case, None if is_handed else person, pushed_to=person if is_handed else None)
    client = client_of(person)
    others = client_of(auditor())
    assert ledger_of(client, case) == set()
    assert ledger_of(others, case) >= {"cases.concluded", "findings.decided", "notices.sent"}
    if is_handed:
        hold(actor=viewer_of(person, timezone.localdate()), task=own, now=timezone.now())
    for rule in case.violated:
        says(person, case, "confirmed", Seat.SECOND, rule)
    assert ledger_of(client, case) == set()
    finish(actor=person, case=case, now=timezone.now())
    assert ledger_of(client, case) == ledger_of(others, case)


def auditor() -> Staff:
    return person("L2", Role.COMPLIANCE, Unit.objects.get(code="HQ"))


def ledger_of(client: Client, case: Case) -> set[str]:
    """The acts about the case and what follows from it, in the list, its export and the API."""
    told = client.get("/api/v1/ledger?limit=200").json()["items"]
    about = [each for each in told if each["object_kind"] in ABOUT]
    exported = client.get("/tables/ledger/export/csv/")
    body = b"".join(exported.streaming_content) if exported.streaming else exported.content
    acts = {each["act"] for each in about}
    for act in ("cases.concluded", "notices.sent"):
        assert (act in body.decode("utf-8-sig")) == (act in acts), act
    page = client.get("/ledger/").content.decode()
    assert (f"/cases/{case.pk}/" in page) == bool(acts)
    return acts


ABOUT = ("quality.case", "quality.notice", "quality.charge")
