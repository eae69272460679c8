"""The interval of a share, against published numbers and what must hold for every one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.quality.overview.figures import Figures
from goodfaith.quality.overview.precision import lowest_first, precision_of, precisions, wilson
from goodfaith.quality.overview.tallying import Item, decided_as, found_in, tallied, work_of

COUNTS = st.integers(0, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_newcombe_1998(
    hits: int, trials: int, low: float, high: float
) -> None:
    """Table I, method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872."""
    assert [round(end, 4) for end in wilson(hits, trials)] == [low, high]


@given(COUNTS)
def test_the_share_lies_in_its_interval_and_the_interval_in_its_bounds(
    counts: tuple[int, int],
) -> None:
    hits, trials = counts
    low, high = wilson(hits, trials)
    assert 0 <= low <= high <= 1
    if trials:
        assert low - 1e-12 <= hits / trials <= high + 1e-12


@given(COUNTS)
def test_right_and_wrong_mirror_each_other(counts: tuple[int, int]) -> None:
    hits, trials = counts
    low, high = wilson(hits, trials)
    other = wilson(trials - hits, trials)
    assert other == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_precision_is_of_what_was_confirmed_or_dismissed_alone() -> None:
    share = precision_of(Figures({"violated": 40, "confirmed": 9, "dismissed": 1, "unclear": 5}))
    assert (share.hits, share.trials, share.is_enough) == (9, 10, True)
    assert not precision_of(Figures({"confirmed": 9})).is_enough


def test_the_rule_that_is_wrong_most_often_comes_first_and_unknown_ones_last() -> None:
    day = date(2026, 3, 2)
    rules = {
        "few": {day: Figures({"violated": 9, "dismissed": 9})},
        "good": {day: Figures({"violated": 20, "confirmed": 20})},
        "bad": {day: Figures({"violated": 20, "confirmed": 5, "dismissed": 15})},
    }
    found = sorted(precisions(rules, {}, {}, 100), key=lowest_first)
    assert [one.rule for one in found] == ["bad", "good", "few"]


RULES = ("a", "b", "c")
SAID = st.sampled_from(["confirmed", "dismissed", "unclear"])
GROUPS = st.lists(
    st.tuples(
        st.sampled_from(RULES), st.sampled_from(["violated", "undecidable"]), st.just("major")
    ),
    unique_by=lambda group: group[0],
)
DECIDED = st.dictionaries(st.sampled_from(RULES), st.tuples(SAID, st.just("minor")))
PATHS = st.sampled_from([(), (1,), (2, 1), (3, 2, 1), (4, 2, 1), (5,)])
CASES = st.lists(st.tuples(PATHS, st.sampled_from(["x", "y"]), GROUPS, DECIDED), max_size=12)


@given(CASES)
def test_what_is_counted_for_a_unit_is_what_a_plain_recount_gives(
    cases: list[
        tuple[tuple[int, ...], str, list[tuple[str, str, str]], dict[str, tuple[str, str]]]
    ],
) -> None:
    items = []
    for path, channel, groups, said in cases:
        found = found_in(groups, said)
        items.append(Item("case", path, channel, "", ("total", *work_of(found)), found))
    counted = tallied(items)
    for unit in (None, 1, 2, 3, 4, 5):
        inside = [c for c in cases if unit is None or unit in c[0]]
        mine = [
            (key, n) for key, n in counted.items()
            if (key.path[:1] == (unit,) if unit else not key.path and not key.is_own)
        ]  # fmt: skip
        total = sum(n["total"] for key, n in mine if not key.rule)
        assert total == len(inside)
        for rule in RULES:
            told: Counter[str] = Counter()
            for key, n in mine:
                if key.rule == rule:
                    told.update(n)
            expected: Counter[str] = Counter()
            for _, _, groups, said in inside:
                verdict = next((v for r, v, _ in groups if r == rule), "")
                decided = decided_as(verdict, said[rule][0]) if rule in said else ""
                expected.update(filter(None, (verdict, decided)))
            assert +told == expected


@pytest.mark.parametrize(
    ("machine", "said", "stands"),
    [
        ("violated", "confirmed", "confirmed"), ("violated", "dismissed", "dismissed"),
        ("undecidable", "confirmed", "resolved"), ("undecidable", "dismissed", "cleared"),
        ("undecidable", "unclear", ""), ("", "confirmed", "missed"), ("", "dismissed", ""),
        ("violated", "", ""),
    ],
)  # fmt: skip
def test_what_stands_is_said_of_what_the_machine_found(
    machine: str, said: str, stands: str
) -> None:
    assert decided_as(machine, said) == stands
