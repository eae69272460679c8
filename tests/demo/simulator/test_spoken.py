"""Numbers as people say them, read back by the kernel's own reader."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.numbers import read_numbers
from goodfaith.demo.simulator.spoken import (
    say_digits,
    say_hour,
    say_money,
    say_number,
    say_rate,
    say_weekday,
)


@given(st.integers(min_value=11, max_value=99_999_999))
def test_a_number_said_is_the_number_heard(number):
    heard = [span.value for span in read_numbers(f"一共{say_number(number)}块钱")]
    assert heard == [number]


@given(st.integers(min_value=2, max_value=99_999).map(lambda hundreds: hundreds * 100))
def test_money_said_is_the_money_heard(yuan):
    heard = [span.value for span in read_numbers(f"保费{say_money(yuan)}块钱")]
    assert heard == [yuan]


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (6200, "六千二"),
        (12_000, "一万二"),
        (200_000, "二十万"),
        (350, "三百五"),
        (11_300, "一万一千三百"),
        (2_000_000, "两百万"),
        (950, "九百五"),
    ],
)
def test_money_is_said_as_people_say_it(yuan, said):
    assert say_money(yuan) == said


def test_digits_rates_hours_and_days():
    assert say_digits("138x") == "幺三八X"
    assert say_rate(0.0175) == "百分之一点七五"
    assert say_hour(14, half=True) == "下午两点半"
    assert say_weekday(date(2026, 11, 23), date(2026, 11, 20)) == "下周一"
