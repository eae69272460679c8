"""JSON documents of a file."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import documents
from goodfaith.analysis.readers.documents import Document, read_documents


def read(data):
    return list(read_documents(BytesIO(data), "calls.json"))


def contents(data):
    return [one.content for one in read(data) if isinstance(one, Document)]


DOCUMENTS = st.lists(st.dictionaries(st.text("abc"), st.text("好 x")), min_size=2)


@given(DOCUMENTS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_json_lines_are_read_in_every_encoding(written, encoding):
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in written)
    assert contents(text.encode(encoding)) == written


@given(DOCUMENTS)
def test_a_list_of_documents_is_read(written):
    assert contents(json.dumps(written, indent=1).encode()) == written


def test_a_document_over_several_lines_is_one():
    assert contents(json.dumps({"a": [1, {"b": 2}]}, indent=2).encode()) == [{"a": [1, {"b": 2}]}]


def test_a_list_of_one_is_that_document():
    assert [one.place for one in read(b'[{"a": 1}]')] == [""]


def test_a_damaged_line_is_told_and_the_others_read():
    good, bad, _ = read(b'{"a": 1}\n{"b": \n{"c": 3}\n')
    assert good.content == {"a": 1}
    assert (bad.code, bad.place) == ("json_invalid", "line 2")


def test_a_damaged_first_line_does_not_take_the_others_with_it():
    bad, good = read(b'{"a": 1\n{"b": 2}\n')
    assert (bad.code, bad.place) == ("json_invalid", "line 1")
    assert good.content == {"b": 2}


def test_what_is_no_document_is_one_problem():
    assert [one.code for one in read(b"hello\nworld\n")] == ["json_invalid"]


def test_a_line_that_holds_no_object_is_told():
    _, problem = read(b'{"a": 1}\n7\n')
    assert "expected a JSON object" in str(problem)


def test_an_empty_file_holds_nothing():
    assert read(b" \n\n") == []


def test_json_lines_longer_than_a_document_may_be_are_read_piece_by_piece(monkeypatch):
    monkeypatch.setattr(documents, "LONGEST_DOCUMENT_BYTES", 100)
    lines = b"".join(b'{"n": %d}\n' % number for number in range(500))
    assert [one["n"] for one in contents(lines)] == list(range(500))


def test_a_single_document_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "LONGEST_DOCUMENT_BYTES", 100)
    [problem] = read(b'{"a": "' + b"x" * 200 + b'"}')
    assert problem.code == "too_many"


@given(st.binary() | st.text('{}[]",:\n 1a\\').map(str.encode))
def test_no_bytes_make_reading_fail(data):
    assert all(isinstance(one, Document | Problem) for one in read(data))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_give_problems_only(encoding):
    assert all(isinstance(one, Problem) for one in read('{"a": "好"}\n{"b": 1}'.encode(encoding)))
