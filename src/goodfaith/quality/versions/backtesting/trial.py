"""Judging conversations by some rules as they were and as they are now. Pure.

Only the rules that differ are judged, and only their points are listened for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Literal

import msgspec

from goodfaith.analysis.conditions import nodes
from goodfaith.analysis.conditions.naming import parts_of
from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import UNDECIDABLE, VIOLATED, Finding, Mention
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_scope, verdicts_on
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scope import Scope
from goodfaith.analysis.scoping import conversation_scope, customer_scope, sale_scope
from goodfaith.quality.versions.archive import Files
from goodfaith.quality.versions.differing import differing_rules
from goodfaith.quality.versions.slicing import sliced

How = Literal["gained", "lost", "moved", "doubted", "decided"]
_NO_FACTS = FactBook()
_MOST_WORDS = 8


class Trial(msgspec.Struct, frozen=True):
    """What is compared: the files that the differing `rules` need, before and now."""

    old: dict[str, str]
    new: dict[str, str]
    rules: tuple[str, ...]


class Moved(msgspec.Struct, frozen=True):
    """A finding that is another now. `conversation` is its external id, `about` a sale or customer.

    `words` are utterance, start and end of what it rests on in that conversation.
    """

    conversation: str
    rule: str
    how: How
    severity: str
    about: str = ""
    words: tuple[tuple[int, int, int], ...] = ()


class Candidate(msgspec.Struct, frozen=True):
    """A conversation in which one of the rules may be broken, with what was heard for each side."""

    said: Conversation
    old: list[Mention]
    new: list[Mention]


def trial_of(old: Files, new: Files) -> Trial:
    """The rules of which a verdict could be another. Raises `RulebookInvalid`."""
    differing = [d for d in differing_rules(old, new) if d.how != "examples"]
    paths = [d.path for d in differing]
    return Trial(sliced(old, paths), sliced(new, paths), tuple(d.rule for d in differing))


class Bench:
    """Both sides of a trial, ready to judge. Belongs to one thread."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.old, self.new = book_of(trial.old, trial.rules), book_of(trial.new, trial.rules)
        self.has_same_points = contents_of(self.old) == contents_of(self.new)
        books = (self.old, self.new)
        self.is_about_conversations = any(book.of_scope("conversation") for book in books)
        self.is_about_more = any(rule.scope != "conversation" for b in books for rule in b)
        self.reads_facts = any(map(_reads_facts, books))

    @cached_property
    def points(self) -> dict[str, Point]:
        """Every point of either side; of both the new one."""
        return _points(self.old) | _points(self.new)

    @cached_property
    def triggers(self) -> frozenset[str] | None:
        """Points without any of which no rule about a conversation is broken; None: none needed."""
        if self.old.always or self.new.always:
            return None
        return frozenset(self.old.triggered) | frozenset(self.new.triggered)

    def scan(self, said: Sequence[Conversation]) -> list[Candidate]:
        """All of them, with what both sides hear."""
        new = self.new.scanner.scan(said)
        old = new if self.has_same_points else self.old.scanner.scan(said)
        return [Candidate(*one) for one in zip(said, old, new, strict=True)]

    def may_differ(self, one: Candidate) -> bool:
        """Whether a rule about it may be broken, by either side; a gap may hide anything."""
        return bool(one.said.gaps) or any(
            book.always or any(m.point in book.triggered for m in mentions)
            for book, mentions in ((self.old, one.old), (self.new, one.new))
        )

    def judge(self, one: Candidate, facts: FactBook, as_of: datetime) -> Iterator[Moved]:
        """What rules about a conversation say differently of this one."""
        new = conversation_scope(listen(one.said, one.new), facts, as_of=as_of)
        old = new  # what both heard is put in its places once
        if one.old is not one.new:
            old = conversation_scope(listen(one.said, one.old), facts, as_of=as_of)
        before, after = verdicts_on(self.old, old).findings, verdicts_on(self.new, new).findings
        yield from _moved(before, after, "")

    def judge_more(
        self,
        kind: Literal["sale", "customer"],
        id: str,
        ones: Iterable[Candidate],
        facts: FactBook,
        as_of: datetime,
    ) -> Iterator[Moved]:
        """What rules about a sale or a customer say differently; `ones` are all of it."""
        ones = list(ones)
        make: Callable[..., Scope] = sale_scope if kind == "sale" else customer_scope
        old = [listen(one.said, one.old) for one in ones]
        new = [listen(one.said, one.new) for one in ones]
        before = judge_scope(self.old, make(id, old, facts, as_of=as_of))
        after = judge_scope(self.new, make(id, new, facts, as_of=as_of))
        yield from _moved(before, after, id)


def book_of(files: Mapping[str, str], rules: Sequence[str]) -> Rulebook:
    """The rules themselves: what came along with their files is left out."""
    whole = read_rule_files(files)
    return replace(whole, rules=tuple(r for r in whole if r.id in rules), steps=())


def _points(book: Rulebook) -> dict[str, Point]:
    return {point.id: point for point in book.points}


def contents_of(book: Rulebook) -> dict[str, dict[str, object]]:
    """What is listened for, by the id of its point: the same content hears the same."""
    return {point.id: point.content for point in book.points}


def _reads_facts(book: Rulebook) -> bool:
    return any(
        rule.fields or rule.events or rule.scope != "conversation"
        or any(isinstance(part, nodes.Approved) for c in rule.conditions for part in parts_of(c))
        for rule in book
    )  # fmt: skip


def _moved(old: Iterable[Finding], new: Iterable[Finding], about: str) -> Iterator[Moved]:
    before, after = {f.rule: f for f in old}, {f.rule: f for f in new}
    for rule in sorted(before.keys() | after.keys()):
        was, now = before.get(rule), after.get(rule)
        if how := _how(was, now):
            shown = now if now is not None and how != "lost" else was
            assert shown is not None
            yield Moved(shown.conversation, rule, how, shown.severity, about, _words(shown))


def _how(was: Finding | None, now: Finding | None) -> How | None:
    before, after = was.verdict if was else "", now.verdict if now else ""
    if after == VIOLATED:
        if before != VIOLATED:
            return "gained"
        assert was is not None
        assert now is not None
        return "moved" if was.severity != now.severity else None
    if before == VIOLATED:
        return "lost"
    if (before == UNDECIDABLE) == (after == UNDECIDABLE):
        return None
    return "doubted" if after == UNDECIDABLE else "decided"


def _words(finding: Finding) -> tuple[tuple[int, int, int], ...]:
    own = (e for e in finding.evidence if e.conversation == finding.conversation)
    return tuple((e.utterance, e.start, e.end) for e in own)[:_MOST_WORDS]
