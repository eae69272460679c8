"""The states of appeals and corrective actions, by themselves."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.quality.outcome import corrective_states as actions
from goodfaith.quality.outcome import stages
from goodfaith.quality.outcome.counts import Tally
from goodfaith.quality.outcome.picture import bars

PLACES = st.tuples(st.sampled_from(stages.STATES), st.sampled_from(stages.STAGES))


@given(st.lists(st.sampled_from(stages.ACTS), max_size=30))
def test_an_appeal_is_carried_on_at_most_once_and_what_is_over_stays(
    acts: list[stages.Act],
) -> None:
    place, carried = ("filed", "reviewer"), 0
    for act in acts:
        to = stages.after(place, act)
        if to is None:
            continue
        assert place[0] not in ("upheld", "dropped", "moot")
        carried += act == "carry_on"
        place = to
    assert carried <= 1
    assert (place[1] == "manager") == bool(carried)


@given(PLACES, st.sampled_from(stages.ACTS))
def test_what_can_be_done_leads_somewhere(place: tuple[str, str], act: stages.Act) -> None:
    assert (act in stages.acts_at(place)) == (stages.after(place, act) is not None)


@given(st.lists(st.sampled_from(actions.ACTS), max_size=30))
def test_an_action_is_closed_only_after_it_was_done(acts: list[actions.Act]) -> None:
    state, done = "open", False
    for act in acts:
        to = actions.after(state, act)
        if to is None:
            assert act not in actions.acts_at(state)
            continue
        if act == "close":
            assert done
        done = to == "done"
        state = to


@given(
    st.dictionaries(
        st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(lambda d: d.replace(day=1)),
        st.tuples(st.integers(1, 50), st.floats(0, 100)).map(lambda t: Tally(*t)),
    ),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_the_picture_has_twelve_months_none_higher_than_it_is(
    found: dict[date, Tally], today: date
) -> None:
    made = bars(found, today)
    assert len(made) == 12
    assert made[-1].month == today.replace(day=1)
    assert all(0 <= bar.height <= 48 and bar.y >= 0 for bar in made)
    assert [bool(bar.height) for bar in made] == [bar.month in found for bar in made]
