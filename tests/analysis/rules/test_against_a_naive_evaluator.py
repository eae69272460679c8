"""The engine against an independent one: plain `re`, brute force over the turns, no bits, no index.

Random rules over random conversations; every verdict and every mention has to agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation, Participant, Utterance
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.folding import fold
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.scoping import conversation_scope

WORDS = [
    "保本",
    "本金",
    "安全",
    "收益",
    "分红",
    "不保证",
    "对",
    "是的",
    "存款",
    "Ｂ類",
    "，",
    "。",
    "嗯",
    "a",
]
PATTERNS = [
    "保本",
    "收益",
    "存款",
    "(保本|分红).{0,4}收益",
    "本金[^，。]{0,3}(安全|收益)",
    "(对|是的)(，)?存款",
    "分红(?!不)",
    "(?<!不)保本",
    "b类|存款安全",
]
NAMES = ["a", "b", "c"]


@dataclass(frozen=True)
class NaivePoint:
    by: str
    patterns: tuple[str, ...]


Place = tuple[int, int, int]


def naive_mentions(point: NaivePoint, turns: list[tuple[str, str]]) -> list[Place]:
    """(utterance, start, end): leftmost, longest, non-overlapping, by plain `re`."""
    found = []
    for index, (role, text) in enumerate(turns):
        if point.by not in (role, "anyone"):
            continue
        spans = {
            match.span()
            for pattern in point.patterns
            for match in re.finditer(fold(pattern), fold(text))
        }
        reached = 0
        for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
            if start >= reached:
                found.append((index, start, end))
                reached = end
    return found


def turn_numbers(turns: list[tuple[str, str]]) -> list[int]:
    numbers, number = [], -1
    for index, (role, _) in enumerate(turns):
        number += index == 0 or turns[index - 1][0] != role
        numbers.append(number)
    return numbers


def adviser_turns_between(turns: list[tuple[str, str]], a: int, b: int) -> int:
    numbers = turn_numbers(turns)
    return len({numbers[i] for i in range(b + 1) if turns[i][0] == "adviser"}) - len(
        {numbers[i] for i in range(a + 1) if turns[i][0] == "adviser"}
    )


def naive_verdict(
    condition: Any, said: dict[str, list[Place]], turns: list[tuple[str, str]]
) -> bool:
    kind, *parts = condition
    if kind == "and":
        return all(naive_verdict(part, said, turns) for part in parts)
    if kind == "or":
        return any(naive_verdict(part, said, turns) for part in parts)
    if kind == "not":
        return not naive_verdict(parts[0], said, turns)
    if kind == "said":
        return bool(said[parts[0]])
    if kind == "count":
        return len(said[parts[0]]) >= parts[1]
    absent, subject, limit, unit, direction, anchor = parts
    return any(
        _none_stands(said[subject], here, limit, unit, direction, turns) == absent
        and not (absent and limit and direction == "after" and _no_turn_left(here, unit, turns))
        for here in said[anchor]
    )


def _none_stands(subjects, here, limit, unit, direction, turns) -> bool:
    return not any(_stands(s, here, limit, unit, direction, turns) for s in subjects if s != here)


def _stands(subject, here, limit, unit, direction, turns) -> bool:
    first, second = (here, subject) if direction == "after" else (subject, here)
    if not first < second:
        return False
    if not limit:
        return True
    if unit == "adviser turns":
        return adviser_turns_between(turns, first[0], second[0]) <= limit
    numbers = turn_numbers(turns)
    return numbers[second[0]] - numbers[first[0]] <= limit


def _no_turn_left(here, unit, turns) -> bool:
    if unit == "adviser turns":
        return adviser_turns_between(turns, here[0], len(turns) - 1) == 0
    numbers = turn_numbers(turns)
    return numbers[-1] == numbers[here[0]]


def written(condition: Any) -> str:
    kind, *parts = condition
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(written(part) for part in parts) + ")"
    if kind == "not":
        return f"not {written(parts[0])}"
    if kind == "said":
        return parts[0]
    if kind == "count":
        return f"count({parts[0]}) >= {parts[1]}"
    absent, subject, limit, unit, direction, anchor = parts
    inside = f" within {limit} {unit}" if limit else ""
    return f"{'no ' if absent else ''}{subject}{inside} {direction} {anchor}"


names = st.sampled_from(NAMES)
leaves = st.one_of(
    st.tuples(st.just("said"), names),
    st.tuples(st.just("count"), names, st.integers(1, 3)),
    st.tuples(
        st.just("related"),
        st.booleans(),
        names,
        st.sampled_from([0, 1, 2, 3]),
        st.sampled_from(["turns", "adviser turns"]),
        st.sampled_from(["before", "after"]),
        names,
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=5,
)
points = st.builds(
    NaivePoint,
    st.sampled_from(["adviser", "customer", "anyone"]),
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True).map(tuple),
)
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map("".join)
conversations = st.lists(st.tuples(st.sampled_from(["adviser", "customer"]), texts), max_size=8)


@settings(max_examples=400, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, points)), conditions, conversations)
def test_engine_and_brute_force_agree(says, condition, turns):
    rule_text = yaml.safe_dump(
        {
            "id": "random.rule",
            "title": {"zh": "随机", "en": "random"},
            "basis": "none",
            "says": {n: {"by": p.by, "any": list(p.patterns)} for n, p in says.items()},
            "violated": written(condition),
        },
        allow_unicode=True,
    )
    rulebook = read_rule_files({"random.rule.yaml": rule_text})
    rule = rulebook.rule("random.rule")
    conversation = Conversation(
        "c",
        tuple(Utterance(text, role) for role, text in turns),
        (Participant("adviser", "adviser"), Participant("customer", "customer")),
    )
    (mentions,) = Scanner(rule.points).scan([conversation])
    said = {name: naive_mentions(point, turns) for name, point in says.items()}
    for point in rule.points:
        name = point.id.partition(":")[2]
        found = [(m.utterance, m.start, m.end) for m in mentions if m.point == point.id]
        assert found == said[name]
    finding = judge(rule, conversation_scope(listen(conversation, mentions), FactBook()), rulebook)
    expected = "violated" if naive_verdict(condition, said, turns) else "passed"
    assert finding.verdict == expected
