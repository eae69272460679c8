"""One JSON document, bounded before it is parsed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.readers import json_document
from goodfaith.analysis.readers.bounds import DEEPEST_JSON
from goodfaith.analysis.readers.json_document import is_deeper_than, parse_json
from goodfaith.analysis.readers.report import Unfit

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_what_was_written_as_json_is_read_back(value):
    try:
        written = json.dumps(value).encode()
    except UnicodeEncodeError:
        return
    assert parse_json(written) == json.loads(written)


@given(st.text(st.sampled_from('[]{}"\\a ')), st.integers(0, 5))
def test_depth_is_that_of_brackets_outside_texts(text, levels):
    depth = deepest = 0
    inside = escaped = False
    for character in text:
        if inside:
            escaped, inside = (
                character == "\\" and not escaped,
                character != '"' or escaped,
            )
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    assert is_deeper_than(text.encode(), levels) == (deepest > levels)


def test_json_that_is_nested_too_deep_is_refused_before_it_is_parsed():
    with pytest.raises(Unfit) as refused:
        parse_json(b"[" * 100_000)
    assert refused.value.code == "too_deep"


def test_the_deepest_json_that_is_allowed_is_read():
    assert parse_json(b"[" * DEEPEST_JSON + b"]" * DEEPEST_JSON)


def test_a_document_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(json_document, "LONGEST_DOCUMENT_BYTES", 10)
    with pytest.raises(Unfit) as refused:
        parse_json(b'"0123456789"')
    assert refused.value.code == "too_many"


def test_half_a_surrogate_pair_becomes_the_replacement_character():
    assert parse_json(rb'"a\ud83db"') == "a\ufffdb"


def test_what_is_wrong_is_told_without_quoting_the_document():
    with pytest.raises(Unfit) as refused:
        parse_json('{"text": 保本保息}'.encode())
    assert "保本" not in refused.value.found + refused.value.expected
    assert refused.value.found == "not JSON at byte 10"
