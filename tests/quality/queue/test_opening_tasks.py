"""Tasks follow their cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from queued import SYSTEM, UNSURE, WRONG, cases, plan, settled, task_of

from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, ReviewTask, SamplingPlan
from goodfaith.quality.queue.calling import call_sales
from goodfaith.quality.queue.ending import finish
from goodfaith.quality.queue.following import follow_cases
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.queue.plans import BEGINNING, end_plan
from goodfaith.quality.queue.settling import settle_review
from goodfaith.quality.services import ask_supplement, conclude, reopen, withdraw
from goodfaith.trust.models import Staff
from quality.cases.sold import applied, arrive, day, deliver, issued, seen, sold, the_case
from quality.review.decided import say

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def staff() -> dict[str, Staff]:
    return settled(NOW)


def test_every_judged_sale_waits_once_however_often_it_is_told(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    for _ in range(3):
        keep_tasks([case.pk], now=NOW)
        call_sales(now=NOW)
    task = task_of(case)
    assert (task.queue, task.state, task.why) == ("review", "waiting", ["sales"])
    assert (task.urgency, task.due_at) == (4.0, case.due_at)
    assert task.not_for == [staff["seller"].pk]


def test_what_is_only_undecidable_is_a_queue_of_its_own_with_its_reasons(
    staff: dict[str, Staff],
) -> None:
    (case,) = cases("A1", turns=UNSURE)
    assert (case.violated, bool(case.undecidable)) == ([], True)
    task = task_of(case)
    assert task.queue == "undecidable"
    assert task.reasons == ["speaker_unknown"]


def test_a_sale_that_no_plan_covers_waits_for_nobody_until_one_does(
    staff: dict[str, Staff],
) -> None:
    end_plan(actor=SYSTEM, plan=SamplingPlan.objects.get(), last_day=BEGINNING, now=NOW)
    (case,) = cases("A1")
    assert not case.tasks.exists()
    plan("sales", NOW, channel="bank", starts_on=BEGINNING)
    assert call_sales(now=NOW) == 0
    plan("sales", NOW, channel="telesales", starts_on=BEGINNING)
    assert (call_sales(now=NOW), call_sales(now=NOW)) == (1, 0)


def test_a_concluded_case_is_done_by_who_concluded(staff: dict[str, Staff]) -> None:
    settle_review(actor=SYSTEM, second_share=0.0, now=NOW)
    (case,) = cases("A1")
    concluded(case, staff)
    task = task_of(case)
    assert (task.state, task.holder) == ("done", staff["reviewer"])
    assert case.tasks.count() == 1


def concluded(case: Case, staff: dict[str, Staff], who: str = "reviewer") -> None:
    case = Case.objects.get(pk=case.pk)
    for rule in case.violated:
        say(case, staff[who], rule, at=NOW)
    conclude(actor=staff[who], case=case, seen=case.revision, conclusion="unqualified", now=NOW)
    run_events()


def test_a_share_of_the_concluded_is_looked_at_a_second_time_by_somebody_else(
    staff: dict[str, Staff],
) -> None:
    settle_review(actor=SYSTEM, second_share=1.0, now=NOW)
    (case,) = cases("A1")
    concluded(case, staff)
    keep_tasks([case.pk], now=NOW + timedelta(minutes=1))
    second = task_of(case, seat=2)
    assert second.queue == "second"
    assert {staff["reviewer"].pk, staff["seller"].pk} <= set(second.not_for)
    finish(case=case, seat=2, actor=staff["second"], now=NOW)  # type: ignore[arg-type]
    keep_tasks([case.pk], now=NOW)
    assert case.tasks.filter(seat=2).count() == 1


def test_what_is_reopened_waits_again_and_its_second_look_is_gone(
    staff: dict[str, Staff],
) -> None:
    settle_review(actor=SYSTEM, second_share=1.0, now=NOW)
    (case,) = cases("A1")
    concluded(case, staff)
    case.refresh_from_db()
    reopen(actor=staff["compliance"], case=case, seen=case.revision, note="x", now=NOW)
    run_events()
    assert task_of(case, seat=2).state == "gone"
    task = task_of(case, state="waiting")
    assert task.why == ["reopened", "sales"]
    assert task.pushed_to is None


def test_a_supplement_that_came_waits_for_whoever_asked_for_it(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    ask_supplement(actor=staff["second"], case=case, seen=case.revision, note="再补", now=day(1))
    run_events()
    assert task_of(case).state == "done"
    arrive(sold("c9", started_at=day(2)))
    seen(now=day(2, 12))
    run_events()
    task = task_of(case, state="waiting")
    assert (task.pushed_to, "supplement" in task.why) == (staff["second"], True)
    assert task.queue == "review"


def test_nobody_inspects_for_those_who_have_left(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    ask_supplement(actor=staff["second"], case=case, seen=case.revision, note="再补", now=day(1))
    Staff.objects.filter(number="Q2").update(is_active=False)
    arrive(sold("c9", started_at=day(2)))
    seen(now=day(2, 12))
    run_events()
    assert task_of(case, state="waiting").pushed_to is None


def test_a_case_that_was_joined_waits_no_more_and_what_drew_it_goes_along(
    staff: dict[str, Staff],
) -> None:
    end_plan(actor=SYSTEM, plan=SamplingPlan.objects.get(), last_day=BEGINNING, now=NOW)
    deliver(issued("P1", application=""), applied("A1"))
    arrive(sold("c1", *WRONG, applications=("A1",)), sold("c2", applications=(), policies=("P1",)))
    seen()
    run_events()
    policy = the_case("P1")
    keep_tasks([policy.pk], drawn={policy.pk: ["complaint"]}, now=NOW)
    before = task_of(policy)
    assert before.state == "waiting"
    deliver(issued("P1"))
    seen(now=day(1))
    run_events()
    (waits,) = ReviewTask.objects.all()
    assert Case.objects.get(pk=policy.pk).merged_into_id == waits.case_id
    assert (waits.pk, waits.state, waits.why) == (before.pk, "waiting", ["complaint"])


def test_of_two_tasks_of_joined_cases_the_one_of_the_case_that_goes_on_stays(
    staff: dict[str, Staff],
) -> None:
    deliver(issued("P1", application=""), applied("A1"))
    arrive(sold("c1", *WRONG, applications=("A1",)), sold("c2", applications=(), policies=("P1",)))
    seen()
    run_events()
    deliver(issued("P1"))
    seen(now=day(1))
    run_events()
    (gone,) = ReviewTask.objects.filter(state="gone")
    (waits,) = ReviewTask.objects.filter(state="waiting")
    assert Case.objects.get(pk=gone.case_id).merged_into_id == waits.case_id


def test_a_withdrawn_sale_waits_for_nobody(staff: dict[str, Staff]) -> None:
    settle_review(actor=SYSTEM, second_share=1.0, now=NOW)
    (case,) = cases("A1")
    withdraw(actor=staff["reviewer"], case=case, seen=case.revision, now=NOW)
    run_events()
    assert not case.tasks.filter(state="waiting").exists()


def test_tasks_follow_due_times_and_teams_without_being_told(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    Case.objects.update(due_at=day(40), unit_path=[77])
    assert (follow_cases(now=NOW), follow_cases(now=NOW)) == (1, 0)
    task = task_of(case)
    assert (task.due_at, task.unit_path) == (day(40), [77])


def test_a_task_of_a_case_that_is_over_is_put_right(staff: dict[str, Staff]) -> None:
    (case,) = cases("A1")
    Case.objects.update(state="closed", concluded_by=staff["reviewer"], concluded_at=NOW)
    assert follow_cases(now=NOW) == 1
    assert task_of(case).state == "done"


def test_a_task_has_its_place_in_the_queue_from_the_moment_it_is_made(
    staff: dict[str, Staff],
) -> None:
    (harmless,) = cases("A1", turns=(("A", "您好，免责条款您看一下"), ("C", "好的")))
    (grave,) = cases("A2")
    assert 0 < task_of(grave).rank < task_of(harmless).rank
    own = {"case": grave, "seat": 2, "made_at": NOW}
    for rank in ({}, {"rank": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewTask.objects.create(**own, **rank)
