"""Drawing by lot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.quality.queue.drawing import is_drawn, lot
from goodfaith.quality.queue.needed import Standing, first_look
from goodfaith.quality.queue.ranking import rank, urgency

SHARES = st.floats(0, 1).map(lambda share: round(share, 3))
STATES = st.sampled_from(["open", "waiting", "recheck", "closed", "reopened"])
KINDS = st.sets(st.sampled_from(["sales", "random", "new_adviser", "complaint"]))


@given(SHARES, st.integers(0, 400), st.text(max_size=8), st.text(max_size=8))
def test_a_sample_has_its_share_give_or_take_one(
    share: float, number: int, seed: str, stratum: str
) -> None:
    drawn = sum(is_drawn(share, place, seed, stratum) for place in range(number))
    assert abs(drawn - share * number) <= 1 + 1e-9


@given(SHARES, st.integers(0, 400), st.text(max_size=8))
def test_what_comes_later_changes_nothing_that_was_drawn(
    share: float, place: int, seed: str
) -> None:
    assert is_drawn(share, place, seed, "a") == is_drawn(share, place, seed, "a")


def test_a_seed_and_an_adviser_have_samples_of_their_own() -> None:
    samples = {
        tuple(is_drawn(0.1, place, seed, stratum) for place in range(100))
        for seed in "ab" for stratum in "xy"
    }  # fmt: skip
    assert len(samples) == 4


def test_everything_or_nothing_is_drawn_where_that_is_asked_for() -> None:
    assert all(is_drawn(1.0, place, "s", "x") for place in range(50))
    assert not any(is_drawn(0.0, place, "s", "x") for place in range(50))


@given(st.text(), st.integers())
def test_a_lot_is_from_zero_up_to_one(seed: str, about: int) -> None:
    assert 0 <= lot(seed, about) < 1


@given(STATES, st.booleans(), st.integers(0, 2), st.integers(0, 2), KINDS, st.booleans())
def test_somebody_looks_only_where_something_is_to_be_decided(
    state: str, is_judged: bool, violated: int, undecidable: int, drawn: set[str], is_waiting: bool
) -> None:
    case = Standing(state, is_judged, violated, undecidable, reviewer=7)
    found = first_look(case, drawn, is_waiting=is_waiting)
    if state in ("closed", "waiting"):
        assert found is None
    elif state in ("reopened", "recheck") or is_waiting:
        assert found is not None
    else:
        assert (found is not None) == bool(drawn and (is_judged or drawn != {"sales"}))
    if found is not None:
        assert set(found.why) >= drawn
        assert (found.pushed_to == 7) == (state == "recheck")
        assert found.queue == "review" or (violated == 0 and undecidable > 0)


@given(st.none() | st.integers(0, 3), st.integers(0, 5), st.none() | st.dates(), st.dates())
def test_a_day_goes_before_gravity_and_what_has_no_day_comes_last(
    worst: int | None, undecidable: int, first: object, second: object
) -> None:
    grave = urgency(worst, undecidable)
    assert rank(first, grave) <= rank(None, 0.0)  # type: ignore[arg-type]
    if first is not None and first < second:  # type: ignore[operator]
        assert rank(first, 0.0) < rank(second, 4.0)  # type: ignore[arg-type]
    assert rank(second, 4.0) <= rank(second, grave)  # type: ignore[arg-type]
