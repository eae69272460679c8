"""Matching text: one code point for one, folded once and for all, and how characters sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.folding import (
    SEPARATOR,
    code_points,
    fold,
    fold_together,
    from_code_points,
    sound,
)

ANY = st.text(st.characters(codec=None))  # lone surrogates too
CHINESE = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=12)


@given(ANY)
def test_a_text_and_its_matching_text_have_the_same_length(text):
    assert len(fold(text)) == len(text)


@given(ANY)
def test_matching_text_is_its_own_matching_text(text):
    assert fold(fold(text)) == fold(text)


@given(ANY, ANY)
def test_each_character_folds_by_itself(left, right):
    assert fold(left + right) == fold(left) + fold(right)


@given(ANY)
def test_matching_text_can_be_encoded_and_has_no_separator(text):
    folded = fold(text)
    folded.encode("utf-8")
    assert SEPARATOR not in folded


@given(st.lists(ANY, max_size=6))
def test_texts_folded_together_are_the_same_with_a_separator_after_each(texts):
    together = from_code_points(fold_together(texts))
    assert together == "".join(fold(text) + SEPARATOR for text in texts)
    assert together.count(SEPARATOR) == len(texts)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣａｂｃ１２３％", "abcabc123%"),
        ("，？！：；（）", ",?!:;()"),
        ("。、", "。、"),
        ("「保本」“保本”‘保本’", '"保本""保本"\'保本\''),
        ("保險與條款", "保险与条款"),
        ("乾隆後面的頭髮", "干隆后面的头发"),  # each character by itself
        ("a\tb\nc\r\u3000d\x00e\u00a0f", "a b c  d e f"),
        ("\ud800保", "\ufffd保"),
        ("😀İŒﬁ①", "😀İœﬁ1"),
        ("", ""),
    ],
)
def test_how_things_are_folded(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("保本", "报本"),
        ("犹豫期", "油鱼期"),
        ("收益", "手艺"),
        ("身份", "森份"),  # sh and s
        ("住院", "组院"),  # zh and z
        ("承诺", "层诺"),  # ch and c, eng and en
        ("年金", "连斤"),  # n and l, in
        ("保障", "保赞"),  # zh, ang and an
        ("女儿", "旅儿"),  # nü and lü
    ],
)
def test_what_recognisers_mix_up_sounds_the_same(said, heard):
    assert from_code_points(sound(code_points(said))) == from_code_points(sound(code_points(heard)))


@pytest.mark.parametrize(("said", "heard"), [("保本", "保费"), ("利息", "收益"), ("退保", "投保")])
def test_what_sounds_different_stays_different(said, heard):
    assert from_code_points(sound(code_points(said))) != from_code_points(sound(code_points(heard)))


@given(CHINESE)
def test_sounds_keep_the_length(text):
    assert len(sound(code_points(text))) == len(text)


def test_marks_letters_and_digits_have_no_sound():
    assert from_code_points(sound(code_points("a1,。\n"))) == "a1,。\n"
