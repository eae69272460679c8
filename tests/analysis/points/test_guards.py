"""When the words are there and the thing is not said: tables of how people talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.folding import fold
from goodfaith.analysis.points.guards import GUARDS, clause, holds


def taken_back(guard: str, said: str, words: str = "保本", gaps: tuple[str, ...] = ()) -> bool:
    text = fold(said)
    start = text.index(words)
    return holds(guard, text, start, start + len(words), gaps)


@pytest.mark.parametrize(
    "said",
    [
        "我们不保本",
        "这个并不是保本的",
        "没有说过保本",
        "我们公司从来没承诺过保本",
        "严禁承诺保本",
        "这款无法保本",
        "怎么可能保本",
        "谁敢保本",
        "谁说保本",
        "哪能保本啊",
        "难道是保本吗",
        "不能说保本",
        "不允许说保本",
        "不存在保本",
        "不一定保本",
        "保本是不可能的",
        "保本不存在的",
        "保本这个谈不上",
        "保本，这是假的",
        "保本？不可能的",
        "保本，这话不能说",
        "保本啊，那不行",
        "保本是骗人的",
        "保本别信",
        "保不保本",
        "收益不确定，也不保本",
    ],
)
def test_a_negated_promise_is_none(said):
    assert taken_back("negated", said)


@pytest.mark.parametrize(
    "said",
    [
        "这款保本",
        "不是不保本",  # two make an assertion
        "没有不保本的",
        "怎么可能不保本",
        "谁说不保本",
        "不会不保本",
        "不光保本",
        "不但保本还有收益",
        "不得不说，保本",
        "差不多保本",
        "没问题，保本",
        "没错保本",
        "别担心，保本",
        "保本的，您别担心",
        "保本没问题",
        "保本没有风险",
        "非常保本",
        "特别保本",
        "未来保本",
        "无非保本",
        "再不买，保本",
        "再不保本",
        "要不保本给您",
        "不买的话保本",
        "收益不确定，但是保本",  # another clause
        "不对。是保本",
    ],
)
def test_a_negation_of_something_else_leaves_the_promise(said):
    assert not taken_back("negated", said)


@pytest.mark.parametrize(
    ("said", "words"), [("分红不保证", "分红"), ("分红是保证的", "分红"), ("不会亏", "不会亏")]
)
def test_a_negation_inside_or_after_the_words_is_theirs(said, words):
    assert not taken_back("negated", said, words)


@pytest.mark.parametrize(
    ("said", "gaps", "negated"),
    [
        ("保证不会有收益", ("不会有",), True),
        ("保证有收益", ("有",), False),
        ("不是保证没有收益", ("没有",), False),
    ],
)
def test_a_negation_in_the_gap_of_a_pattern_counts(said, gaps, negated):
    assert taken_back("negated", said, said[said.index("保证") :], gaps) is negated


@pytest.mark.parametrize(
    "said",
    [
        "是不是保本",
        "保本吗",
        "保本吗？",
        "保本么。",
        "您问保本吗",
        "保本对吧？",
        "保本呢？",
        "保本没有？",
        "保本不？",
        "能否保本",
        "是否保本",
        "有没有保本的",
        "为什么保本",
        "哪个保本",
        "保不保本",
        "能不能保本",
        "会不会保本呢",
    ],
)
def test_a_question_promises_nothing(said):
    assert taken_back("asked", said)


@pytest.mark.parametrize(
    "said",
    [
        "保本",
        "保本啊！",
        "保本的，好吗？",
        "保本，您明白吗",
        "您问是不是真的。保本",
        "多少都行，保本的",
        "什么？保本",
    ],
)
def test_a_question_about_something_else_leaves_the_promise(said):
    assert not taken_back("asked", said)


@pytest.mark.parametrize(
    ("said", "hypothetical"),
    [
        ("如果有人承诺保本", True),
        ("要是保本就好了", True),
        ("万一有人跟您说，这个保本", True),  # a comma does not end a condition
        ("凡是承诺保本的都要小心", True),
        ("任何人跟您讲保本", True),
        ("就算保本也没意思", True),
        ("就算跌了也保本", False),  # what follows from a condition is said
        ("哪怕市场再差，照样保本", False),
        ("万一亏了，我们也给您保本", False),
        ("如果也保本", True),
        ("保本的，如果您买的话", False),
        ("如果您今天有空。这款保本", False),
        ("您买了就保本", False),
    ],
)
def test_a_hypothesis_is_no_promise(said, hypothetical):
    assert taken_back("hypothetical", said) is hypothetical


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        ("有的业务员说保本", True),
        ("有人跟您讲过保本", True),
        ("网上吹保本", True),
        ("之前那个人说保本", True),
        ("您刚才说保本", True),
        ("客户以为保本", True),
        ("您说的保本", True),
        ("我跟您说保本", False),
        ("我给您说保本", False),
        ("我告诉您保本", False),
        ("我同您讲保本", False),
        ("您听我说，保本", False),
        ("别人说的不算。保本", False),
    ],
)
def test_what_others_said_is_no_promise(said, reported):
    assert taken_back("reported", said) is reported


@pytest.mark.parametrize(
    ("said", "around"),
    [
        ("您好，这款保本的。再见", "这款保本的"),
        ("利率3.5保本", "利率3.5保本"),  # a decimal point ends nothing
        ("甲" * 30 + "保本" + "乙" * 30, "甲" * 14 + "保本" + "乙" * 14),
        ("保本", "保本"),
    ],
)
def test_a_clause_ends_at_marks_and_out_of_reach(said, around):
    text = fold(said)
    start = text.index("保本")
    low, high = clause(text, start, start + 2)
    assert text[low:high] == around


@given(
    st.sampled_from(sorted(GUARDS)),
    st.text(st.sampled_from("不没保本吗？，。如果您说有人的3.是"), min_size=1, max_size=20),
    st.data(),
)
def test_a_guard_answers_for_any_words_of_any_text(guard, said, data):
    text = fold(said)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert holds(guard, text, start, end) in (True, False)
