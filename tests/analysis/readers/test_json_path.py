"""Paths into JSON documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.readers.json_path import (
    find_all,
    first,
    leads_somewhere,
    steps_of,
)

DOCUMENT = {
    "a": {"b": [{"c": 1}, {"c": None}, {"d": 2}, {"c": 3}]},
    "wrapped": '{"x": ["y", "z"]}',
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b[].c", [1, None, 3]),
        ("a.b[0].c", [1]),
        ("a.b[-1].c", [3]),
        ("a.b[9].c", []),
        ("a.nowhere.c", []),
        ("wrapped.x[1]", ["z"]),
        ("a.b[2].d.e", []),
        ("$", [DOCUMENT]),
        ("$.a.b[2].d", [2]),
    ],
)
def test_a_path_leads_to_every_value_it_names(path, found):
    assert list(find_all(DOCUMENT, path)) == found


def test_of_several_paths_the_first_that_leads_somewhere_is_taken():
    assert first(DOCUMENT, ["no.such", "a.b[1].c", "a.b[2].d", "a.b[0].c"]) == 2


def test_null_is_nowhere():
    assert not leads_somewhere({"a": None}, "a")


@pytest.mark.parametrize("path", ["", ".", "a..b", "a[", "a[x]", "a]b", "[0]"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ValueError, match="not a path"):
        steps_of(path)


def test_a_text_that_is_no_json_leads_nowhere():
    assert list(find_all({"a": "{not json"}, "a.b")) == []


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from("abc"), x),
    )
)
def test_no_document_makes_a_path_fail(document):
    for path in ("a.b[].c", "a[0].b", "$", "c[-1][]"):
        list(find_all(document, path))
