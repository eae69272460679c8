"""What an adviser still reads, and that nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.trust.masking import Keep, find_private, mask

PRIVATE = (
    "13812345678", "幺三八一二三四五六七八",
    "11010519491231002X", "6222021234567890128", "沪A12345",
    "我叫张小丽",
    "北京市海淀区中关村大街1号", "zhang.san@example.com", "微信号zhang_san88",
)  # fmt: skip
PLAIN = (
    "您好，",
    "交三年，",
    "好的。",
    "保费一万二，",
    "？",
    " ",
    "收益不确定，",
    "\U0001f600",
    "電話",
)


def masked(text: str) -> str:
    return mask(text, find_private([text]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138＊＊＊＊5678"),
        ("138-1234-5678", "138-＊＊＊＊-5678"),
        ("我叫张小丽", "我叫张＊＊"),
        ("我叫欧阳小红", "我叫欧阳＊＊"),
        ("沪A12312", "沪A＊＊＊12"),
        ("11010519491231002X", "110＊＊＊＊＊＊＊＊＊＊＊＊＊2X"),
        ("卡号6222021234567890128", "卡号＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊0128"),
        ("住在北京市海淀区中关村大街1号", "住在北京市海淀区＊＊＊＊＊＊＊"),
        ("ab@example.com", "a＊@example.com"),
        ("幺三八六个八九九", "＊＊＊＊＊＊＊＊"),
    ],
)
def test_what_an_adviser_still_reads(text, shown):
    assert masked(text) == shown


def test_a_kind_that_is_not_kept_is_covered_whole():
    assert mask("13812345678", find_private(["13812345678"]), {}) == "＊" * 11


def test_ends_that_would_show_nearly_all_are_covered_too():
    assert mask("1381", find_private([""]), {"phone": Keep(2, 2)}) == "1381"
    assert mask("座机62345678", find_private(["座机62345678"])) == "座机＊＊＊＊＊＊＊＊"


def test_a_cover_is_one_character():
    with pytest.raises(ValueError, match="found 2 characters, expected 1"):
        mask("", [], cover="**")


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="span: found 0 to 11, expected places in 0 to 2"):
        mask("13", find_private(["13812345678"]))


turns = st.lists(st.lists(st.sampled_from(PRIVATE + PLAIN), max_size=5).map("，".join), max_size=5)


@settings(max_examples=60, deadline=None)
@given(turns)
def test_masking_keeps_length_and_finds_nothing_more(utterances):
    spans = find_private(utterances)
    covered = []
    for index, text in enumerate(utterances):
        here = [span for span in spans if span.utterance == index]
        assert all(0 <= span.start < span.end <= len(text) for span in here)
        covered.append(mask(text, here))
        assert len(covered[-1]) == len(text)
        assert mask(covered[-1], here) == covered[-1]
        places = {at for span in here for at in range(span.start, span.end)}
        assert all(covered[-1][at] == text[at] for at in range(len(text)) if at not in places)
    found_again = find_private(covered)
    assert [mask(covered[s.utterance], [s]) for s in found_again] == [
        covered[s.utterance] for s in found_again
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_read_without_a_crash(utterances):
    for span in find_private(utterances):
        assert 0 <= span.start < span.end <= len(utterances[span.utterance])
