"""A rule and a rulebook, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.naming import (
    Needs,
    can_hold,
    events_in,
    fields_in,
    needs_beside,
    needs_of,
    points_in,
)
from goodfaith.analysis.finding import ScopeKind, Severity
from goodfaith.analysis.fingerprint import hash_of_content, hash_of_texts
from goodfaith.analysis.points.background import Background
from goodfaith.analysis.points.listening import Compiled
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.scanner import Scanner

if TYPE_CHECKING:
    from goodfaith.analysis.labels.model import LabelModel

Bilingual = Mapping[str, str]


@dataclass(frozen=True)
class Basis:
    """What a rule rests on: a regulation, its article, and how sure we are of it (V, V2, M, M?)."""

    regulation: str
    article: str = ""
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.regulation} {self.article}".strip()


@dataclass(frozen=True)
class Candour:
    """What is said amid plain speaking: with `times` mentions of `point` within `turns` turns.

    Words that would be a violation by themselves may then be part of an honest explanation, which
    words alone cannot tell: a person has to look.
    """

    point: str
    turns: int
    times: int


@dataclass(frozen=True)
class Rule:
    """One thing to judge.

    `when` says where the rule applies, `violated` when it is broken. `severity_when` lists
    severities with the condition under which they replace `severity`, first match first.
    `deducts` are the points it costs on a scorecard of 100; `veto` fails the card outright.
    `says` maps the names its conditions use to point ids. Amid `candour` a violation is
    undecidable. `content` is the rule as written.
    """

    id: str
    title: Bilingual
    severity: Severity
    violated: n.Node
    scope: ScopeKind = "conversation"
    family: str = ""
    category: str = ""
    when: n.Node | None = None
    severity_when: tuple[tuple[Severity, n.Node], ...] = ()
    deducts: float = 0.0
    veto: bool = False
    basis: tuple[Basis, ...] = ()
    in_force_from: date | None = None
    in_force_to: date | None = None
    instead: Bilingual = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    candour: Candour | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""

    @cached_property
    def version(self) -> str:
        """Hash of what decides a verdict: the rule without its examples, and its points."""
        deciding = {key: value for key, value in self.content.items() if key != "examples"}
        points = [point.content for point in self.points]
        return hash_of_content([deciding, points, asdict(self.candour) if self.candour else None])

    @property
    def examples(self) -> Mapping[str, list[Any]]:
        """The examples by what they must give: violated, passed, undecidable, known_miss …"""
        return self.content.get("examples") or {}

    @cached_property
    def conditions(self) -> tuple[n.Node, ...]:
        severities = (condition for _, condition in self.severity_when)
        return (*((self.when,) if self.when else ()), self.violated, *severities)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that its conditions read, in order of name."""
        return tuple(sorted({name for c in self.conditions for name in fields_in(c)}))

    @cached_property
    def events(self) -> tuple[str, ...]:
        return tuple(sorted({name for c in self.conditions for name in events_in(c)}))

    @cached_property
    def background(self) -> frozenset[str]:
        """Points that are no evidence beside others."""
        return frozenset(point.id for point in self.points if point.background)

    @cached_property
    def heard_points(self) -> frozenset[str]:
        return frozenset(point for c in self.conditions for point in points_in(c))

    @cached_property
    def needs_to_apply(self) -> Needs:
        return needs_of(self.when, self.background) if self.when else ()

    @cached_property
    def needs_to_break(self) -> Needs:
        return needs_of(self.violated, self.background)

    def can_break(self, heard: Set[str]) -> bool:
        """Whether the points that a violation needs were heard."""
        return can_hold(self.needs_to_apply, heard) and can_hold(self.needs_to_break, heard)

    @cached_property
    def trigger(self) -> frozenset[str] | None:
        """Of all it needs the smallest set of points; None: it needs none."""
        return min((*self.needs_to_apply, *self.needs_to_break), key=len, default=None)


@dataclass(frozen=True)
class Rulebook:
    """A named, versioned set of rules.

    `steps` are the points that mark the steps of a product introduction, in the order expected.
    `compiled` keeps what its scanner takes long to compile. `labels` are what points with a label
    are found by; without them, by their words alone.
    """

    name: str
    title: Bilingual
    rules: tuple[Rule, ...]
    released_on: date | None = None
    steps: tuple[Point, ...] = ()
    compiled: Compiled | None = field(default=None, compare=False, repr=False)
    labels: LabelModel | None = field(default=None, compare=False, repr=False)

    @cached_property
    def hash(self) -> str:
        """Changes when any verdict could."""
        rules = [self.name, *(f"{r.id} {r.version}" for r in self.rules)]
        return hash_of_texts([*rules, self.labels.hash] if self.labels else rules)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Every point of every rule and step, once, by id."""
        found = {point.id: point for rule in self.rules for point in rule.points}
        found |= {point.id: point for point in self.steps}
        return tuple(found[id] for id in sorted(found))

    @cached_property
    def scanner(self) -> Scanner:
        """Listens for every point; built once, as that takes a second. For one thread at a time."""
        return Scanner(self.points, self.compiled, labels=self.labels)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "scanner"}

    def rule(self, id: str) -> Rule:
        """Raises `KeyError` for an unknown id."""
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def of_scope(self, scope: ScopeKind) -> tuple[Rule, ...]:
        return self._by_scope.get(scope, ())

    @cached_property
    def _by_scope(self) -> dict[str, tuple[Rule, ...]]:
        return {
            scope: tuple(rule for rule in self.rules if rule.scope == scope)
            for scope in ("conversation", "sale", "customer")
        }

    @cached_property
    def heard_of_sales(self) -> frozenset[str]:
        """The points that rules about a sale listen for, in conditions or as plain speaking."""
        return self._heard_of("sale")

    @cached_property
    def heard_of_conversations(self) -> frozenset[str]:
        """As of rules about a conversation."""
        return self._heard_of("conversation")

    def _heard_of(self, scope: ScopeKind) -> frozenset[str]:
        rules = self.of_scope(scope)
        plain = {rule.candour.point for rule in rules if rule.candour}
        return frozenset(plain.union(*(rule.heard_points for rule in rules)))

    @cached_property
    def reads(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields and the events that rules about a conversation read, in order of name."""
        rules = self.of_scope("conversation")
        fields = sorted({name for rule in rules for name in rule.fields})
        events = sorted({name for rule in rules for name in rule.events})
        return tuple(fields), tuple(events)

    @cached_property
    def always(self) -> tuple[Rule, ...]:
        """Rules about a conversation that can be violated without a word."""
        return tuple(r for r in self.of_scope("conversation") if r.trigger is None)

    @cached_property
    def triggered(self) -> dict[str, tuple[Rule, ...]]:
        """Rules about a conversation by the points that can bring them up."""
        found: dict[str, list[Rule]] = {}
        for rule in self.of_scope("conversation"):
            for point in rule.trigger or ():
                found.setdefault(point, []).append(rule)
        return {point: tuple(rules) for point, rules in found.items()}

    def candidates(self, heard: Set[str]) -> list[Rule]:
        """Rules about a conversation that may be violated, given the points heard; by id."""
        found = {rule.id: rule for rule in self.always}
        for point in heard:
            for rule in self.triggered.get(point, ()):
                found[rule.id] = rule
        return [found[id] for id in sorted(found) if found[id].can_break(heard)]

    @cached_property
    def background(self) -> Background:
        """What only helps to decide about a conversation, and what it takes to be worth hearing."""
        return background_of(self)


def background_of(rulebook: Rulebook) -> Background:
    """Points that are background in rules about a conversation and nowhere anything else.

    What a rule's `when`, its candour or another point's answer asks for is heard anyway, and so is
    all that sales and customers are judged by: they are judged later, of what was kept.
    """
    kept = {point.id for point in rulebook.steps}
    for point in rulebook.points:
        kept |= {*point.reply.points, point.id} if point.reply else set()
    for rule in rulebook.rules:
        if rule.scope != "conversation":
            kept |= rule.heard_points
        kept |= points_in(rule.when) if rule.when else set()
        kept |= {rule.candour.point} if rule.candour else set()
    deferred = frozenset(p.id for p in rulebook.points if p.background and p.id not in kept)
    worth: dict[Needs, frozenset[str]] = {}
    for needs, points in _worth(rulebook, deferred):
        worth[needs] = worth.get(needs, frozenset()) | points
    return Background(deferred, tuple(worth.items()))


def _worth(rulebook: Rulebook, deferred: frozenset[str]) -> Iterator[tuple[Needs, frozenset[str]]]:
    for rule in rulebook.of_scope("conversation"):
        yield from needs_beside(rule.violated, deferred, rule.needs_to_apply)
        broken = tuple(need for need in rule.needs_to_break if need.isdisjoint(deferred))
        for _, condition in rule.severity_when:
            yield from needs_beside(condition, deferred, broken)
