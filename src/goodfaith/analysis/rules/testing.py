"""Tests a rulebook by its own examples, and looks at how its rules get along.

Every example must give the verdict it stands under. Beside that: phrases that no example needs,
rules that rest on the same words, and honest examples of one rule that another one takes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import NOT_APPLICABLE, PASSED, VIOLATED, Finding, Mention
from goodfaith.analysis.folding import fold
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_conversation
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.rules.examples import Example, ExampleInvalid, judge_scanned, read_example
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.analysis.scoping import conversation_scope
from goodfaith.analysis.transcript import roles_of

_ACCEPTED = {"known_miss": (PASSED, NOT_APPLICABLE)}
_NO_FACTS = FactBook()


class Failure(msgspec.Struct, frozen=True):
    """An example that gives another verdict than the one it stands under, or none."""

    rule: str
    kind: str
    number: int
    got: str
    because: str = ""


class DeadPhrase(msgspec.Struct, frozen=True):
    """Something a point listens for that no example says."""

    point: str
    phrase: str


class Overlap(msgspec.Struct, frozen=True):
    """Two rules of different families that rest on the same words in `times` examples."""

    first: str
    second: str
    times: int


class Conflict(msgspec.Struct, frozen=True):
    """An example that `rule` passes and `other`, of the same family, finds violated."""

    rule: str
    number: int
    other: str


class RulebookTest(msgspec.Struct, frozen=True):
    """`examples` counts those that were run."""

    rules: int
    points: int
    examples: int
    failures: tuple[Failure, ...]
    dead: tuple[DeadPhrase, ...]
    overlaps: tuple[Overlap, ...]
    conflicts: tuple[Conflict, ...]
    without_examples: tuple[str, ...]


class _Run(msgspec.Struct, frozen=True):
    rule: Rule
    kind: str
    number: int
    example: Example
    mentions: tuple[list[Mention], ...]


def try_rulebook(
    rulebook: Rulebook,
    only: Iterable[str] = (),
    watch: Callable[[int], None] = lambda _: None,
) -> RulebookTest:
    """Run the examples of the rules whose id begins with one of `only` (default: of all)."""
    prefixes = tuple(only) or ("",)
    rules = [rule for rule in rulebook if rule.id.startswith(prefixes)]
    runs: list[_Run] = []
    failures = list(_failures(rules, rulebook, runs, watch))
    families = _by_family(rulebook)
    findings = [_others_say(run, rulebook, families) for run in runs]
    return RulebookTest(
        rules=len(rules),
        points=len({point.id for rule in rules for point in rule.points}),
        examples=sum(len(listed) for rule in rules for listed in rule.examples.values()),
        failures=tuple(failures),
        dead=tuple(_dead_phrases(rules, runs)),
        overlaps=tuple(_overlaps(runs, findings, rulebook)),
        conflicts=tuple(_conflicts(runs, findings, rulebook)),
        without_examples=tuple(rule.id for rule in rules if not rule.examples.get("violated")),
    )


def _failures(
    rules: Iterable[Rule],
    rulebook: Rulebook,
    runs: list[_Run],
    watch: Callable[[int], None],
) -> Iterator[Failure]:
    read: list[tuple[Rule, str, int, Example]] = []
    for rule, kind, number, written in _written(rules):
        try:
            read.append((rule, kind, number, read_example(written, rule)))
        except ExampleInvalid as invalid:
            yield Failure(rule.id, kind, number, "invalid", str(invalid))
    # All at once: scanning thousands of short talks one by one costs more than judging them.
    scanned = iter(
        rulebook.scanner.scan([c for *_, example in read for c in example.conversations])
    )
    for count, (rule, kind, number, example) in enumerate(read, 1):
        watch(count)
        run = _Run(rule, kind, number, example, tuple(islice(scanned, len(example.conversations))))
        try:
            finding = judge_scanned(example, run.mentions, rule, rulebook)
        except ExampleInvalid as invalid:
            yield Failure(rule.id, kind, number, "invalid", str(invalid))
            continue
        runs.append(run)
        if finding.verdict not in _ACCEPTED.get(kind, (kind,)):
            because = "; ".join(f"{b.code} {b.part}".strip() for b in finding.because)
            yield Failure(rule.id, kind, number, finding.verdict, because)


def _written(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str, int, Any]]:
    for rule in rules:
        for kind, listed in rule.examples.items():
            for number, written in enumerate(listed, 1):
                yield rule, kind, number, written


def _others_say(run: _Run, rulebook: Rulebook, families: Mapping[str, Rulebook]) -> list[Finding]:
    """What rules about conversations find violated in the example's first one.

    Of a violated example all rules, for overlaps; of a passed one its siblings, for conflicts.
    """
    asked = rulebook if run.kind == VIOLATED else families.get(run.rule.family)
    if run.kind not in (VIOLATED, PASSED) or asked is None or not run.example.conversations:
        return []
    heard = listen(run.example.conversations[0], run.mentions[0])
    found = judge_conversation(asked, conversation_scope(heard, _NO_FACTS))
    return [finding for finding in found if finding.verdict == VIOLATED]


def _by_family(rulebook: Rulebook) -> dict[str, Rulebook]:
    """A rulebook of each family's rules."""
    families: dict[str, list[Rule]] = defaultdict(list)
    for rule in rulebook:
        if rule.family:
            families[rule.family].append(rule)
    return {name: Rulebook(name, {}, tuple(rules)) for name, rules in families.items()}


def _dead_phrases(rules: Iterable[Rule], runs: list[_Run]) -> Iterator[DeadPhrase]:
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for run in runs:
        for conversation in run.example.conversations:
            roles = roles_of(conversation)
            for role, utterance in zip(roles, conversation.utterances, strict=True):
                for point in run.rule.points:
                    said[point.id].append((role, fold(utterance.text)))
    points = {point.id: point for rule in rules for point in rule.points}
    for id in sorted(points):
        texts = [t for role, t in said[id] if role in points[id].roles or role == "unknown"]
        yield from _dead_of(points[id], texts)


def _dead_of(point: Point, texts: list[str]) -> Iterator[DeadPhrase]:
    patterns = [*point.patterns, *(p for near in point.near for p in (*near.first, *near.second))]
    joined = "\n".join(texts)
    for pattern in patterns:
        if pattern.is_phrase:
            alive = pattern.phrase in joined
        else:
            alive = any(pattern.compiled.search(text) for text in texts)
        if not alive:
            yield DeadPhrase(point.id, pattern.source)


def _overlaps(
    runs: list[_Run], findings: list[list[Finding]], rulebook: Rulebook
) -> Iterator[Overlap]:
    """Only of violated examples, and between families: siblings may well agree."""
    pairs: Counter[tuple[str, str]] = Counter()
    for run, told in zip(runs, findings, strict=True):
        own = [finding for finding in told if finding.rule == run.rule.id]
        for other in told:
            related = rulebook.rule(other.rule).family == run.rule.family
            if run.kind == VIOLATED and own and not related and _share_words(own[0], other):
                first, second = sorted((run.rule.id, other.rule))
                pairs[first, second] += 1
    for (first, second), times in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        yield Overlap(first, second, times)


def _share_words(first: Finding, second: Finding) -> bool:
    return any(
        a.utterance == b.utterance and a.start < b.end and b.start < a.end
        for a in first.evidence
        for b in second.evidence
    )


def _conflicts(
    runs: list[_Run], findings: list[list[Finding]], rulebook: Rulebook
) -> Iterator[Conflict]:
    for run, told in zip(runs, findings, strict=True):
        if run.kind != PASSED or not run.rule.family:
            continue
        for finding in told:
            if rulebook.rule(finding.rule).family == run.rule.family:
                yield Conflict(run.rule.id, run.number, finding.rule)
