"""Rules in plain words: every shipped one, in both languages, without a sign of an expression."""

from __future__ import annotations

import re

import pytest

from goodfaith.analysis import Rulebook
from goodfaith.analysis.conditions.explaining import say
from goodfaith.analysis.conditions.reading import read_condition
from goodfaith.analysis.rules.explaining import explain
from small_world import rule, rulebook_of

POINTS = {"a": "r:a", "b": "r:b", "rate": "r:rate"}
OPERATORS = re.compile(r"\.\{|\{\d+,|\(\?|\[\^|\|\(|\\[a-z.?()]|\.\*")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_shipped_rule_can_be_explained_without_operators(rulebook: Rulebook, lang):
    for one in rulebook:
        said = explain(one, lang)
        assert one.id in said
        assert not OPERATORS.search(said), one.id
        assert all(line.strip() for line in said.split("\n")), one.id


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("a", "说到「a」", "‘a’ is said"),
        ("no a", "没有说到「a」", "‘a’ is not said"),
        (
            "no a within 2 adviser turns after b",
            "在「b」之后的2个公司方轮次以内没有「a」",
            "there is no ‘a’ within 2 turns of the company's side after ‘b’",
        ),
        ("a before b", "在「b」之前有「a」", "there is ‘a’ before ‘b’"),
        ("call.purpose is sales", "会话的目的 是 销售", "conversation: purpose is sales"),
        ("count(a) >= 2", "「a」的次数 不少于 2", "the number of ‘a’ is at least 2"),
        (
            "not (a and b)",
            "并非（说到「a」，并且说到「b」）",
            "it is not so that (‘a’ is said, and ‘b’ is said)",
        ),
        (
            "a and (a or b)",
            "说到「a」，并且（说到「a」，或者说到「b」）",
            "‘a’ is said, and (‘a’ is said, or ‘b’ is said)",
        ),
        (
            "first conversation of callback where a",
            "第一通会话（回访）里：说到「a」",
            "in the first conversation of callback: ‘a’ is said",
        ),
        ("approved(a)", "「a」所发材料均经审核且在有效期内", "all of ‘a’ is approved material"),
    ],
)
def test_a_condition_in_words(condition, zh, en):
    node = read_condition(condition, POINTS)
    assert (say(node, "zh"), say(node, "en")) == (zh, en)


@pytest.mark.parametrize(
    "condition",
    [
        "surrendered then new policy within 90 days",
        "no callback succeeded within 15 days after policy.receipt_on",
        "call to customer after a within 6 months where purpose is sales and direction is outbound",
        "rate > product.filed_rate * 1.1 + 0.5%",
        "days_between(policy.receipt_on, callback.at) > 15",
        "adviser.licence_no is unknown",
        "call.purpose not in [sales, renewal]",
        "count(call to customer where purpose is sales within 1 days) > 3",
        "call.local_time >= 21:00 or rate is known",
        "a within 30 seconds of b",
    ],
)
def test_every_form_can_be_said(condition):
    node = read_condition(condition, POINTS)
    assert say(node, "zh") != say(node, "en")


def test_a_rule_says_what_it_costs_when_it_applies_and_what_would_be_right():
    written = rule(
        severity="critical",
        severity_when={"minor": "b"},
        deducts=20,
        veto=True,
        basis=[{"regulation": "某办法", "article": "第一条", "mark": "M"}],
        when="b",
        says={
            "a": {"by": "adviser", "any": ["保本", "(保证|肯定).{0,6}收益"], "unless": "negated"},
            "b": {"by": "customer", "any": "好", "at": "whole", "in_reply_to": "a", "weak": True},
        },
        violated="a",
        instead={"zh": "收益不确定。", "en": "Returns are uncertain."},
    )
    (one,) = rulebook_of(written)
    zh = explain(one, "zh")
    for part in (
        "一类（最重），扣 20 分，一票否决",
        "依据：某办法 第一条（待法务确认）",
        "适用于：说到「b」",
        "违规：说到「a」",
        "改为三类：说到「b」",
        "“保本”",
        "“保证…收益”",
        "除非被否定",
        "作为对「a」的回答",
        "只算可能",
        "应当说：收益不确定。",
    ):
        assert part in zh
    assert "fails the scorecard" in explain(one, "en")
