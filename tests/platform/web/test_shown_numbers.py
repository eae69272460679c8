from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.web.tags.moments import ago, when
from goodfaith.platform.web.tags.numbers import big, clock, duration, money, number, percent
from goodfaith.platform.web.tags.text import difference


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (0.5, "0.5", "0.5"),
        (9_999, "9,999", "10K"),
        (12_843, "1.28万", "12.8K"),
        (94_231.5, "9.42万", "94.2K"),
        (1_284_302, "128万", "1.28M"),
        (99_999_999, "1亿", "100M"),
        (128_430_210, "1.28亿", "128M"),
        (-12_843, "-1.28万", "-12.8K"),
        ("nothing", "", ""),
    ],
)
def test_big_numbers_have_the_words_of_the_language(
    value: object, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert big(value) == chinese
    with translation.override("en"):
        assert big(value) == english


@given(st.integers(10_000, 10**14))
def test_a_big_number_is_within_half_a_percent(value: int) -> None:
    with translation.override("zh-hans"):
        text = big(value).replace(",", "")
    size = {"万": 10**4, "亿": 10**8}[text[-1]]
    assert abs(float(text[:-1]) * size - value) <= value / 199


def test_money_has_its_currency() -> None:
    with translation.override("zh-hans"):
        assert (money(Decimal("1284.5")), money(3, "USD")) == ("1,284.50元", "USD 3.00")
    with translation.override("en"):
        assert money(Decimal("1284.5")) == "CNY 1,284.50"


def test_small_things() -> None:
    assert (number(1284), number("x"), percent(0.614, 1)) == ("1,284", "", "61.4%")
    assert (clock(588), clock(3727)) == ("9:48", "1:02:07")
    with translation.override("zh-hans"):
        assert (duration(892), duration(7260), duration(7)) == (
            "14 分 52 秒",
            "2 小时 1 分",
            "7 秒",
        )


def test_a_time_is_in_the_organisations_zone_and_says_how_long_ago() -> None:
    moment = timezone.now() - timedelta(hours=3)
    with translation.override("zh-hans"):
        shown = str(when(moment))
    assert timezone.localtime(moment).strftime("%H:%M") in shown
    assert "3 小时前" in shown
    assert "+08:00" in shown
    assert when(None) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "刚刚"),
        (-5, "马上"),
        (90, "1 分钟前"),
        (-7300, "2 小时后"),
        (86400 * 29, "29 天前"),
        (86400 * 31, ""),
    ],
)
def test_how_long_ago(seconds: int, said: str) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=timezone.get_current_timezone())
    with translation.override("zh-hans"):
        assert ago(now - timedelta(seconds=seconds), now) == said


@given(st.text(), st.text())
def test_a_difference_has_all_of_the_old_and_all_of_the_new(old: str, new: str) -> None:
    runs = difference(old, new)
    assert "".join(text for kind, text in runs if kind != "added") == old
    assert "".join(text for kind, text in runs if kind != "removed") == new


def test_a_number_changes_as_a_whole() -> None:
    assert difference("利息3.5%", "利息2.0%") == [
        ("same", "利息"),
        ("removed", "3.5%"),
        ("added", "2.0%"),
    ]
