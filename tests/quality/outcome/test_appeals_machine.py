"""Appeals against a simple model: whatever people do in whatever order, and the case meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from concluded import charged, concluded, decided, insurer, opened_again, viewer
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from goodfaith.quality.models import Appeal, AppealStep, Case, Charge
from goodfaith.quality.outcome import appealing, stages
from goodfaith.quality.outcome.lateness import pass_time
from goodfaith.quality.outcome.notices import appeal, settle_notice
from goodfaith.quality.outcome.notifying import follow
from goodfaith.quality.outcome.refusing import ChangedMeanwhile, Refused

JUDGES = ("reviewer", "second", "manager", "stranger", "compliance", "seller")
MAY = {"reviewer": {"second", "compliance"}, "manager": {"manager", "compliance"}}


class Undo(Exception):
    """Everything of a run is rolled back."""


class Appeals(RuleBasedStateMachine):
    """The model: where the appeal stands, who has it in hand, who has answered."""

    staff: dict[str, Any]
    case_id: int
    charge_id: int

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = timezone.now()
        self.place: tuple[str, str] | None = None
        self.hand: str | None = None
        self.answered: set[str] = set()
        self.limit = self.carry_until = None
        self.counts = True
        self.is_open_case = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def appeal(self) -> Appeal:
        return Appeal.objects.get(charge=self.charge_id)

    @rule()
    def file(self) -> None:
        charge = Charge.objects.get(pk=self.charge_id)
        try:
            appeal(actor=self.staff["seller"], charge=charge, text="不对", now=self.now)
        except Refused:
            assert self.place is None
            assert not self.counts or self.now >= charge.notice.appeal_by
        else:
            if self.place is None:
                assert self.counts
                self.place = ("filed", "reviewer")

    @precondition(lambda self: self.place)
    @rule(who=st.sampled_from(JUDGES), act=st.sampled_from(["take", "give_back", "uphold",
                                                            "reject"]))  # fmt: skip
    def judge(self, who: str, act: str) -> None:
        assert self.place is not None
        to = stages.after(self.place, act)  # type: ignore[arg-type]
        may = to is not None and who in MAY[self.place[1]] - self.answered
        may = may and (act != "take" or self.hand is None)
        may = may and (act != "give_back" or self.hand == who)
        may = may and self.hand in (None, who)
        given: dict[str, Any] = {"viewer": viewer(self.staff[who]), "appeal": self.appeal,
                                 "seen": self.appeal.revision, "now": self.now}  # fmt: skip
        more = {"uphold": {"reason": "是", "code": "harmless"}, "reject": {"reason": "否"}}
        try:
            getattr(appealing, act)(**given, **more.get(act, {}))
        except Refused:
            assert not may, (who, act)
            return
        assert may, (who, act)
        assert to is not None
        self.place = to
        self.hand = who if act != "give_back" else None
        if act in more:
            self.answered.add(who)
        if act == "uphold":
            self.counts = False
        if act == "reject" and to[1] == "reviewer":
            self.carry_until = self.appeal.answer_by

    @precondition(lambda self: self.place)
    @rule(act=st.sampled_from(["carry_on", "drop"]))
    def go_on(self, act: str) -> None:
        assert self.place is not None
        to = stages.after(self.place, act)  # type: ignore[arg-type]
        in_time = act == "drop" or (self.carry_until is not None and self.now < self.carry_until)
        may = to is not None and in_time and (act == "drop" or self.counts)
        found = self.appeal
        given = {"actor": self.staff["seller"], "appeal": found, "seen": found.revision}
        try:
            if act == "carry_on":
                appealing.carry_on(**given, text="再看看", now=self.now)
            else:
                appealing.drop(**given, now=self.now)
        except Refused:
            assert not may, act
            return
        assert may, act
        self.place = to
        if act == "carry_on":
            self.hand = None

    @precondition(lambda self: self.place)
    @rule(who=st.sampled_from(["second", "compliance"]))
    def act_on_what_is_old(self, who: str) -> None:
        found = self.appeal
        with pytest.raises(ChangedMeanwhile):
            appealing.take(viewer=viewer(self.staff[who]), appeal=found, seen=found.revision - 1,
                           now=self.now)  # fmt: skip

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        pass_time(now=self.now)
        assert pass_time(now=self.now) == 0

    @rule(verdict=st.sampled_from(["confirmed", "dismissed"]))
    def case_is_opened_and_concluded_again(self, verdict: str) -> None:
        case = Case.objects.get(pk=self.case_id)
        opened_again(case, self.staff["reviewer"])
        decided(case, self.staff["reviewer"], verdict, rules=["sale.promise"])
        concluded(case, self.staff["reviewer"])
        follow(self.case_id, now=self.now)
        assert follow(self.case_id, now=self.now) == []
        if self.counts and verdict == "dismissed":
            self.counts = False
            if self.place is not None and self.place[0] == "filed":
                self.place = ("moot", self.place[1])

    @invariant()
    def is_as_the_model_says(self) -> None:
        charge = Charge.objects.get(pk=self.charge_id)
        assert (charge.ended_at is None) == self.counts
        if self.place is None:
            assert not Appeal.objects.filter(charge=charge).exists()
            return
        found = self.appeal
        assert (found.state, found.stage) == self.place
        assert (charge.ended_as == "restored") == (found.state == "upheld")
        if found.state == "filed":
            assert found.judge_id == (self.staff[self.hand].pk if self.hand else None)
        steps = AppealStep.objects.filter(appeal=found)
        assert steps.filter(kind="filed").count() == 1
        assert steps.filter(kind="carried_on").count() <= 1
        assert steps.filter(kind="late").count() <= 2
        before = charge.notice.state
        settle_notice(charge.notice, self.now)
        assert charge.notice.state == before


@pytest.mark.django_db
def test_appeals_do_as_their_model() -> None:
    Appeals.staff = insurer()
    case = charged(Appeals.staff)
    Appeals.case_id = case.pk
    Appeals.charge_id = Charge.objects.get(rule="sale.promise").pk
    machine = Appeals.TestCase
    machine.settings = settings(
        max_examples=25, stateful_step_count=14, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )  # fmt: skip
    machine().runTest()
