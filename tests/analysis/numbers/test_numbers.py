"""What was said is read as what was meant."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.numbers import NumberSpan, read_numbers


def the_number(text: str) -> NumberSpan:
    spans = read_numbers(text)
    assert len(spans) == 1, spans
    return spans[0]


def quoted(text: str) -> list[tuple[str, str, float]]:
    return [(text[span.start : span.end], span.kind, span.value) for span in read_numbers(text)]


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("三百八", 380),
        ("三百零八块", 308),
        ("两万五", 25_000),
        ("一千二", 1_200),
        ("八千块", 8_000),
        ("八千块钱", 8_000),
        ("十二万八", 128_000),
        ("三百五十万", 3_500_000),
        ("一亿二千万", 120_000_000),
        ("一点五万", 15_000),
        ("3.5万", 35_000),
        ("10w", 100_000),
        ("5k", 5_000),
        ("2万5", 25_000),
        ("2万5千", 25_000),
        ("1万2000元", 12_000),
        ("100元", 100),
        ("12,000元", 12_000),
        ("1,000,000", 1_000_000),
        ("壹万贰仟元整", 12_000),
        ("叁佰捌拾元", 380),
        ("每年交8000", 8_000),
        ("保费是 6600", 6_600),
        ("一分钱", 0.01),
        ("二十多万", 200_000),
        ("十三块九毛", 13.9),
        ("十三块九", 13.9),
    ],
)
def test_amounts_are_read_in_yuan(said, yuan):
    assert (the_number(said).kind, the_number(said).value) == ("amount", yuan)


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("百分之三点五", 0.035),
        ("百分之五十", 0.5),
        ("百分之百", 1.0),
        ("百分百", 1.0),
        ("3.5%", 0.035),
        ("3.5 %", 0.035),
        ("三个点", 0.03),
        ("三点五个点", 0.035),
        ("三点五个百分点", 0.035),
        ("零点五个点", 0.005),
        ("半个点", 0.005),
        ("千分之二", 0.002),
        ("年化4", 0.04),
        ("年化能到三点五", 0.035),
        ("利率是2.5", 0.025),
        ("三分之一", 1 / 3),
        ("赔八成", 0.8),
    ],
)
def test_rates_are_read_as_shares(said, rate):
    assert the_number(said).kind == "rate"
    assert the_number(said).value == pytest.approx(rate, abs=1e-9)


def test_a_rate_said_equals_the_same_rate_filed():
    for tenths in range(1, 100):
        assert the_number(f"{tenths / 10}%").value == float(f"{tenths / 1000:.4f}")


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("十五天", "days", 15),
        ("15日", "days", 15),
        ("两个星期", "days", 14),
        ("两周", "days", 14),
        ("半个月", "days", 15),
        ("二十个自然日", "days", 20),
        ("一百八十天", "days", 180),
        ("三天半", "days", 3.5),
        ("三个月", "months", 3),
        ("十八个月", "months", 18),
        ("一个半月", "months", 1.5),
        ("半年", "months", 6),
        ("交十年", "years", 10),
        ("二十年期", "years", 20),
        ("两年半", "years", 2.5),
        ("终身", "lifelong", math.inf),
        ("六十五岁", "age", 65),
        ("60周岁", "age", 60),
        ("三次", "count", 3),
    ],
)
def test_lengths_ages_and_counts_keep_their_own_unit(said, kind, value):
    assert (the_number(said).kind, the_number(said).value) == (kind, value)


@pytest.mark.parametrize(
    ("said", "kind", "low", "high"),
    [
        ("四五个点", "rate", 0.04, 0.05),
        ("三到五个点", "rate", 0.03, 0.05),
        ("百分之三到五", "rate", 0.03, 0.05),
        ("百分之三到百分之五", "rate", 0.03, 0.05),
        ("3%-5%", "rate", 0.03, 0.05),
        ("年化3.5到4", "rate", 0.035, 0.04),
        ("九十到一百八十天", "days", 90, 180),
        ("三五年", "years", 3, 5),
        ("3-5年", "years", 3, 5),
        ("十几年", "years", 11, 19),
        ("18到60周岁", "age", 18, 60),
        ("二十五六岁", "age", 25, 26),
        ("三到五万", "amount", 30_000, 50_000),
        ("三百到五百", "amount", 300, 500),
        ("两三百块", "amount", 200, 300),
        ("一百二三十", "amount", 120, 130),
        ("十几万", "amount", 110_000, 190_000),
    ],
)
def test_a_range_has_two_ends_and_its_middle(said, kind, low, high):
    span = the_number(said)
    assert (span.kind, span.low, span.high) == (kind, low, high)
    assert span.value == pytest.approx((low + high) / 2)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三月八号", 308),
        ("3月8日", 308),
        ("3.8号", 308),
        ("2026年3月8日", 20260308),
        ("26年3月8号", 20260308),
        ("2026-03-08", 20260308),
        ("2026/3/8", 20260308),
        ("二零二六年三月", 20260300),
        ("2026年", 20260000),
        ("十二月三十一号", 1231),
        ("三月份", 300),
        ("15号", 15),
    ],
)
def test_dates_are_read_with_zeros_for_what_is_not_said(said, value):
    assert (the_number(said).kind, the_number(said).value) == ("date", value)


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("晚上九点半", "21:30"),
        ("下午三点", "15:00"),
        ("上午十点二十", "10:20"),
        ("晚上八点五十八分", "20:58"),
        ("三点一刻", "03:15"),
        ("九点钟", "09:00"),
        ("21:30", "21:30"),
        ("中午十二点", "12:00"),
        ("晚上十二点", "00:00"),
        ("凌晨一点", "01:00"),
    ],
)
def test_times_of_day_are_minutes_from_midnight(said, clock):
    hours, minutes = map(int, clock.split(":"))
    assert (the_number(said).kind, the_number(said).value) == ("time", hours * 60 + minutes)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺三八零零幺三八零零零", "13800138000"),
        ("幺三八,零零幺三,八零零零", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
        ("13800138000", "13800138000"),
        ("洞拐勾", "079"),
        ("三个五", "555"),
        ("八八三个五幺幺", "8855511"),
        ("95519123", "95519123"),
    ],
)
def test_digits_read_out_one_by_one_are_kept_as_digits(said, digits):
    assert (the_number(said).kind, the_number(said).digits) == ("digits", digits)


@pytest.mark.parametrize(
    "said",
    [
        "一定",
        "十分感谢",
        "万一",
        "千万别",
        "百万医疗",
        "几百块",
        "一块办",
        "早一点",
        "星期三",
        "零风险",
        "不三不四",
        "百分",
        "半",
    ],
)
def test_numerals_that_count_nothing_are_not_numbers(said):
    assert read_numbers(said) == []


def test_an_ellipsis_does_not_swallow_the_number_behind_it():
    assert quoted("交两万五年") == [("两万", "amount", 20_000), ("五年", "years", 5)]
    assert quoted("十万八万") == [("十万", "amount", 100_000), ("八万", "amount", 80_000)]
    assert quoted("十块八块") == [("十块", "amount", 10), ("八块", "amount", 8)]
    assert quoted("五百三千") == [("五百", "amount", 500), ("三千", "amount", 3_000)]


def test_a_full_stop_before_a_month_is_no_decimal_point():
    assert quoted("一共8000.5月份开始") == [("8000", "plain", 8_000), ("5月份", "date", 500)]


def test_an_enumeration_is_not_a_telephone_number():
    assert [kind for _, kind, _ in quoted("十年,二十年,三十年")] == ["years"] * 3


def test_an_ordinal_is_no_length_of_time():
    assert the_number("第五年").kind == "plain"


def test_working_days_are_told_from_days():
    assert the_number("五个工作日").unit == "workday"


def test_a_sentence_gives_its_numbers_in_order():
    text = "这款每年交两万五,交十年,等待期九十天,犹豫期15天,结算利率现在三个点"
    assert [(kind, value) for _, kind, value in quoted(text)] == [
        ("amount", 25_000),
        ("years", 10),
        ("days", 90),
        ("days", 15),
        ("rate", 0.03),
    ]


PIECES = st.sampled_from(
    list(
        "零一二两三四五六七八九十百千万亿点半几多到个块元年月日天岁号分之第周晚上下午早"
        "幺洞拐勾终身0159 .,:-%wk壹拾佰"
    )
)


@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=40)))
def test_any_text_gives_ordered_spans_within_it_that_do_not_overlap(text):
    end = 0
    for span in read_numbers(text):
        assert end <= span.start < span.end <= len(text)
        assert span.value >= 0
        assert (span.low is None) == (span.high is None)
        assert span.low is None or span.low <= span.value <= span.high
        end = span.end


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["我们这边呢", "。", "好的"]))
def test_words_in_front_of_a_text_do_not_change_its_numbers(text, front):
    moved = [(s.start - len(front), s.kind, s.value) for s in read_numbers(front + text)]
    assert moved == [(s.start, s.kind, s.value) for s in read_numbers(text)]
