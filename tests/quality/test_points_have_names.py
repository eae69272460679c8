"""People read rules by the names of their points."""

from __future__ import annotations

import pytest

from goodfaith.analysis import Rulebook


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_shipped_point_has_a_name(rulebook: Rulebook, lang: str):
    assert [point.id for point in rulebook.points if not point.content.get(lang)] == []


def test_the_names_in_one_rule_differ(rulebook: Rulebook):
    for rule in rulebook:
        names = [point.title("zh") for point in rule.points]
        assert len(set(names)) == len(names), (rule.id, sorted(names))
