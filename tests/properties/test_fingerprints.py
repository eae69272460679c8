"""A fingerprint changes when what a verdict rests on changes, and only then."""

from __future__ import annotations

import msgspec
import pytest

from goodfaith.analysis import Utterance
from made_runs import FACTS
from small_world import book, judged, rule, rulebook_of, talk

RATE = rule(
    says={"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["利率"]}}},
    violated="rate > product.filed_rate",
)
CALL = talk("c", ("A", "利率3%"), customer="K1", applications=("A1",))


def fingerprint(written=RATE, conversation=CALL, facts=FACTS) -> str:
    return judged(rulebook_of(written), conversation, book(*facts)).fingerprint


def with_fact(kind: str, **changed) -> list[dict]:
    return [fact | changed if fact["kind"] == kind else fact for fact in FACTS]


def test_the_same_input_gives_the_same_fingerprint():
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 32


@pytest.mark.parametrize(
    "change",
    [
        {"utterances": (Utterance("利率3%啊", "A"),)},
        {"utterances": (Utterance("利率3%", "C"),)},
        {"utterances": (Utterance("利率3%", "A", start=1.0),)},
        {"id": "d"},
        {"speakers": "diarised"},
    ],
)
def test_it_changes_with_the_transcript(change):
    changed = msgspec.structs.replace(CALL, **change)
    assert fingerprint(conversation=changed) != fingerprint()


@pytest.mark.parametrize(
    "change",
    [
        {"violated": "rate >= product.filed_rate"},
        {"severity": "critical"},
        {"says": {"rate": {"by": "adviser", "number": {"kind": "rate", "near": ["收益"]}}}},
        {"deducts": 5},
    ],
)
def test_it_changes_with_the_rule(change):
    assert fingerprint(RATE | change) != fingerprint()


def test_examples_of_a_rule_are_no_part_of_it():
    assert fingerprint(RATE | {"examples": {"passed": [[{"adviser": "您好"}]]}}) == fingerprint()


def test_it_changes_with_a_fact_that_the_rule_reads():
    assert fingerprint(facts=with_fact("product", filed_rate=0.025)) != fingerprint()
    assert fingerprint(facts=[f for f in FACTS if f["kind"] != "product"]) != fingerprint()


def test_a_fact_that_the_rule_does_not_read_is_no_part_of_it():
    assert fingerprint(facts=with_fact("policy", receipt_on="2026-03-09")) == fingerprint()
    assert fingerprint(facts=[*FACTS, {"kind": "product", "id": "Q", "filed_rate": 0.1}]) == (
        fingerprint()
    )
