"""facts.jsonl: good lines give facts, bad lines all their problems."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.facts import Fact, facts_schema, read_facts
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.problems import Problem

ZONE = ZoneInfo("Asia/Shanghai")
ATTRIBUTE = "expected an attribute of callback (see `goodfaith fields`)"
POLICY = {"kind": "policy", "id": "P1", "premium": 8000, "receipt_on": "2026-03-08"}


def read(*lines: object) -> list[Fact | Problem]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(read_facts(BytesIO(text.encode()), "facts.jsonl", ZONE))


def problems(*lines: object) -> list[str]:
    return [str(found) for found in read(*lines) if isinstance(found, Problem)]


def test_a_line_gives_a_fact_with_values_as_the_dictionary_says():
    values = {"premium": 8000.0, "receipt_on": date(2026, 3, 8)}
    assert read(POLICY) == [Fact("policy", "P1", values)]


def test_empty_lines_null_and_empty_text_say_nothing():
    assert read("", "  ", {**POLICY, "status": None, "customer": ""}) == read(POLICY)


def test_all_problems_of_a_line_are_told_at_once_and_other_lines_are_kept():
    bad = {"kind": "callback", "id": "K", "policy": "P1", "by": [1], "colour": "red"}
    found = read(bad, POLICY)
    assert [str(problem) for problem in found[:-1]] == [
        "facts.jsonl line 1: by is a list of 1, expected an id of 1 to 200 characters",
        f"facts.jsonl line 1: colour is unknown, {ATTRIBUTE}",
        "facts.jsonl line 1: at is missing, expected a value: a callback says nothing without it",
    ]
    assert isinstance(found[-1], Fact)


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "{",
        "\0",
        '{"id": "x"}',
        '{"kind": "policy"}',
        '{"kind": "sale", "id": "A1"}',
        '{"kind": "call", "id": "c"}',
        '{"kind": "source", "id": "weather", "connected": true}',
        '{"kind": "callback", "id": "K", "at": "2026-03-08 10:00"}',
        '{"kind": ' * 5000,
        '{"kind": "policy", "id": "P", "premium": ' + "9" * 5000 + "}",
    ],
)
def test_a_line_that_is_no_fact_is_a_problem(line):
    assert problems(line)


def test_a_file_in_gb18030_reads():
    line = json.dumps(
        {"kind": "product", "id": "p", "name": "至诚分红险", "type": "分红型"}, ensure_ascii=False
    )
    (fact,) = read_facts(BytesIO(line.encode("gb18030")), "facts.jsonl", ZONE)
    assert fact == Fact("product", "p", {"name": "至诚分红险", "type": "participating"})


@given(st.binary(max_size=300))
def test_any_bytes_give_facts_or_problems(content):
    for found in read_facts(BytesIO(content), "facts.jsonl", ZONE):
        assert isinstance(found, Fact | Problem)


@given(
    st.sampled_from(sorted(load_dictionary().kinds)),
    st.dictionaries(
        st.sampled_from(sorted({f.attribute for f in load_dictionary().fields.values()})),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
        max_size=6,
    ),
)
def test_any_record_gives_a_fact_or_problems_and_never_both(kind, record):
    found = read({"kind": kind, "id": "x", **record})
    assert found
    assert all(isinstance(one, Problem) for one in found) or len(found) == 1


def test_the_schema_describes_every_kind_that_sources_give():
    schema = facts_schema()
    kinds = {entry["properties"]["kind"]["const"] for entry in schema["oneOf"]}
    assert kinds == {k.name for k in load_dictionary().kinds.values() if k.made_by == "source"}
    assert json.loads(json.dumps(schema)) == schema
