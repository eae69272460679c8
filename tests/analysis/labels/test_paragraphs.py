"""Paragraphs: a cut where the topic changes, and always a whole conversation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.labels.paragraphs import FEWEST_TURNS, paragraphs_of

CAR = (
    "我的车险快到期了|车险是哪天到期|下个月车险到期，车是去年买"
    "的|车险保费按车价算|那车险三者要多少|车险三者建议两百万"
).split("|")
CHILD = (
    "孩子的重疾险怎么买|孩子的重疾险看年纪，孩子几岁|孩子三岁，孩子的重疾险贵吗"
    "|三岁孩子的重疾险不贵|那孩子的重疾险保额呢|孩子的重疾险保额五十万"
).split("|")


def test_a_new_topic_is_a_new_paragraph() -> None:
    assert paragraphs_of(CAR + CHILD) == [range(6), range(6, 12)]


def test_a_short_talk_is_one_paragraph() -> None:
    assert paragraphs_of(CAR[:5]) == [range(5)]
    assert paragraphs_of([]) == []


@given(st.lists(st.text(max_size=12), max_size=40))
def test_paragraphs_are_all_turns_in_order(turns: list[str]) -> None:
    found = paragraphs_of(turns)
    assert [turn for one in found for turn in one] == [*range(len(turns))]
    assert len(found) < 2 or all(len(one) >= FEWEST_TURNS for one in found)
