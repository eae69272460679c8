"""The condition language: what can be written, and where an error points."""

from __future__ import annotations

import unicodedata

import pytest

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.naming import (
    events_in,
    fields_in,
    needs_beside,
    needs_of,
    points_in,
)
from goodfaith.analysis.conditions.reading import ConditionInvalid, read_condition

POINTS = {name: f"r:{name}" for name in ("a", "b", "c", "d", "rate")}
A, B = n.PointThing("r:a", "a"), n.PointThing("r:b", "b")
SURRENDERED, NEW_POLICY = n.EventThing("surrendered"), n.EventThing("new policy")
RECEIPT = n.FieldThing("policy.receipt_on")
SALES = n.Compared(n.Attribute("purpose"), "==", n.Constantly("sales"))


def read(text: str) -> n.Node:
    return read_condition(text, POINTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", n.Happens(A)),
        ("no a", n.Happens(A, absent=True)),
        ("not a", n.Not(n.Happens(A))),
        ("a and b", n.All((n.Happens(A), n.Happens(B)))),
        ("a or b and a", n.Either((n.Happens(A), n.All((n.Happens(B), n.Happens(A)))))),
        ("(a or b) and a", n.All((n.Either((n.Happens(A), n.Happens(B))), n.Happens(A)))),
        ("not a or b", n.Either((n.Not(n.Happens(A)), n.Happens(B)))),
        ("a before b", n.Related(A, "before", B)),
        ("no a before b", n.Related(A, "before", B, absent=True)),
        ("a after b within 3 turns", n.Related(A, "after", B, n.Duration(3, "turn"))),
        ("a within 1 turn before b", n.Related(A, "before", B, n.Duration(1, "turn"))),
        ("a within 30 seconds of b", n.Related(A, "of", B, n.Duration(30, "second"))),
        (
            "no a within 2 adviser turns after b",
            n.Related(A, "after", B, n.Duration(2, "adviser turn"), absent=True),
        ),
        (
            "a within 1 customer turn after b",
            n.Related(A, "after", B, n.Duration(1, "customer turn")),
        ),
        ("a then b", n.Related(B, "after", A)),
        ("a then no b", n.Related(B, "after", A, absent=True)),
        (
            "surrendered then new policy within 90 days",
            n.Related(NEW_POLICY, "after", SURRENDERED, n.Duration(90, "day")),
        ),
        (
            "no callback succeeded within 15 days after policy.receipt_on",
            n.Related(
                n.EventThing("callback succeeded"),
                "after",
                RECEIPT,
                n.Duration(15, "day"),
                absent=True,
            ),
        ),
        (
            "call to customer after a within 6 months where purpose is sales",
            n.Related(
                n.EventThing("call to customer"),
                "after",
                A,
                n.Duration(6, "month"),
                where=SALES,
            ),
        ),
        ("count(a) >= 2", n.Compared(n.Count(A), ">=", n.Constantly(2.0))),
        (
            "count(call to customer within 1 day) > 3",
            n.Compared(
                n.Count(n.EventThing("call to customer"), None, n.Duration(1, "day")),
                ">",
                n.Constantly(3.0),
            ),
        ),
        (
            "rate > product.filed_rate",
            n.Compared(n.PointValue("r:rate", "rate"), ">", n.FieldValue("product.filed_rate")),
        ),
        ("rate >= 3.5%", n.Compared(n.PointValue("r:rate", "rate"), ">=", n.Constantly(0.035))),
        (
            "call.purpose is sales",
            n.Compared(n.FieldValue("call.purpose"), "==", n.Constantly("sales")),
        ),
        (
            "call.purpose is not sales",
            n.Compared(n.FieldValue("call.purpose"), "!=", n.Constantly("sales")),
        ),
        (
            "call.purpose in [sales, renewal]",
            n.Listed(
                n.FieldValue("call.purpose"), (n.Constantly("sales"), n.Constantly("renewal"))
            ),
        ),
        (
            "call.purpose not in [sales]",
            n.Listed(n.FieldValue("call.purpose"), (n.Constantly("sales"),), absent=True),
        ),
        ("adviser.licence_no is known", n.Known(n.FieldValue("adviser.licence_no"), True)),
        ("adviser.licence_no is unknown", n.Known(n.FieldValue("adviser.licence_no"), False)),
        (
            "any conversation where a",
            n.Quantified("any", n.Happens(A)),
        ),
        (
            "last conversation of callback where a or b",
            n.Quantified("last", n.Either((n.Happens(A), n.Happens(B))), "callback"),
        ),
        (
            "(no conversation where a) and b",
            n.All((n.Quantified("no", n.Happens(A)), n.Happens(B))),
        ),
        ("approved(a)", n.Approved(A)),
    ],
)
def test_what_is_written_is_read(text, expected):
    assert read(text) == expected


def test_arithmetic_binds_as_in_school():
    one, two, three = (n.Constantly(float(k)) for k in (1, 2, 3))
    expected = n.Compared(
        n.Arithmetic("+", one, n.Arithmetic("*", two, three)),
        "==",
        n.Arithmetic("-", n.Arithmetic("/", three, two), one),
    )
    assert read("1 + 2 * 3 == 3 / 2 - 1") == expected


def test_days_dates_and_times_are_constants():
    between = read("days_between(policy.receipt_on, 2026-03-01) > 15")
    assert isinstance(between.left, n.DaysBetween)
    assert between.left.second.value.isoformat() == "2026-03-01"
    assert read("call.local_time > 21:00").right.value.hour == 21
    assert read("call.local_time < 9:05").right.value.minute == 5


def test_where_takes_all_that_follows_it():
    node = read("no a before b where purpose is sales and direction is outbound")
    assert isinstance(node, n.Related)
    assert isinstance(node.where, n.All)


def test_a_line_break_is_a_space():
    assert read("a\n  and\tb") == read("a and b")


def test_the_words_of_every_part_are_kept():
    node = read("a  and\n no b before a")
    assert [part.text for part in node.parts] == ["a", "no b before a"]


def column_of_caret(error: ConditionInvalid) -> int:
    """Columns before the caret, as a terminal shows them."""
    _, shown, caret = str(error).split("\n")
    assert caret.strip() == "^"
    before = 0
    for place, character in enumerate(shown):
        if before == len(caret) - 1:
            return place - 4
        before += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return len(shown) - 4


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("a and", 5, "too early"),
        ("", 0, "too early"),
        ("a and and b", 6, "'and'"),
        ("a before", 8, "too early"),
        ("nobody and a", 0, "'nobody' is neither a point"),
        ("a and (b or nobody)", 12, "'nobody' is neither a point"),
        ("a within 3 weeks after b", 11, "'weeks'"),
        ("a and policy.colour > 3", 6, "policy.colour is not in the field dictionary"),
        ("policy.nothing_on before a", 0, "policy.nothing_on is not in the field dictionary"),
        ("call.purpose is slaes", 0, "slaes is none of call.purpose"),
        ("a or call.purpose in [sales, slaes]", 5, "slaes is none of call.purpose"),
        ("rate > 2026-02-30", 7, "2026-02-30 is no date"),
        ("call.local_time > 25:00", 18, "25:00 is no time of day"),
        ("count(a within 2 turns) > 1", 0, "hours or days only"),
        ("approved(surrendered)", 0, "approved asks about a point"),
        ("a ? b", 2, "'?'"),
        ("(a or b", 7, "too early"),
        ('customer is "张三" nobody', 17, "nobody"),
        ('customer is "张三丰" and nobody', 22, "'nobody' is neither a point"),
        ('customer is "张三" and (a or', 26, "too early"),
    ],
)
def test_an_error_points_at_its_place(text, at, says):
    with pytest.raises(ConditionInvalid) as caught:
        read(text)
    assert says in str(caught.value)
    assert caught.value.column == at
    assert column_of_caret(caught.value) == at


def test_a_caret_stands_right_when_the_condition_has_several_lines():
    with pytest.raises(ConditionInvalid) as caught:
        read("a\nand nobody")
    assert column_of_caret(caught.value) == 6


def test_a_condition_tells_what_it_names():
    node = read(
        "rate > product.filed_rate and no a before surrendered or policy.receipt_on after b"
    )
    assert points_in(node) == {"r:rate", "r:a", "r:b"}
    assert fields_in(node) == {"product.filed_rate", "policy.receipt_on"}
    assert events_in(node) == {"surrendered"}


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("a", [{"a"}]),
        ("no a", []),
        ("a or b", [{"a", "b"}]),
        ("a or no b", []),
        ("a and b", [{"a"}, {"b"}]),
        ("(a or b) and c", [{"a", "b"}, {"c"}]),
        ("(a and b) or c", [{"a", "c"}]),
        ("a and surrendered", [{"a"}]),
        ("a within 2 turns of b", [{"b"}, {"a"}]),
        ("no a within 2 turns after b", [{"b"}]),
        ("a after surrendered", [{"a"}]),
        ("no a after surrendered", []),
        ("rate > 3%", [{"rate"}]),
        ("count(a) >= 1", []),
        ("not a", []),
        ("not approved(a)", [{"a"}]),
    ],
)
def test_a_condition_tells_what_must_be_heard_for_it(text, needs):
    assert needs_of(read(text)) == tuple(frozenset(f"r:{p}" for p in need) for need in needs)


def test_of_two_alternatives_the_need_is_told_that_is_not_common():
    node = read("(a and b) or c")
    assert needs_of(node, {"r:a"}) == ({"r:b", "r:c"},)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("a and b", [["a"]]),
        ("b", [[]]),
        ("a or b", [[]]),
        ("(a and b) or (c and b)", [["a"], ["c"]]),
        ("a and (c or b within 2 turns of d)", [["a", "d"]]),
        ("a and no b within 2 turns after c", [["a", "c"]]),
        ("a and not (c and b)", [["a"]]),
    ],
)
def test_a_condition_tells_what_it_takes_for_a_point_to_count(text, beside):
    found = [needs for needs, points in needs_beside(read(text), {"r:b"}) if points == {"r:b"}]
    assert found == [tuple(frozenset({f"r:{p}"}) for p in needs) for needs in beside]
