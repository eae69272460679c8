"""Problems and how they are told."""

import pickle

import pytest

from goodfaith.analysis.problems import Problem, UnreadableInput, describe


def test_a_problem_names_place_field_found_and_expected():
    problem = Problem(
        "field_invalid", "calls.jsonl", "line 7", "utterances[2].start", "'abc'", "a number"
    )
    assert str(problem) == "calls.jsonl line 7: utterances[2].start is 'abc', expected a number"


def test_a_problem_of_a_whole_file_names_the_file():
    assert str(Problem("encoding", "a.csv", found="unknown")) == "a.csv: unknown"


def test_unreadable_input_carries_all_problems_to_another_process():
    error = UnreadableInput([Problem("a", "x"), Problem("b", "y")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("身份证", "a text of 3 characters"),
        ("x" * 41, "a text of 41 characters"),
        ("abc", "'abc'"),
        (" ", "empty"),
        (float("nan"), "not a finite number"),
        (10**500, "a very large number"),
        ([1, 2], "a list of 2"),
        ({}, "an object of 0 members"),
        (None, "null"),
        (True, "true"),
    ],
)
def test_values_are_described_without_telling_what_was_said(value, said):
    assert describe(value) == said
