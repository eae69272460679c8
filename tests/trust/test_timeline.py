from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.trust.timeline import Stretch, changed_range, end_of_change, lay_over

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(n) for n in range(40)]
days = st.sampled_from(DAYS[:30])
ends = st.none() | st.sampled_from(DAYS[1:])
changes = st.lists(st.tuples(st.none() | st.integers(1, 3), days, ends), max_size=8)


def drawn(stretches: list[Stretch[int]]) -> list[int | None]:
    return [next((s.value for s in stretches if s.holds_on(day)), None) for day in DAYS]


def laid(moves: list[tuple[int | None, date, date | None]]) -> list[Stretch[int]]:
    stretches: list[Stretch[int]] = []
    for value, start, end in moves:
        if end is None or end > start:
            stretches = lay_over(stretches, value, start, end)
    return stretches


@given(changes)
def test_what_is_laid_over_holds_on_its_days_and_nothing_else_changes(
    moves: list[tuple[int | None, date, date | None]],
) -> None:
    expected: list[int | None] = [None] * len(DAYS)
    for value, start, end in moves:
        if end is None or end > start:
            for n, day in enumerate(DAYS):
                if day >= start and (end is None or day < end):
                    expected[n] = value
    assert drawn(laid(moves)) == expected


@given(changes)
def test_stretches_are_in_order_apart_and_no_two_neighbours_are_one(
    moves: list[tuple[int | None, date, date | None]],
) -> None:
    stretches = laid(moves)
    for one, next_ in itertools.pairwise(stretches):
        assert one.to_on is not None
        assert one.to_on <= next_.from_on
        assert one.to_on < next_.from_on or one.value != next_.value


@given(changes, changes)
def test_the_changed_range_begins_and_ends_where_two_timelines_differ(
    before: list[tuple[int | None, date, date | None]],
    after: list[tuple[int | None, date, date | None]],
) -> None:
    one, other = laid(before), laid(after)
    differing = [d for d, a, b in zip(DAYS, drawn(one), drawn(other), strict=True) if a != b]
    found = changed_range(one, other)
    if found is None:
        assert not differing
        return
    assert differing[0] == found[0]
    assert found[1] is None or differing[-1] == found[1] - timedelta(1)


def test_a_move_told_late_lasts_until_the_next_move_that_is_known() -> None:
    known = [Stretch(1, DAYS[0], DAYS[20]), Stretch(2, DAYS[20])]
    assert end_of_change(known, DAYS[10]) == DAYS[20]
    assert end_of_change(known, DAYS[25]) is None
