"""Taking what waits, having it in hand, giving it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from queued import SYSTEM, looks

from conversations.arrivals import person, unit
from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.quality.queue import taking
from goodfaith.quality.queue.handing import hand_out
from goodfaith.quality.queue.settling import settle_review
from goodfaith.quality.queue.taking import CapReached, HandsFull, NotTaken, hold, take_next
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def staff() -> dict[str, Staff]:
    top = unit("HQ")
    return {
        "first": person("Q1", Role.REVIEWER, top),
        "second": person("Q2", Role.REVIEWER, top),
        "manager": person("M1", Role.MANAGER, top),
    }


def waiting(number: int, where: Staff, **values: Any) -> ReviewTask:
    """A task of a case made for it, in the unit where somebody works."""
    place = where.placements.get().unit_id
    case = Case.objects.create(
        kind="sale", sale=f"A{number}", day=NOW.date(), opened_at=NOW, unit_path=[place],
        **values.pop("case", {}),
    )  # fmt: skip
    known = {"unit_path": [place], "made_at": NOW, "rank": number + 1}
    return ReviewTask.objects.create(case=case, **(known | values))


def taken_by(staff: Staff, now: datetime = NOW, **given: Any) -> ReviewTask | None:
    return take_next(actor=looks(staff, NOW), now=now, **given)


def test_what_is_due_first_is_taken_first(staff: dict[str, Staff]) -> None:
    tasks = [waiting(n, staff["first"]) for n in (3, 1, 2)]
    assert [taken_by(staff["first"]) for _ in range(4)] == [tasks[1], tasks[2], tasks[0], None]


def test_what_was_handed_to_somebody_comes_first_for_them_and_never_for_others(
    staff: dict[str, Staff],
) -> None:
    first, later = waiting(1, staff["first"]), waiting(2, staff["first"])
    hand_out(actor=looks(staff["manager"], NOW), tasks=[later.pk], to=staff["second"], now=NOW)
    assert taken_by(staff["first"]) == first
    assert taken_by(staff["first"]) is None
    assert taken_by(staff["second"]) == later


def test_nobody_looks_twice_or_at_the_own_sale(staff: dict[str, Staff]) -> None:
    waiting(1, staff["first"], not_for=[staff["first"].pk])
    waiting(2, staff["first"], case={"adviser": staff["first"]})
    assert taken_by(staff["first"]) is None
    assert taken_by(staff["second"]) is not None


def test_a_case_that_is_concluded_is_not_given_to_anybody(staff: dict[str, Staff]) -> None:
    waiting(1, staff["first"], case={"state": "closed"})
    waiting(2, staff["first"], seat=Seat.SECOND, queue="second")
    assert taken_by(staff["first"]) is None
    assert taken_by(staff["first"], queue="second") is None


def test_what_is_left_lying_comes_back_and_an_open_page_keeps_it(staff: dict[str, Staff]) -> None:
    task = waiting(1, staff["first"])
    taken_by(staff["first"])
    later = NOW + timedelta(minutes=29)
    assert taking.renew(actor=looks(staff["first"], NOW), task=task.pk, now=later)
    assert taking.take_back_lapsed(now=later + timedelta(minutes=29)) == 0
    assert taking.take_back_lapsed(now=later + timedelta(minutes=31)) == 1
    assert not taking.renew(actor=looks(staff["first"], NOW), task=task.pk, now=later)
    assert taken_by(staff["second"]) == task


def test_what_was_handed_to_somebody_goes_on_waiting_for_them_when_left_lying(
    staff: dict[str, Staff],
) -> None:
    task = waiting(1, staff["first"], pushed_to=staff["second"])
    assert taken_by(staff["second"]) == task
    taking.take_back_lapsed(now=NOW + timedelta(hours=9))
    assert taken_by(staff["first"]) is None
    assert taken_by(staff["second"]) == task


def test_giving_back_frees_also_what_was_handed_out(staff: dict[str, Staff]) -> None:
    task = waiting(1, staff["first"], pushed_to=staff["second"])
    taken_by(staff["second"])
    assert taking.give_back(actor=looks(staff["second"], NOW), task=task.pk, now=NOW)
    assert not taking.give_back(actor=looks(staff["second"], NOW), task=task.pk, now=NOW)
    assert taken_by(staff["first"]) == task


def test_hands_hold_only_so_much(staff: dict[str, Staff]) -> None:
    settle_review(actor=SYSTEM, most_in_hand=2, now=NOW)
    tasks = [waiting(n, staff["first"]) for n in range(4)]
    viewer = looks(staff["first"], NOW)
    assert taking.take_some(actor=viewer, now=NOW) == tasks[:2]
    with pytest.raises(HandsFull):
        taken_by(staff["first"])
    with pytest.raises(HandsFull):
        hold(actor=viewer, task=tasks[3], now=NOW)
    assert hold(actor=viewer, task=tasks[0], now=NOW) == tasks[0]


def test_the_second_of_two_who_want_one_is_told_who_has_it(staff: dict[str, Staff]) -> None:
    task = waiting(1, staff["first"])
    hold(actor=looks(staff["first"], NOW), task=task, now=NOW)
    with pytest.raises(NotTaken) as refused:
        hold(actor=looks(staff["second"], NOW), task=task, now=NOW)
    assert refused.value.task.holder == staff["first"]


def test_undecidables_have_a_cap_a_day_that_does_not_hold_for_what_was_handed_out(
    staff: dict[str, Staff],
) -> None:
    settle_review(actor=SYSTEM, undecidables_a_day=2, now=NOW)
    tasks = [waiting(n, staff["first"], queue="undecidable") for n in range(4)]
    viewer = looks(staff["first"], NOW)
    assert len(taking.take_some(actor=viewer, queue="undecidable", now=NOW)) == 2
    for act in (taking.take_next, taking.take_some):
        with pytest.raises(CapReached):
            act(actor=looks(staff["second"], NOW), queue="undecidable", now=NOW)
    with pytest.raises(CapReached):
        hold(actor=looks(staff["second"], NOW), task=tasks[3], now=NOW)
    hand_out(actor=looks(staff["manager"], NOW), tasks=[tasks[3].pk], to=staff["second"], now=NOW)
    assert taken_by(staff["second"], queue="undecidable") == tasks[3]
    tomorrow = NOW + timedelta(days=1)
    assert taken_by(staff["second"], now=tomorrow, queue="undecidable") == tasks[2]
    assert taking.give_back(actor=viewer, task=tasks[0].pk, now=tomorrow)
    assert taking.taken_today(NOW) == 2


def test_a_manager_is_no_reviewer(staff: dict[str, Staff]) -> None:
    waiting(1, staff["first"])
    assert taken_by(staff["manager"]) is None
