"""The states of a case, and what it scores and is due by: pure."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from goodfaith.analysis.scorecard import Scorecard
from goodfaith.quality.cases.due import Due, Pending, due_on, end_of, next_look
from goodfaith.quality.cases.scoring import Card, Dated, Line, suggestion, template_for
from goodfaith.quality.cases.states import ACTS, STATES, Act, NotPossible, State, acts_in, after

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Life(RuleBasedStateMachine):
    """Whatever people and events do to a case, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "open"
        self.signed_off = False
        self.reopened_for: set[int] = set()
        self.concluded = 0

    @rule(act=st.sampled_from(ACTS))
    def something_happens(self, act: Act) -> None:
        before = self.state
        try:
            self.state = after(before, act)
        except NotPossible:
            assert self.state == before
            return
        if act in ("conclude", "withdraw"):
            self.signed_off, self.concluded = True, self.concluded + 1
        elif act == "ask_supplement":
            self.signed_off = False
        elif act == "change":
            assert self.concluded not in self.reopened_for
            self.reopened_for.add(self.concluded)

    @precondition(lambda self: self.state == "closed")
    @rule()
    def what_is_concluded_is_not_concluded_again(self) -> None:
        with pytest.raises(NotPossible):
            after(self.state, "conclude")

    @invariant()
    def a_closed_case_was_concluded_by_somebody(self) -> None:
        assert self.state != "closed" or self.signed_off

    @invariant()
    def there_is_always_something_a_person_can_do(self) -> None:
        assert list(acts_in(self.state))

    @invariant()
    def only_what_is_closed_is_reopened(self) -> None:
        assert len(self.reopened_for) <= self.concluded


TestLife = Life.TestCase


def followers(state: State) -> set[State]:
    found: set[State] = set()
    for act in ACTS:
        with suppress(NotPossible):
            found.add(after(state, act))
    return found


def test_every_state_is_reached_from_the_first() -> None:
    reached: set[State] = {"open"}
    for _ in STATES:
        reached |= {to for state in reached for to in followers(state)}
    assert reached == set(STATES)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
pending = st.lists(st.tuples(st.builds(Pending, days, st.sampled_from(["", "a"])), st.booleans()))


@given(pending, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(0, 30))
def test_time_is_looked_at_next_in_the_future_and_at_the_first_thing_that_happens(
    waits: list[tuple[Pending, bool]], moment: datetime, warn_days: int
) -> None:
    now, policy = moment.replace(tzinfo=UTC), Due(warn_days=warn_days)
    found = next_look(waits, policy, now, UTC)
    ends = [end_of(one.due_on, UTC) for one, _ in waits]
    assert found is None or found > now
    assert all(found is not None and found <= end for end in ends if end > now)


def test_before_issue_counts_from_the_signature_and_cooling_off_from_its_end() -> None:
    signed, ends = date(2026, 3, 2), date(2026, 3, 20)
    assert due_on(Due("issue", 3), signed, None) == date(2026, 3, 5)
    assert due_on(Due("cooling_off", 2), signed, ends) == date(2026, 3, 18)
    assert due_on(Due("cooling_off", 2), signed, None) is None


def dated(id: int, product_type: str, channel: str, since: date, number: int = 1) -> Dated:
    return Dated(id, number, product_type, channel, since, Card({"a": Line(1)}))


def test_the_most_particular_template_in_force_on_the_day_counts() -> None:
    first = date(2026, 1, 1)
    known = [
        dated(1, "", "", first),
        dated(2, "", "telesales", first),
        dated(3, "annuity", "", first),
        dated(4, "annuity", "telesales", first + timedelta(days=90)),
        dated(5, "", "telesales", first + timedelta(days=30), number=2),
    ]

    def chosen(product_type: str, channel: str, day: date) -> int | None:
        found = template_for(known, product_type, channel, day)
        return found.id if found else None

    assert chosen("term_life", "bank", first) == 1
    assert chosen("term_life", "telesales", first) == 2
    assert chosen("term_life", "telesales", first + timedelta(days=30)) == 5
    assert chosen("annuity", "telesales", first + timedelta(days=89)) == 3
    assert chosen("annuity", "telesales", first + timedelta(days=90)) == 4
    assert chosen("annuity", "telesales", first - timedelta(days=1)) is None


def test_a_critical_violation_or_a_veto_is_nothing_that_points_make_up_for() -> None:
    assert suggestion(Scorecard(95, False, ()), 0, 0, Card(pass_score=80)) == "unqualified"
    assert suggestion(Scorecard(0, True, ()), 2, 0, None) == "unqualified"
    assert suggestion(Scorecard(90, False, ()), 2, 0, Card(pass_score=80)) == "qualified"
    assert suggestion(Scorecard(90, False, ()), 2, 0, None) == ""
    assert suggestion(Scorecard(100, False, ()), None, 0, None) == "qualified"
    assert suggestion(Scorecard(100, False, ()), None, 1, None) == ""
