"""The words of an offence amid plain speaking are for a person to judge."""

from __future__ import annotations

import pytest

from goodfaith.analysis.rules.explaining import explain
from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from small_world import files_of, judged, rule, talk

POINTS = {"plain": {"by": "adviser", "any": ["会亏", "不保证", "拿不回"], "zh": "如实说明"}}
PROMISE = {"by": "adviser", "any": ["一分不少"]}
TOPIC = {"any": "存款", "background": True}
HEAD = "name: t\ncandour: {point: plain, turns: 2, times: 2}\n"


def read(head: str = HEAD, **members):
    given = {"says": {"promise": PROMISE, "topic": TOPIC}, "violated": "promise"} | members
    one = rule(amid_candour="undecidable", **given)
    return read_rule_files(files_of(one, points=POINTS) | {"rulebook.yaml": head})


HONEST = [("A", "存款取出来一分不少"), ("A", "保险明年退会亏"), ("C", "哦"), ("A", "分红不保证")]


def test_amid_plain_speaking_a_violation_is_undecidable_and_shows_both():
    finding = judged(read(), talk("c", *HONEST))
    assert finding.verdict == "undecidable"
    assert [because.code for because in finding.because] == ["heard", "candour"]
    assert [e.text for e in finding.evidence] == ["一分不少", "会亏", "不保证"]


@pytest.mark.parametrize(
    "turns",
    [
        [("A", "一分不少"), ("A", "会亏")],  # once proves nothing: scripts contain it
        [("A", "一分不少"), ("C", "会亏，不保证")],  # the customer's words
        [("A", "一分不少"), *[("C", "嗯"), ("A", "好")] * 2, ("A", "会亏，不保证")],  # far away
        [*HONEST, *[("C", "嗯"), ("A", "好")] * 3, ("A", "一分不少")],  # another one stands alone
    ],
)
def test_otherwise_it_stays_a_violation(turns):
    assert judged(read(), talk("c", *turns)).verdict == "violated"


def test_background_needs_no_plain_speaking_around_it():
    turns = [("C", "存款"), *[("A", "嗯"), ("C", "好")] * 4, *HONEST]
    assert judged(read(violated="promise and topic"), talk("c", *turns)).verdict == "undecidable"


def test_a_rule_that_does_not_ask_for_it_stays_as_it_is():
    files = files_of(rule(says={"p": PROMISE}, violated="p"), points=POINTS)
    book = read_rule_files(files | {"rulebook.yaml": HEAD})
    assert judged(book, talk("c", *HONEST)).verdict == "violated"


def test_it_is_part_of_the_version_of_the_rule():
    (rule_,) = read()
    (other,) = read(HEAD.replace("times: 2", "times: 3"))
    assert rule_.version != other.version


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("name: t\n", "candour in rulebook.yaml"),
        ("candour: {point: nobody}\n", "the name of a point in points/*.yaml"),
        ("candour: {point: plain, turns: 2, word: 1}\n", "unknown here"),
    ],
)
def test_what_is_wrong_with_it_is_told(head, said):
    with pytest.raises(RulebookInvalid, match=said.replace("*", r"\*")):
        read(head)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "前后 2 轮内 2 次「如实说明」"), ("en", "2 times ‘如实说明’")]
)
def test_it_is_explained(lang, said):
    (rule_,) = read()
    assert said in explain(rule_, lang)
