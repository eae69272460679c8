"""Whatever people and time do to the queue, in any order: one pair of hands at most for a task."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from queued import SYSTEM, looks

from conversations.arrivals import person, unit
from goodfaith.quality.models import Case, ReviewTask
from goodfaith.quality.queue import taking
from goodfaith.quality.queue.handing import hand_out, hand_to_anybody
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.queue.settling import settle_review
from goodfaith.quality.queue.taking import HandsFull, NotTaken
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
WHO = st.sampled_from(["Q1", "Q2"])
TASKS = st.integers(0, 3)
MOST = 2
LEASE = timedelta(minutes=30)


class Queue(RuleBasedStateMachine):
    """Beside it a model of three lines a task: its state, its holder until when, for whom."""

    @initialize()
    def begin(self) -> None:
        self.atomic: Any = transaction.atomic()
        self.atomic.__enter__()
        self.now: datetime = timezone.now()
        settle_review(actor=SYSTEM, most_in_hand=MOST, second_share=0.0, now=self.now)
        top = unit("HQ")
        self.people: dict[str, Staff] = {
            "Q1": person("Q1", Role.REVIEWER, top),
            "Q2": person("Q2", Role.REVIEWER, top),
            "M1": person("M1", Role.MANAGER, top),
        }
        self.cases = [
            Case.objects.create(
                kind="sale", sale=f"A{n}", day=self.now.date(), opened_at=self.now,
                unit_path=[top.pk], adviser=self.people["Q2"] if n == 3 else None,
            )
            for n in range(4)
        ]  # fmt: skip
        drawn = {case.pk: ["complaint"] for case in self.cases}
        keep_tasks(drawn, drawn=drawn, now=self.now)
        self.ids = [case.tasks.get().pk for case in self.cases]
        self.state = dict.fromkeys(self.ids, "waiting")
        self.holder: dict[int, str] = {}
        self.until: dict[int, datetime] = {}
        self.pushed: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def may(self, who: str, id: int) -> bool:
        own = who == "Q2" and id == self.ids[3]
        return self.state[id] == "waiting" and not own and self.pushed.get(id, who) == who

    def full(self, who: str) -> bool:
        return sum(holder == who for holder in self.holder.values()) >= MOST

    def take(self, who: str, id: int) -> None:
        self.state[id], self.holder[id], self.until[id] = "held", who, self.now + LEASE

    def free(self, id: int) -> None:
        self.state[id] = "waiting"
        del self.holder[id], self.until[id]

    def viewer(self, who: str) -> Any:
        return looks(self.people[who], self.now)

    @rule(who=WHO)
    def takes_the_next(self, who: str) -> None:
        fitting = [id for id in self.ids if self.may(who, id)]
        fitting.sort(key=lambda one: (self.pushed.get(one) != who, one))
        if self.full(who):
            with pytest.raises(HandsFull):
                taking.take_next(actor=self.viewer(who), now=self.now)
            return
        task = taking.take_next(actor=self.viewer(who), now=self.now)
        assert (task.pk if task else None) == (fitting[0] if fitting else None)
        if task:
            self.take(who, task.pk)

    @rule(who=WHO, at=TASKS)
    def wants_one(self, who: str, at: int) -> None:
        id = self.ids[at]
        task = ReviewTask.objects.get(pk=id)
        if self.holder.get(id) == who:
            taking.hold(actor=self.viewer(who), task=task, now=self.now)
            self.until[id] = self.now + LEASE
        elif self.full(who):
            with pytest.raises(HandsFull):
                taking.hold(actor=self.viewer(who), task=task, now=self.now)
        elif self.may(who, id):
            taking.hold(actor=self.viewer(who), task=task, now=self.now)
            self.take(who, id)
        else:
            with pytest.raises(NotTaken):
                taking.hold(actor=self.viewer(who), task=task, now=self.now)

    @rule(who=WHO, at=TASKS)
    def gives_back(self, who: str, at: int) -> None:
        id = self.ids[at]
        mine = self.holder.get(id) == who
        assert taking.give_back(actor=self.viewer(who), task=id, now=self.now) == mine
        if mine:
            self.free(id)
            self.pushed.pop(id, None)

    @rule(who=WHO, at=TASKS)
    def page_is_open(self, who: str, at: int) -> None:
        id = self.ids[at]
        mine = self.holder.get(id) == who
        assert taking.renew(actor=self.viewer(who), task=id, now=self.now) == mine
        if mine:
            self.until[id] = self.now + LEASE

    @rule(minutes=st.sampled_from([5, 20, 31]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        lapsed = [id for id, until in self.until.items() if until < self.now]
        assert taking.take_back_lapsed(now=self.now) == len(lapsed)
        for id in lapsed:
            self.free(id)

    @rule(to=WHO, at=TASKS)
    def is_handed_out(self, to: str, at: int) -> None:
        id = self.ids[at]
        done = hand_out(actor=self.viewer("M1"), tasks=[id], to=self.people[to], now=self.now)
        is_open, own = self.state[id] in ("waiting", "held"), to == "Q2" and at == 3
        assert done.given == ((id,) if is_open and not own else ())
        if done.given:
            if id in self.holder:
                self.free(id)
            self.pushed[id] = to

    @rule(at=TASKS)
    def is_for_anybody(self, at: int) -> None:
        id = self.ids[at]
        open_and_bound = self.state[id] == "held" or (
            self.state[id] == "waiting" and id in self.pushed
        )
        found = hand_to_anybody(actor=self.viewer("M1"), tasks=[id], now=self.now)
        assert found == int(open_and_bound)
        if id in self.holder:
            self.free(id)
        if self.state[id] == "waiting":
            self.pushed.pop(id, None)

    @precondition(lambda self: "waiting" in self.state.values() or self.holder)
    @rule(at=TASKS, who=WHO, conclusion=st.sampled_from(["qualified", "withdrawn"]))
    def is_concluded(self, at: int, who: str, conclusion: str) -> None:
        id, case = self.ids[at], self.cases[at]
        Case.objects.filter(pk=case.pk).update(
            state="closed", conclusion=conclusion, concluded_by=self.people[who],
            concluded_at=self.now,
        )  # fmt: skip
        for _ in range(2):
            keep_tasks([case.pk], now=self.now)
        if self.state[id] in ("waiting", "held"):
            self.state[id] = "done"
            self.holder.pop(id, None)
            self.until.pop(id, None)

    @rule(at=TASKS)
    def is_reopened(self, at: int) -> None:
        case = self.cases[at]
        Case.objects.filter(pk=case.pk, state="closed").update(state="reopened")
        if self.state[self.ids[at]] != "done":
            return
        for _ in range(2):
            keep_tasks([case.pk], now=self.now)
        task = case.tasks.get(state="waiting")
        self.pushed.pop(self.ids[at], None)
        self.ids[at] = task.pk
        self.state[task.pk] = "waiting"

    @invariant()
    def the_queue_is_as_the_model_says(self) -> None:
        if not hasattr(self, "ids"):
            return
        for task in ReviewTask.objects.filter(pk__in=self.ids).select_related("holder"):
            assert task.state == self.state[task.pk]
            if task.state == "held":
                assert task.holder is not None
                assert task.holder.number == self.holder[task.pk]
                assert task.held_until == self.until[task.pk]
        open_tasks = ReviewTask.objects.filter(state__in=["waiting", "held"])
        assert open_tasks.count() == len(set(open_tasks.values_list("case", flat=True)))


def test_a_task_is_in_one_pair_of_hands_at_most_whatever_happens() -> None:
    assert connection.in_atomic_block
    run_state_machine_as_test(
        Queue, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
