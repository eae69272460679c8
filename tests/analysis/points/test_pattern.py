"""What a point may listen for, what is refused and why, and what every match must contain."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.analysis.folding import fold
from goodfaith.analysis.points.pattern import (
    PatternRefused,
    any_of,
    read_pattern,
    sample_of,
)
from small_world import mentions_of, talk


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("保本.*收益", "endless"),
        ("保本.+", "endless"),
        ("保本.{0,200}收益", "may match 204 characters"),
        ("保本[^。]{0,60}收益", "repeats without a bound, expected at most 40"),
        ("(保本.{0,4}){1,5}收益", "repeats a repeat"),
        ("(保|本{1,3}){0,9}收益", "repeats a repeat"),
        (r"(保本)\1", "refers back to a group"),
        ("(?P<x>保)(?P=x)", "refers back to a group"),
        ("(保)?(?(1)本|息)", "refers back to a group"),
        ("保本|.{0,6}", "matches the empty text"),
        ("(保本)?", "matches the empty text"),
        ("^", "matches the empty text"),
        (".{1,6}", "free of any fixed word"),
        ("[^不]{2,6}", "free of any fixed word"),
        (r"\d{1,4}", "free of any fixed word"),
        ("保本|.{1,6}", "free of any fixed word"),
        ("(保本", "is not a regular expression"),
        ("保本)", "is not a regular expression"),
        ("[保本", "is not a regular expression"),
        ("*保本", "is not a regular expression"),
        ("保{5,2}本", "is not a regular expression"),
    ],
)
def test_a_pattern_that_cannot_run_is_refused_with_the_reason(source, why):
    with pytest.raises(PatternRefused, match=re.escape(why)):
        read_pattern(source)


@pytest.mark.parametrize(
    ("source", "finds", "leaves"),
    [
        ("保本", "这款保本的", "保费"),
        ("保 本", "保 本", "保本"),
        ("Ａ类", "a類", "b类"),
        ("好吗？", "好吗?", "好吗"),  # a full-width mark is no operator
        ("（保本）", "(保本)", "保本"),
        ("(保证|肯定).{0,4}收益", "保证有收益", "保证有这么多的收益"),
        ("保本[^，。]{0,6}收益", "保本有收益", "保本，有收益"),
        ("(?<!不)保本", "就保本", "不保本"),
        ("保本(?!的)", "保本啊", "保本的"),
        ("^保本", "保本啊", "就保本"),
        ("保本$", "就保本", "保本啊"),
        ("[保报]本", "报本", "成本"),
        ("[一-三]年", "一年", "九年"),
        ("保{2}本", "保保本", "保本"),
        (r"百分之\d{1,2}", "百分之12", "百分之十"),
        (r"3\.5", "3.5", "345"),
        (r"\\1保本", "\\1保本", "1保本"),
        ("BCD[Ｅ-Ｇ]", "bcdf", "bcdh"),
        ("保本|保息", "保息", "利息"),
        ("((保本)|保(息|利))呢", "保利呢", "保费呢"),
    ],
)
def test_a_pattern_finds_what_it_says(source, finds, leaves):
    pattern = read_pattern(source)
    assert pattern.compiled.search(fold(finds))
    assert not pattern.compiled.search(fold(leaves))


def test_a_text_without_operators_is_a_phrase():
    pattern = read_pattern("Ａ保險？")
    assert pattern.is_phrase
    assert pattern.phrase == "a保险?"


def test_gaps_are_captured_and_groups_are_not():
    pattern = read_pattern("(保证|肯定).{0,4}(收益|回报)[^，]{0,3}高")
    assert pattern.compiled.search("保证有的收益很高").groups() == ("有的", "很")


def test_of_several_patterns_any_is_found():
    either = any_of((read_pattern("保本"), read_pattern("收益.{0,2}高")))
    assert [m.group() for m in either.finditer("保本收益很高")] == ["保本", "收益很高"]
    assert any_of(()) is None


@pytest.mark.parametrize(
    ("source", "sample"),
    [
        ("保本", "保本"),
        ("(保证|肯定).{0,6}收益", "保证…收益"),
        ("[报保]本吗?", "报本"),
        ("保{2}本", "保保本"),
    ],
)
def test_a_sample_is_a_text_for_people(source, sample):
    assert sample_of(read_pattern(source)) == sample


LETTERS = st.sampled_from("保本收益不a1")
WORDS = st.text(LETTERS, min_size=1, max_size=3)


def _joined(parts: list[str]) -> str:
    return "".join(parts)


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=3).map(_joined),
        st.tuples(inner, st.sampled_from(["?", "{2}"])).map(lambda t: f"({t[0]}){t[1]}"),
        st.tuples(WORDS, st.sampled_from([".{0,2}", "[^不]{1,3}", ".{2}"]), inner).map(_joined),
        WORDS.map(lambda word: f"(?!{word})"),
        WORDS.map(lambda word: f"(?<!{word})"),
    )


PATTERNS = st.recursive(
    st.one_of(WORDS, st.sets(LETTERS, min_size=1).map(lambda s: f"[{''.join(sorted(s))}]")),
    _grouped,
    max_leaves=6,
)
TEXTS = st.text(st.sampled_from("保本收益不a1，"), max_size=14)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, TEXTS)
def test_every_match_contains_an_atom_of_each_set_of_one_way(source, text):
    try:
        pattern = read_pattern(source)
    except PatternRefused:
        return
    plain = {match.span() for match in re.finditer(source, fold(text))}
    assert {match.span() for match in pattern.compiled.finditer(fold(text))} == plain
    for start, end in plain:
        said = fold(text)[start:end]
        assert any(
            all(any(atom in said for atom in atoms) for atoms in way) for way in pattern.ways
        ), (source, said, pattern.ways)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, TEXTS)
def test_the_scanner_finds_what_the_expression_finds(source, text):
    try:
        read_pattern(source)
    except PatternRefused:
        return
    found = mentions_of({"any": [source]}, talk("c", ("A", text)))
    expected = [match.span() for match in re.finditer(source, fold(text))]
    assert [(mention.start, mention.end) for mention in found] == expected
