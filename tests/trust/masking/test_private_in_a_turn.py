"""A turn read without the whole conversation is covered as with it, or is said to need it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
import test_private_numbers as numbers
import test_private_words as words
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from goodfaith.analysis.folding import folded_each
from goodfaith.trust.masking import PrivateSpan, find_private
from goodfaith.trust.masking.turn import find_private_in
from marked import as_turns

_SAID = [
    *numbers.PHONES, *numbers.IDENTITY_NUMBERS, *numbers.CARDS, *numbers.PUBLIC,
    *words.NAMES, *words.COMMON_WORDS, *words.ADDRESSES, *words.PLATES,
    *(turns for _, turns in words.WRITTEN),
]  # fmt: skip
_TALKS = [tuple(turn.replace("【", "").replace("】", "") for turn in as_turns(t)) for t in _SAID]
_PIECES = [
    "我叫", "张小丽", "张伟", "欧阳明", "李静", "您贵姓", "姓名，", "怎么称呼", "免贵姓", "是",
    "先生", "美丽的丽", "全名", "叫", "您说", "嗯", "对", "，", "。", " ", "不对", "应该是",
    "我的手机号", "卡号", "保单号", "身份证", "138", "1234", "5678", "幺三八", "六个八", "一下",
    "两个", "十万", "叉", "x", "E12345678", "微信", "abc_123", "a@b.cn", "沪A12345", "文三路",
    "12号楼", "3单元", "502室", "地址是", "受益人", "高兴", "时间", "的", "前三位", "然后",
]  # fmt: skip
_TURN = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join)


def check(turns: Sequence[str], speakers: Sequence[str]) -> int:
    """Compare every turn; how many were sure by themselves."""
    whole, folded = find_private(turns, speakers), folded_each(turns)
    sure = 0
    for index in range(len(turns)):
        found = find_private_in(folded, index)
        if found is not None:
            assert _plain(found) == _plain([s for s in whole if s.utterance == index]), index
            sure += 1
    return sure


def _plain(spans: Sequence[PrivateSpan]) -> list[PrivateSpan]:
    return [msgspec.structs.replace(span, value=0) for span in spans]


@pytest.mark.parametrize("turns", _TALKS)
def test_what_is_known_to_be_said(turns: tuple[str, ...]) -> None:
    check(turns, ["A" if n % 2 else "C" for n in range(len(turns))])


@given(st.lists(st.tuples(_TURN, st.sampled_from("AC")), min_size=1, max_size=9))
@examples(max_examples=400)
def test_any_talk(said: list[tuple[str, str]]) -> None:
    check([text for text, _ in said], [who for _, who in said])


@given(st.lists(st.sampled_from(_TALKS), min_size=1, max_size=12), st.booleans())
@examples(max_examples=200)
def test_many_talks_in_one(talks: list[tuple[str, ...]], one_speaker: bool) -> None:
    turns = [turn for talk in talks for turn in talk]
    check(turns, ["A" if one_speaker or n % 2 else "C" for n in range(len(turns))])


def test_most_turns_are_sure() -> None:
    """Else nothing is won."""
    turns = ["您好", "我想问一下保险的收益", "这款产品是分红型的", "交几年", "三年，一年一万二"]
    assert check(turns, list("ACACA")) == len(turns)


def test_a_name_is_known_from_far_away() -> None:
    turns = ["我叫张小丽", *["嗯"] * 50, "张小丽那份保单"]
    assert find_private_in(folded_each(turns), 51) == [PrivateSpan(51, 0, 3, "name", 0.9)]


def test_the_end_of_a_number_is_not_looked_at_alone() -> None:
    assert find_private_in(folded_each(["手机号幺三八一二三四", "嗯", "五六七八"]), 2) is None
    assert find_private_in(folded_each(["手机号13812345678", "嗯", "好", "尾号5678"]), 3) is None
