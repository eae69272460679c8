"""Decisions against a plain model: deciding, taking back, other evidence, two readers, a third."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from goodfaith.quality.cases.states import NotPossible
from goodfaith.quality.models import Case, Decision, Disagreement, ReviewTask, Seat
from goodfaith.quality.review.deciding import decide, undo
from goodfaith.quality.review.refusals import (
    DecidedMeanwhile,
    NotDecided,
    NotFinished,
    NotSeated,
)
from goodfaith.quality.review.second import finish
from goodfaith.quality.review.standing import standing
from goodfaith.quality.services import NotConcluded, conclude, reopen
from goodfaith.trust.models import Unit
from goodfaith.trust.roles import Role
from quality.cases.sold import (
    STARTED,
    applied,
    arrive,
    deliver,
    people,
    person,
    rules,
    seen,
    sold,
    the_case,
)

pytestmark = pytest.mark.django_db
RULES = ("sale.promise", "disclosure.exclusions")
VERDICTS = st.sampled_from(["confirmed", "dismissed"])
FIRST, SECOND, ARBITER = Seat.FIRST, Seat.SECOND, Seat.ARBITER
REFUSED = (NotSeated, NotDecided, DecidedMeanwhile)


class Deciding(RuleBasedStateMachine):
    """The model: what each seat has said of each rule, as stacks of (person, verdict, evidence)."""

    @initialize()
    def begin(self) -> None:
        self.frame = transaction.atomic()
        self.frame.__enter__()
        staff = people()
        top = Unit.objects.get(code="HQ")
        self.people = [staff["reviewer"], staff["second"], person("Q3", Role.REVIEWER, top),
                       person("Q4", Role.REVIEWER, top)]  # fmt: skip
        rules()
        deliver(applied())
        self.now = STARTED + timedelta(hours=3)
        self.evidence = dict.fromkeys(RULES, 0)
        self.versions = 0
        self.said: dict[tuple[Seat, str], list[tuple[int, str, int, int]]] = {}
        self.ever: dict[tuple[Seat, str], list[tuple[int, str, int, int]]] = {}
        self.concluded_by: int | None = None
        self.is_closed = False
        self.seat_two: int | None = None
        self.differing: list[str] = []
        self.seat_three: int | None = None
        self.keys = 0
        self._upload()
        self.case = the_case()

    def teardown(self) -> None:
        if hasattr(self, "frame"):
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    def _tick(self) -> Any:
        self.now += timedelta(minutes=1)
        return self.now

    def _upload(self) -> None:
        """Other words about the promise each time; what was not explained stays unexplained."""
        arrive(sold("c1", ("A", "这款产品保本" + "，保本" * self.versions), ("C", "好的")))
        seen(now=self._tick())

    def _current(self, seat: Seat, rule: str) -> tuple[int, str, int, int] | None:
        stack = self.said.get((seat, rule), [])
        return stack[-1] if stack and stack[-1][2] == self.evidence[rule] else None

    def _may(self, who: int, seat: Seat, rule: str) -> bool:
        if seat == FIRST:
            return not self.is_closed and who not in (self.seat_two, self.seat_three)
        lower = {one[0] for (other, _), stack in self.ever.items() if other < seat for one in stack}
        if who in lower or who == self.concluded_by:
            return False
        if seat == SECOND:
            return who == self.seat_two
        return who == self.seat_three and rule in self.differing

    @rule(who=st.integers(0, 3), of=st.sampled_from(RULES), verdict=VERDICTS,
          seat=st.sampled_from([FIRST, SECOND, ARBITER]), twice=st.booleans())  # fmt: skip
    def says(self, who: int, of: str, verdict: str, seat: Seat, twice: bool) -> None:
        self.keys += 1
        given = {
            "actor": self.people[who], "case": self.case, "rule": of, "verdict": verdict,
            "reason": "harmless" if verdict == "dismissed" else "", "key": f"k{self.keys}",
            "seat": seat, "now": self._tick(),
        }  # fmt: skip
        if not self._may(who, seat, of):
            with pytest.raises(REFUSED):
                decide(**given)
            return
        made = decide(**given)
        if twice:
            assert decide(**given) == made
        one = (who, verdict, self.evidence[of], made.pk)
        self.said.setdefault((seat, of), []).append(one)
        self.ever.setdefault((seat, of), []).append(one)

    @rule(who=st.integers(0, 3), of=st.sampled_from(RULES), seat=st.sampled_from([FIRST, SECOND]),
          twice=st.booleans())  # fmt: skip
    def takes_back(self, who: int, of: str, seat: Seat, twice: bool) -> None:
        stack = self.said.get((seat, of), [])
        if not stack:
            return
        given = {"actor": self.people[who], "case": self.case, "decision": stack[-1][3]}
        if stack[-1][0] != who or not self._may(who, seat, of):
            with pytest.raises(REFUSED):
                undo(**given, now=self._tick())
            return
        undo(**given, now=self._tick())
        stack.pop()
        if twice:
            undo(**given, now=self._tick())

    @rule(who=st.integers(0, 3), of=st.sampled_from(RULES))
    def is_too_late(self, who: int, of: str) -> None:
        """Whoever saw nothing there does not overwrite what somebody said meanwhile."""
        current = self.said.get((FIRST, of), [])
        if not current or not self._may(who, FIRST, of):
            return
        self.keys += 1
        with pytest.raises(DecidedMeanwhile):
            decide(actor=self.people[who], case=self.case, rule=of, verdict="confirmed",
                   comment="another", key=f"k{self.keys}", seen=0, now=self._tick())  # fmt: skip

    @precondition(lambda self: not self.is_closed and self.versions < 3)
    @rule()
    def evidence_changes(self) -> None:
        self.versions += 1
        self.evidence["sale.promise"] += 1
        self._upload()

    @rule(who=st.integers(0, 3))
    def concludes(self, who: int) -> None:
        fresh = the_case()
        given = {"actor": self.people[who], "case": fresh, "seen": fresh.revision}
        # What stands of another seat about the same evidence is a decision, too.
        decided = all(any(self._current(seat, of) for seat in self._told()) for of in RULES)
        sits_elsewhere = who in (self.seat_two, self.seat_three)
        if self.is_closed or sits_elsewhere:
            with pytest.raises(NotPossible):
                conclude(**given, conclusion="unqualified", now=self._tick())
        elif not decided:
            with pytest.raises(NotConcluded):
                conclude(**given, conclusion="unqualified", now=self._tick())
        else:
            conclude(**given, conclusion="unqualified", now=self._tick())
            self.is_closed, self.concluded_by = True, who

    @precondition(lambda self: not self.is_closed)
    @rule(who=st.integers(0, 3), verdict=VERDICTS)
    def everything_is_said_and_concluded(self, who: int, verdict: str) -> None:
        """What leads on to a second reading."""
        for of in RULES:
            self.says(who, of, verdict, FIRST, twice=False)
        self.concludes(who)

    @precondition(lambda self: self.seat_two is not None)
    @rule(verdict=VERDICTS)
    def the_second_says_everything(self, verdict: str) -> None:
        for of in RULES:
            self.says(self.seat_two or 0, of, verdict, SECOND, twice=False)
        self.second_finishes()

    @precondition(lambda self: self.seat_three is not None)
    @rule(verdict=VERDICTS)
    def the_third_says_everything(self, verdict: str) -> None:
        for of in RULES:
            self.says(self.seat_three or 0, of, verdict, ARBITER, twice=False)
        self.arbiter_finishes()

    def _told(self) -> list[Seat]:
        """Seats of which something counts: not the second's while it goes on."""
        return [FIRST, *([SECOND] if self.seat_two is None else []), ARBITER]

    @precondition(lambda self: self.is_closed)
    @rule(who=st.integers(0, 3))
    def opens_again(self, who: int) -> None:
        fresh = the_case()
        given = {"actor": self.people[who], "case": fresh, "seen": fresh.revision, "note": "x"}
        if who in (self.seat_two, self.seat_three):
            with pytest.raises(NotPossible):
                reopen(**given, now=self._tick())
            return
        reopen(**given, now=self._tick())
        self.is_closed = False

    @precondition(lambda self: self.is_closed and self.seat_two is None)
    @rule(who=st.integers(0, 3))
    def is_read_again(self, who: int) -> None:
        if who in (self.seat_three,):
            return
        ReviewTask.objects.create(
            case=self.case, seat=SECOND, queue="second", state="held", holder=self.people[who],
            made_at=self._tick(), rank=1,
        )  # fmt: skip
        self.seat_two = who

    @precondition(lambda self: self.seat_two is not None)
    @rule()
    def second_finishes(self) -> None:
        assert self.seat_two is not None
        given = {"actor": self.people[self.seat_two], "case": self.case}
        if not all(self._current(SECOND, of) for of in RULES):
            with pytest.raises(NotFinished):
                finish(**given, now=self._tick())
            return
        differing = sorted(of for of in RULES if self._differ(of))
        assert finish(**given, now=self._tick()) == differing
        self.seat_two = None
        event(f"second finished, differing: {bool(differing)}")
        if differing:
            self.differing = differing

    def _differ(self, of: str) -> bool:
        first, second = self._current(FIRST, of), self._current(SECOND, of)
        return first is not None and second is not None and first[1] != second[1]

    @precondition(lambda self: self.differing and self.seat_three is None)
    @rule(who=st.integers(0, 3))
    def is_settled_by(self, who: int) -> None:
        task = ReviewTask.objects.filter(seat=ARBITER, state="waiting").first()
        assert task is not None
        if self.people[who].pk in task.not_for or who == self.seat_two:
            return
        task.state, task.holder = "held", self.people[who]
        task.save()
        self.seat_three = who

    @precondition(lambda self: self.seat_three is not None)
    @rule()
    def arbiter_finishes(self) -> None:
        assert self.seat_three is not None
        given = {"actor": self.people[self.seat_three], "case": self.case}
        if not all(self._current(ARBITER, of) for of in self.differing):
            with pytest.raises(NotFinished):
                finish(**given, now=self._tick())
            return
        assert finish(**given, now=self._tick()) == []
        assert Disagreement.objects.get().settled_at is not None
        event("settled")
        self.differing, self.seat_three = [], None

    @invariant()
    def what_stands_is_what_the_highest_seat_said(self) -> None:
        if not hasattr(self, "case"):
            return
        told = standing([self.case.pk]).get(self.case.pk, {})
        expected = {}
        for of in RULES:
            for seat in self._told():
                if current := self._current(seat, of):
                    expected[of] = (seat, current[1], current[3])
        assert {r: (d.seat, d.verdict, d.pk) for r, d in told.items()} == expected

    @invariant()
    def one_decision_stands_for_a_rule_in_a_seat(self) -> None:
        if not hasattr(self, "case"):
            return
        rows = Decision.objects.filter(case=self.case, ended_at=None)
        stacks = {key: stack for key, stack in self.said.items() if stack}
        assert {(Seat(r.seat), r.rule): r.pk for r in rows} == {
            key: stack[-1][3] for key, stack in stacks.items()
        }
        assert (Case.objects.get(pk=self.case.pk).state == "closed") == self.is_closed


def test_decisions_are_what_the_model_says() -> None:
    run_state_machine_as_test(
        Deciding, settings=settings(max_examples=6, stateful_step_count=25, deadline=None)
    )
