"""Word lists that patterns share."""

from __future__ import annotations

import pytest

from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from small_world import files_of, judged, rule, talk

SAFE = rule(says={"safe": {"any": "<钱>[^，。]{0,4}<不亏>"}}, violated="safe")
LISTS = "钱: [本金, 老本]\n不亏: [一分不少, 亏不(了|着)]\n"


def read(words: str, *rules):
    return read_rule_files(files_of(*rules) | {"words/talk.yaml": words})


@pytest.mark.parametrize("said", ["您的老本亏不着", "本金一分不少", "本金，一分不少"])
def test_any_word_of_a_list_stands_in_its_place(said):
    verdict = judged(read(LISTS, SAFE), talk("c", ("A", said))).verdict
    assert verdict == ("passed" if "，" in said else "violated")


@pytest.mark.parametrize("order", [1, -1])
def test_a_list_may_name_another_wherever_that_stands(order):
    lines = ["家底: [积蓄]\n", "钱: [本金, 养老的<家底>]\n", "不亏: [一分不少]\n"]
    words = "".join(lines[::order])
    finding = judged(read(words, SAFE), talk("c", ("A", "养老的积蓄一分不少")))
    assert finding.evidence[0].text == "养老的积蓄一分不少"


@pytest.mark.parametrize("key", ["any", "except", "unless_said", "unless_in_clause"])
def test_every_list_of_patterns_may_name_one(key):
    point = {"any": "保本", key: "<甲>"}
    book = read("甲: [保本]\n", rule(says={"p": point}, violated="p"))
    verdict = judged(book, talk("c", ("A", "保本"))).verdict
    assert verdict == ("violated" if key == "any" else "passed")


def test_both_halves_of_a_near_and_the_word_beside_a_number_may_name_one():
    near = {"near": {"a": "<甲>", "b": "<甲>", "within": 2}}
    number = {"number": {"kind": "days", "near": "<甲>"}}
    book = read("甲: [犹豫期]\n", rule(says={"p": near, "q": number}, violated="p or q"))
    assert judged(book, talk("c", ("A", "犹豫期15天"))).verdict == "violated"
    assert judged(book, talk("c", ("A", "犹豫期，犹豫期"))).verdict == "violated"
    assert judged(book, talk("c", ("A", "犹豫期"))).verdict == "passed"


def test_another_word_makes_another_version_of_the_rules_that_use_the_list():
    other = rule("test.other", says={"p": {"any": "存单"}}, violated="p")
    before, after = read(LISTS, SAFE, other), read(LISTS + "没人用: [甲]\n", SAFE, other)
    assert before.hash == after.hash
    wider = read(LISTS.replace("老本", "老本, 积蓄"), SAFE, other)
    assert wider.rule("test.rule").version != before.rule("test.rule").version
    assert wider.rule("test.other").version == before.rule("test.other").version


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        ("钱: [本金]\n", "line 8", "<不亏>"),
        ("钱: [本金]\n不亏: ['(']\n", "line 2", "not a regular expression"),
        ("钱: [本金]\n不亏: ['<还没有>']\n", "line 2", "<还没有>"),
        ("钱: [本金]\n不亏: []\n", "line 2", "empty"),
        ("1钱: [本金]\n", "line 1", "a name of letters"),
        ("钱: [本金]\n钱: [老本]\n", "line 2", "stands here twice"),
        ("钱: [<不亏>]\n不亏: [<钱>]\n", "line 1", "钱 → 不亏 → 钱"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_place(words, place, said):
    with pytest.raises(RulebookInvalid) as invalid:
        read(words, SAFE)
    assert any(said in str(p) and p.place == place for p in invalid.value.problems), [
        str(p) for p in invalid.value.problems
    ]


def test_a_list_of_two_files_is_refused():
    files = files_of(SAFE) | {"words/a.yaml": LISTS, "words/b.yaml": "钱: [款子]\n"}
    with pytest.raises(RulebookInvalid, match="defined twice"):
        read_rule_files(files)
