"""Every whole number can be said in several ways, and each way reads back as that number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.numbers import read_numbers

DIGITS = "零一二三四五六七八九"
CAPITALS = "零壹贰叁肆伍陆柒捌玖"
NUMBERS = st.one_of(
    st.integers(0, 10**8),
    st.integers(0, 9_999),
    st.builds(
        lambda d, e, f, g: d * 10**e + f * 10**g, *[st.integers(1, 9), st.integers(0, 7)] * 2
    ),
)


def section(n: int) -> str:
    """The spoken form of a number below ten thousand, with 零 for gaps; "" for nothing."""
    said, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + unit
        gap = not digit
    return said


def spoken(n: int) -> str:
    """The textbook form: 10_203 is 一万零二百零三."""
    if n == 0:
        return "零"
    parts = []
    for place, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = n // place % (10**4)
        if part:
            gap = parts and part < 1000
            parts.append(("零" if gap else "") + section(part) + unit)
        elif parts and parts[-1] != "" and n % place:
            parts.append("")
    said = "".join(parts)
    return said.removeprefix("一") if said.startswith("一十") else said


def elliptical(n: int) -> str:
    """The short form: 380 is 三百八, 25_000 is 两万五."""
    said = spoken(n)
    short = said.removesuffix("十") if said[-3:-2] == "百" else said
    short = said.removesuffix("百") if said[-3:-2] == "千" else short
    return said.removesuffix("千") if said[-3:-2] == "万" else short


def with_liang(said: str) -> str:
    for unit in "百千万亿":
        said = said.replace("二" + unit, "两" + unit)
    return said


def capital(n: int) -> str:
    table = str.maketrans(DIGITS + "十百千", CAPITALS + "拾佰仟")
    said = spoken(n)
    return ("一" + said if said.startswith("十") else said).translate(table)


def value_of(said: str) -> float:
    spans = read_numbers(said + "元")
    assert [(span.start, span.end) for span in spans] == [(0, len(said) + 1)], spans
    assert spans[0].low is None
    return spans[0].value


@given(NUMBERS)
def test_the_textbook_form_reads_back(n):
    assert value_of(spoken(n)) == n


@given(NUMBERS)
def test_the_short_form_reads_back(n):
    assert value_of(elliptical(n)) == n


@given(NUMBERS)
def test_the_form_with_liang_reads_back(n):
    assert value_of(with_liang(spoken(n))) == n
    assert value_of(with_liang(elliptical(n))) == n


@given(NUMBERS)
def test_capitals_read_back(n):
    assert value_of(capital(n)) == n


@given(NUMBERS)
def test_written_forms_read_back(n):
    assert value_of(str(n)) == n
    assert value_of(f"{n:,}") == n


@given(st.integers(1, 10**8))
def test_ten_thousands_with_a_fraction_read_back(n):
    assert value_of(f"{n / 10_000:.4f}万") == n


@given(st.integers(0, 999), st.integers(0, 99))
def test_spoken_fractions_read_back(whole, hundredths):
    said = f"{spoken(whole)}点{DIGITS[hundredths // 10]}{DIGITS[hundredths % 10]}个点"
    spans = read_numbers(said)
    assert [(span.kind, span.end) for span in spans] == [("rate", len(said))]
    assert spans[0].value == pytest.approx((whole + hundredths / 100) / 100)


@given(st.text("0123456789", min_size=7, max_size=30), st.booleans())
def test_digits_read_out_keep_their_zeros(digits, as_yao):
    said = "".join(DIGITS[int(digit)] for digit in digits)
    spans = read_numbers(said.replace("一", "幺") if as_yao else said)
    assert [span.digits for span in spans] == [digits]
