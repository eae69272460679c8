"""Examples as they stand in a rule file: turns, members of a conversation, facts, a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from goodfaith.analysis import Finding
from goodfaith.analysis.rules.examples import Example, ExampleInvalid, judge_example, read_example
from small_world import at, rule, rulebook_of

SAYS = {"promise": {"by": "adviser", "any": ["保本"]}}
BOOK = rulebook_of(rule(says=SAYS, violated="promise"))
(RULE,) = BOOK


def read(written: Any) -> Example:
    return read_example(written, RULE)


def judged(written: Any, **members: Any) -> Finding:
    book = rulebook_of(rule(says=SAYS, **({"violated": "promise"} | members)))
    (only,) = book
    return judge_example(read_example(written, only), only, book)


def test_a_list_of_turns_is_a_phone_call_of_customer_and_sale():
    (call,) = read(
        [{"adviser": "保本的"}, {"applicant": "真的？"}, {"unknown": "嗯"}]
    ).conversations
    assert [(u.participant, u.text) for u in call.utterances] == [
        ("adviser", "保本的"),
        ("applicant", "真的？"),
        (None, "嗯"),
    ]
    assert {p.id: p.role for p in call.participants} == {
        "adviser": "adviser",
        "applicant": "applicant",
    }
    assert (call.channel, call.customer, call.applications) == ("phone", "K1", ("A1",))


def test_a_mapping_gives_members_fields_and_gaps():
    written = {
        "purpose": "sales",
        "channel": "wecom",
        "started_at": datetime(2026, 3, 1, 20, 58),
        "fields": {"policy.receipt_on": date(2026, 3, 5), "product.type": "annuity"},
        "gaps": [{"start": 3, "end": 9}],
        "turns": [{"adviser": "您好"}],
        "note": "for the next author",
    }
    example = read(written)
    (call,) = example.conversations
    assert (call.purpose, call.channel) == ("sales", "wecom")
    assert call.started_at == at("2026-03-01T20:58:00")
    assert call.fields == {"policy.receipt_on": "2026-03-05", "product.type": "annuity"}
    assert call.gaps[0].end == 9
    assert example.connected == {"policy.receipt_on", "product.type"}


def test_a_turn_may_tell_times_confidence_and_what_is_sent():
    turn = {"adviser": "看下", "at": 0.5, "until": 2, "confidence": 0.4, "sends": "image"}
    (said,) = read([turn | {"name": "a.png", "hash": "ab"}]).conversations[0].utterances
    assert (said.start, said.end, said.confidence) == (0.5, 2.0, 0.4)
    (sent,) = said.attachments
    assert (sent.kind, sent.name, sent.sha256) == ("image", "a.png", "ab")


def test_several_conversations_share_what_stands_above_them():
    written = {
        "purpose": "sales",
        "conversations": [
            {"turns": [{"adviser": "甲"}]},
            {"purpose": "callback", "turns": [{"adviser": "乙"}]},
        ],
    }
    first, second = read(written).conversations
    assert (first.id, first.purpose) == ("c1", "sales")
    assert (second.id, second.purpose) == ("c2", "callback")


def test_facts_belong_to_the_sale_and_customer_unless_they_say_otherwise():
    written = {
        "turns": [{"adviser": "您好"}],
        "facts": [
            {"kind": "application", "product": "P"},
            {"kind": "policy", "id": "L", "receipt_on": date(2026, 3, 5)},
            {"kind": "complaint", "customer": "K9", "at": datetime(2026, 3, 6, 9)},
        ],
        "as_of": date(2026, 4, 1),
        "connected": ["callback"],
    }
    example = read(written)
    assert example.facts.get("application", "A1")
    assert example.facts.get("policy", "L").text("application") == "A1"
    assert [fact.text("customer") for fact in example.facts if fact.kind == "complaint"] == ["K9"]
    assert example.as_of == at("2026-04-01T12:00:00")
    assert "callback" in example.connected


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("保本", "expected a list of turns"),
        (7, "expected a list of turns"),
        (["保本"], "expected one like"),
        ([{"adviser": "保本", "customer": "啊"}], "expected one role"),
        ([{"hello": "保本"}], "expected one role"),
        ([{"adviser": "保本", "loud": True}], "expected one role"),
        ({"turns": [], "purpose": "fun"}, "is no conversation"),
        ({"turns": [], "colour": "red"}, "is no conversation"),
        ({"turns": [], "as_of": "soon"}, "has a time 'soon'"),
        ({"turns": [], "facts": [{"kind": "policy", "premium": "much"}]}, "premium"),
        ({"turns": [], "facts": [{"kind": "weather"}]}, "kind is 'weather'"),
        ({"turns": [], "facts": ["policy"]}, "is not written like one"),
        ({"turns": 3}, "is not written like one"),
        ({"conversations": [3]}, "is not written like one"),
        ({"turns": [], "fields": 3}, "is not written like one"),
        ([{"adviser": "好", "until": "late"}], "is not written like one"),
    ],
)
def test_what_is_no_example_is_refused(written, says):
    with pytest.raises(ExampleInvalid, match=says):
        read(written)


def test_an_example_is_judged_in_the_scope_of_its_rule():
    turns = [{"adviser": "保本的"}]
    assert judged(turns).verdict == "violated"
    both = {"conversations": [{"turns": [{"adviser": "您好"}]}, {"turns": turns}]}
    for scope, sale, customer in (("sale", "A1", ""), ("customer", "", "K1")):
        finding = judged(both, scope=scope)
        assert (finding.verdict, finding.sale, finding.customer) == ("violated", sale, customer)
    assert judged({"facts": []}, scope="sale").verdict == "passed"


def test_an_example_about_one_conversation_needs_one():
    with pytest.raises(ExampleInvalid, match="has no turns"):
        judged({"facts": []})
