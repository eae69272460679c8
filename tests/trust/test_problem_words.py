from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from goodfaith.analysis.problems import describe
from goodfaith.trust.problem_words import PHRASES, problem_words


@pytest.mark.parametrize(
    ("told", "chinese"),
    [
        ("at most 2,000 files", "至多 2,000 个文件"),
        ("at most 5 bytes, all 9", "至多 5 字节，合计 9"),
        ("damaged (BadZipFile)", "已损坏（BadZipFile）"),
        (describe("一二三"), "3 个字符的文本"),
        (describe([1, 2]), "2 项的列表"),
    ],
)
def test_what_is_wrong_is_told_in_the_language_of_the_page(told: str, chinese: str) -> None:
    with override("zh-hans"):
        assert problem_words(told) == chinese
    with override("en"):
        assert problem_words(told) == told


def test_what_no_phrase_says_is_shown_as_it_came() -> None:
    with override("zh-hans"):
        assert problem_words("'{}' of nothing known") == "'{}' of nothing known"


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_has_chinese_with_its_values_in_order(phrase: str) -> None:
    values = [f"«{number}»" for number in range(phrase.count("{}"))]
    with override("zh-hans"):
        said = problem_words(phrase.format(*values))
    assert said != phrase.format(*values)
    assert re.findall(r"«\d»", said) == values
