"""The insurer's people have worked: cases concluded, advisers told, most of the last days left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import pytest

from demo.insurer.moved_in import Home, moved_in
from goodfaith.demo.insurer.state import Moved, read_state
from goodfaith.demo.reviewing.work import work_once, work_through
from goodfaith.demo.simulator import Insurer
from goodfaith.demo.simulator.journey import ZONE
from goodfaith.platform.events import run_events
from goodfaith.quality.models import (
    Appeal,
    AppealStep,
    Case,
    CaseAct,
    Charge,
    CorrectiveAction,
    Decision,
    Notice,
    ReviewTask,
)
from goodfaith.quality.queue.jobs import draw
from goodfaith.quality.queue.plans import first_plan
from goodfaith.trust.models import Staff

EVERYTHING: list[Any] = [
    Appeal, AppealStep, CaseAct, Charge, CorrectiveAction, Decision, Notice, ReviewTask
]  # fmt: skip
TOLD: list[tuple[int, int]] = []


@pytest.fixture(scope="module")
def worked(
    insurer: Insurer,
    first: Moved,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("home")
    with moved_in(insurer, first, folder, django_db_blocker) as home:
        first_plan(now=datetime.now(UTC))
        draw(days=1)
        state = read_state(folder)
        assert state
        work_once(state, folder, lambda *now: TOLD.append(now), run_events)
        run_events()
        yield home


def test_cases_were_concluded_each_by_somebody_else_than_who_sold_it(worked: Home) -> None:
    closed = list(Case.objects.filter(state="closed"))
    assert closed
    assert all(case.concluded_by_id and case.concluded_by_id != case.adviser_id for case in closed)
    assert not ReviewTask.objects.filter(case__in=closed, seat=1, state__in=["waiting", "held"])


def test_enough_is_left_for_whoever_tries_it(worked: Home) -> None:
    assert ReviewTask.objects.filter(state="waiting", seat=1).count() >= 5
    assert not ReviewTask.objects.filter(state="held").exists()


def test_everything_happened_before_the_first_day_in_its_order(worked: Home, first: Moved) -> None:
    began = datetime.combine(first.today, time(), ZONE)
    for kind, name in ((Decision, "at"), (Notice, "sent_at"), (Appeal, "filed_at")):
        assert not kind.objects.filter(**{f"{name}__gte": began}).exists()
    for notice in Notice.objects.select_related("case"):
        assert notice.case.concluded_at
        assert notice.sent_at > notice.case.concluded_at
    for decision in Decision.objects.filter(seat=1, ended_at=None).select_related("case"):
        assert decision.case.concluded_at
        assert decision.at <= decision.case.concluded_at


def test_what_was_confirmed_counts_against_the_adviser_who_is_told(worked: Home) -> None:
    assert Charge.objects.exists()
    for charge in Charge.objects.select_related("decision", "notice"):
        assert charge.decision.verdict == "confirmed"
        assert charge.notice.adviser_id == charge.adviser_id


def test_nobody_decides_in_the_name_of_somebody_without_the_role(worked: Home) -> None:
    people = Staff.objects.filter(pk__in=Decision.objects.values("by")).distinct()
    roles = [set(one.assignments.values_list("role", flat=True)) for one in people]
    assert roles
    assert all(own & {"reviewer", "compliance"} for own in roles)


def test_again_from_the_beginning_nothing_is_there_twice(worked: Home) -> None:
    state = read_state(worked.folder)
    assert state
    assert state.reviewed
    before = [kind.objects.count() for kind in EVERYTHING]
    work_through(state, worked.folder, lambda *_: None, run_events)
    run_events()
    assert [kind.objects.count() for kind in EVERYTHING] == before


def test_progress_ends_with_all(worked: Home) -> None:
    assert sorted(TOLD) == TOLD
    assert TOLD[-1][0] == TOLD[-1][1]
