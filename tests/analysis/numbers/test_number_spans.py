"""Lengths of time in other units, and the day a date means."""

from __future__ import annotations

import math
from datetime import date

import pytest

from goodfaith.analysis.numbers import as_date, as_days, as_years, read_numbers

SAID_ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("十五天", 15),
        ("两个星期", 14),
        ("三个月", 90),
        ("一年", 365),
        ("五个工作日", None),
        ("三百块", None),
    ],
)
def test_lengths_are_told_in_days(said, days):
    assert as_days(read_numbers(said)[0]) == days


@pytest.mark.parametrize(
    ("said", "years"), [("交十年", 10), ("六个月", 0.5), ("终身", math.inf), ("六十岁", None)]
)
def test_lengths_are_told_in_years(said, years):
    assert as_years(read_numbers(said)[0]) == years


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("2026年3月8日", date(2026, 3, 8)),
        ("十二月三十一号", date(2026, 12, 31)),
        ("三月八号", date(2027, 3, 8)),
        ("15号", date(2026, 11, 15)),
        ("二月三十号", None),
        ("三月份", None),
        ("三天", None),
    ],
)
def test_a_date_said_is_the_nearest_day_it_can_mean(said, on):
    assert as_date(read_numbers(said)[0], SAID_ON) == on
