"""A rulebook tested by its examples, and what is told of how its rules get along."""

from __future__ import annotations

from typing import Any

from goodfaith.analysis.rules.testing import Conflict, DeadPhrase, Overlap, try_rulebook
from small_world import rule, rulebook_of


def promise(id: str = "test.promise", **members: Any) -> dict[str, Any]:
    says = {"a": {"by": "adviser", "any": ["保本", "稳赚.{0,4}不赔"], "unless": "negated"}}
    return rule(id, says=says, violated="a", **members)


BOTH = [[{"adviser": "保本的"}], [{"adviser": "稳赚肯定不赔"}]]


def test_examples_that_hold_are_counted():
    tested = try_rulebook(
        rulebook_of(promise(examples={"violated": BOTH, "passed": [[{"adviser": "不保本"}]]}))
    )
    assert (tested.rules, tested.points, tested.examples) == (1, 1, 3)
    assert tested.failures == tested.dead == tested.overlaps == tested.conflicts == ()
    assert tested.without_examples == ()


def test_an_example_with_another_verdict_fails_with_the_reason():
    tested = try_rulebook(rulebook_of(promise(examples={"violated": [*BOTH, [{"adviser": "好"}]]})))
    (failure,) = tested.failures
    assert (failure.rule, failure.kind, failure.number) == ("test.promise", "violated", 3)
    assert (failure.got, failure.because) == ("passed", "not_heard a")


def test_a_known_miss_must_still_be_missed():
    examples = {
        "violated": BOTH,
        "known_miss": [[{"adviser": "本金稳稳的"}], [{"adviser": "保本"}]],
    }
    (failure,) = try_rulebook(rulebook_of(promise(examples=examples))).failures
    assert (failure.kind, failure.number, failure.got) == ("known_miss", 2, "violated")


def test_what_is_no_example_fails():
    (failure,) = try_rulebook(rulebook_of(promise(examples={"violated": [7]}))).failures
    assert failure.got == "invalid"


def test_a_phrase_that_no_example_says_is_dead():
    tested = try_rulebook(rulebook_of(promise(examples={"violated": BOTH[:1]})))
    assert tested.dead == (DeadPhrase("test.promise:a", "稳赚.{0,4}不赔"),)


def test_a_phrase_said_by_somebody_else_is_dead():
    says = {"a": {"by": "adviser", "any": ["保本", "保息"]}}
    examples = {"violated": [[{"adviser": "保本"}, {"customer": "保息"}]]}
    tested = try_rulebook(rulebook_of(rule(says=says, violated="a", examples=examples)))
    assert [dead.phrase for dead in tested.dead] == ["保息"]


def test_rules_of_different_families_on_the_same_words_overlap():
    other = rule(
        "test.other",
        family="DEPOSIT_CMP",
        says={"b": {"by": "adviser", "any": ["本"]}},
        violated="b",
        examples={"violated": [[{"adviser": "成本"}]]},
    )
    tested = try_rulebook(
        rulebook_of(promise(family="GUARANTEE", examples={"violated": BOTH}), other)
    )
    assert tested.overlaps == (Overlap("test.other", "test.promise", 1),)


def test_rules_of_one_family_may_agree_and_must_not_disagree():
    stricter = rule(
        "test.stricter",
        family="GUARANTEE",
        says={"b": {"by": "adviser", "any": ["保本"]}},
        violated="b",
        examples={"violated": [[{"adviser": "保本"}]]},
    )
    mild = promise(
        family="GUARANTEE", examples={"violated": BOTH, "passed": [[{"adviser": "不保本"}]]}
    )
    tested = try_rulebook(rulebook_of(mild, stricter))
    assert tested.overlaps == ()
    assert tested.conflicts == (Conflict("test.promise", 1, "test.stricter"),)


def test_a_rule_that_shows_no_violation_is_named():
    assert try_rulebook(rulebook_of(promise())).without_examples == ("test.promise",)


def test_only_the_rules_asked_for_are_tested():
    book = rulebook_of(
        promise(examples={"violated": BOTH}), promise("other.promise", examples={"violated": [7]})
    )
    tested = try_rulebook(book, ["test."])
    assert (tested.rules, tested.examples, tested.failures) == (1, 2, ())


def test_how_far_it_is_can_be_watched():
    seen: list[int] = []
    try_rulebook(rulebook_of(promise(examples={"violated": BOTH})), watch=seen.append)
    assert seen == [1, 2]
