"""Mappings of recognisers' documents."""

import pytest

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.analysis.readers.mapping import SHIPPED, read_mapping, shipped_mapping


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_mapping_says_where_its_format_is_published_and_how_it_is_recognised(
    name,
):
    mapping = shipped_mapping(name)
    assert mapping.name == name
    assert mapping.source
    assert mapping.recognised_by


def test_every_path_that_is_none_is_told_at_once():
    with pytest.raises(UnreadableInput) as refused:
        read_mapping(
            {"utterances": "a[", "text": ["ok", "b..c"], "start": {"path": "x]"}},
            "m.yaml",
        )
    assert [problem.field for problem in refused.value.problems] == [
        "utterances",
        "text",
        "start.path",
    ]
    assert "m.yaml" in str(refused.value)


def test_a_misspelt_member_is_refused():
    with pytest.raises(UnreadableInput, match="uterances"):
        read_mapping({"uterances": "a[]", "utterances": "a[]", "text": "t"})


def test_a_unit_nobody_knows_is_refused_with_its_place():
    with pytest.raises(UnreadableInput) as refused:
        read_mapping({"utterances": "a[]", "text": "t", "start": {"path": "s", "unit": "min"}})
    assert [problem.field for problem in refused.value.problems] == ["start.unit"]


def test_a_mapping_needs_text_or_words():
    with pytest.raises(UnreadableInput, match="text or words"):
        read_mapping({"utterances": "a[]"})
