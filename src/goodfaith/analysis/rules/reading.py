"""Reads a rulebook from a folder: rulebook.yaml, words/*.yaml, points/*.yaml, a file a rule.

All errors of all files are told at once, each with its file, line and member.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.conditions.naming import points_in
from goodfaith.analysis.conditions.reading import ConditionInvalid, read_condition
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import SEVERITIES, ScopeKind, Severity
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.rules.entry import Entry
from goodfaith.analysis.rules.reading_points import read_point
from goodfaith.analysis.rules.rule import Basis, Candour, Rule, Rulebook
from goodfaith.analysis.rules.words import Words, read_words
from goodfaith.analysis.rules.yaml_lines import YamlUnreadable, load_with_lines

RULE_KEYS = frozenset(
    "id title family category severity severity_when deducts veto basis in_force scope when says "
    "violated instead note examples amid_candour".split()
)
EXAMPLE_KEYS = ("violated", "passed", "undecidable", "not_applicable", "known_miss")
_RULE_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCOPES: tuple[ScopeKind, ...] = ("conversation", "sale", "customer")

Files = Mapping[str, str]


class RulebookInvalid(UnreadableInput):
    """A rulebook that cannot be used; carries every problem of every file."""


def read_rulebook(folder: Path) -> Rulebook:
    """Read the rulebook in `folder`. Raises `RulebookInvalid`."""
    if not folder.is_dir():
        problem = Problem("unreadable", str(folder), found="no such folder", expected="a rulebook")
        raise RulebookInvalid([problem])
    paths = sorted(p for p in folder.rglob("*.yaml") if p.is_file())
    return read_rule_files({p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in paths})


def read_rule_files(files: Files) -> Rulebook:
    """Read a rulebook from the texts of its files by relative path. Raises `RulebookInvalid`."""
    reading = _Reading()
    rulebook = reading.rulebook(files)
    if reading.problems:
        raise RulebookInvalid(sorted(reading.problems, key=_place))
    return rulebook


def _place(problem: Problem) -> tuple[str, int]:
    digits = re.sub(r"\D", "", problem.place)
    return problem.file, int(digits or 0)


class _Reading:
    """One reading of one rulebook: the problems met so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.words = Words()
        self.candour: Candour | None = None

    def rulebook(self, files: Files) -> Rulebook:
        head = self.entry("rulebook.yaml", files.get("rulebook.yaml", "{}"))
        head.only({"name", "title", "released_on", "steps", "candour"})
        self.words = read_words(self.entries(files, "words/"))
        shared = self.shared_points(files)
        self.candour = self.read_candour(head, shared)
        rules = [
            rule
            for file, text in sorted(files.items())
            if file != "rulebook.yaml" and not file.startswith(("points/", "words/"))
            if (rule := self.rule(file, text, shared))
        ]
        self.check_ids(rules)
        return Rulebook(
            name=head.text("name", "unnamed"),
            title=head.bilingual("title") or {"zh": "规则库", "en": "Rulebook"},
            rules=tuple(sorted(rules, key=lambda rule: rule.id)),
            released_on=head.day("released_on"),
            steps=tuple(self.steps(head, shared)),
        )

    def steps(self, head: Entry, shared: Mapping[str, Point]) -> Iterable[Point]:
        for index, name in enumerate(head.texts("steps")):
            if name in shared:
                yield shared[name]
            else:
                head.wrong(("steps", index), repr(name), "the name of a point in points/*.yaml")

    def read_candour(self, head: Entry, shared: Mapping[str, Point]) -> Candour | None:
        if "candour" not in head.values:
            return None
        inner = head.inner("candour")
        inner.only({"point", "turns", "times"})
        name = inner.text("point", required=True)
        if name not in shared:
            inner.wrong(("point",), repr(name), "the name of a point in points/*.yaml")
            return None
        return Candour(name, int(inner.number("turns", 2)), int(inner.number("times", 2)))

    def entry(self, file: str, text: str) -> Entry:
        try:
            values, lines = load_with_lines(text)
        except YamlUnreadable as unreadable:
            place = f"line {unreadable.line}"
            self.problems.append(Problem("unreadable", file, place, "", str(unreadable), "YAML"))
            values, lines = {}, {}
        return Entry(file, values, lines, (), self.problems)

    def entries(self, files: Files, folder: str) -> list[Entry]:
        return [
            self.entry(file, text)
            for file, text in sorted(files.items())
            if file.startswith(folder)
        ]

    def shared_points(self, files: Files) -> dict[str, Point]:
        """Points of points/*.yaml. A point may be like one that stands before it."""
        entries = self.entries(files, "points/")
        names = {str(name): str(name) for entry in entries for name in entry.values}
        shared: dict[str, Point] = {}
        for entry in entries:
            for name in entry.values:
                if name in shared:
                    entry.wrong((name,), f"{name} is defined twice", "one definition")
                self.check_name(entry, name)
                shared[name] = read_point(entry.inner(name), name, shared, names, self.words)
        return shared

    def check_name(self, entry: Entry, name: str) -> None:
        if name in load_dictionary().events:
            entry.wrong((name,), f"{name!r} is an event of the field dictionary", "another name")
        if not _NAME.fullmatch(str(name)):
            entry.wrong((name,), f"{name!r}", "a name of small letters, digits and _")

    def check_ids(self, rules: Iterable[Rule]) -> None:
        seen: dict[str, str] = {}
        for rule in rules:
            if rule.id in seen:
                found = f"{rule.id} also stands in {seen[rule.id]}"
                self.problems.append(Problem("rule_invalid", rule.file, "", "id", found, "once"))
            seen[rule.id] = rule.file

    def rule(self, file: str, text: str, shared: Mapping[str, Point]) -> Rule | None:
        entry = self.entry(file, text)
        if not entry.values:
            return None
        entry.only(RULE_KEYS)
        id = entry.text("id", required=True)
        if not _RULE_ID.fullmatch(id):
            entry.wrong(("id",), f"{id!r}", "like sale.guaranteed_return")
        elif not file.endswith(f"{id}.yaml"):
            entry.wrong(("id",), f"{id!r}", "the name of the file")
        says, local = self.says(entry, id, shared)
        names = {name: name for name in shared} | says
        violated = self.condition(entry, "violated", names)
        when = self.condition(entry, "when", names) if "when" in entry.values else None
        severities = self.severities(entry, names)
        used = {p for c in (violated, when, *(c for _, c in severities)) if c for p in points_in(c)}
        candour = self.candour_of(entry)
        used |= {candour.point} if candour else set()
        self.check_examples(entry)
        return Rule(
            id=id,
            title=entry.bilingual("title", required=True),
            severity=cast(Severity, entry.choice("severity", SEVERITIES, "note")),
            violated=violated,
            scope=cast(ScopeKind, entry.choice("scope", _SCOPES, "conversation")),
            family=entry.text("family"),
            category=entry.text("category"),
            when=when,
            severity_when=severities,
            deducts=entry.number("deducts"),
            veto=entry.truth("veto"),
            basis=tuple(self.basis(entry)),
            in_force_from=self.in_force(entry).day("from"),
            in_force_to=self.in_force(entry).day("to"),
            instead=entry.bilingual("instead"),
            says=names,
            points=_with_questions(used, local | dict(shared)),
            candour=candour,
            content=entry.values,
            file=file,
        )

    def candour_of(self, entry: Entry) -> Candour | None:
        if "amid_candour" not in entry.values:
            return None
        entry.choice("amid_candour", ("undecidable",), "undecidable")
        if self.candour is None:
            entry.wrong(("amid_candour",), "no candour", "candour in rulebook.yaml")
        return self.candour

    def says(
        self, entry: Entry, id: str, shared: Mapping[str, Point]
    ) -> tuple[dict[str, str], dict[str, Point]]:
        if "says" not in entry.values:
            return {}, {}
        inner = entry.inner("says")
        names = {str(name): f"{id}:{name}" for name in inner.values}
        points: dict[str, Point] = {}
        for name, point_id in names.items():
            self.check_name(inner, name)
            points[point_id] = read_point(inner.inner(name), point_id, shared, names, self.words)
        return names, points

    def condition(self, entry: Entry, key: str, names: Mapping[str, str]) -> n.Node:
        text = entry.values.get(key)
        if not isinstance(text, str) or not text.strip():
            entry.wrong((key,), "missing", "a condition")
            return n.Constantly(False)
        try:
            return read_condition(text, names)
        except ConditionInvalid as invalid:
            entry.wrong((key,), str(invalid), code="condition_invalid")
            return n.Constantly(False)

    def severities(
        self, entry: Entry, names: Mapping[str, str]
    ) -> tuple[tuple[Severity, n.Node], ...]:
        if "severity_when" not in entry.values:
            return ()
        inner = entry.inner("severity_when")
        inner.only(SEVERITIES)
        return tuple(
            (cast(Severity, key), self.condition(inner, key, names)) for key in inner.values
        )

    def in_force(self, entry: Entry) -> Entry:
        return entry.inner("in_force") if "in_force" in entry.values else _nothing(entry)

    def basis(self, entry: Entry) -> Iterable[Basis]:
        listed = entry.values.get("basis", [])
        listed = listed if isinstance(listed, list) else [listed]
        if not listed:
            entry.wrong(("basis",), "missing", "the regulation and article the rule rests on")
        for index, value in enumerate(listed):
            if isinstance(value, str):
                yield Basis(value)
                continue
            path = (*entry.path, "basis", index)
            inner = Entry(entry.file, value, entry.lines, path, self.problems)
            inner.only({"regulation", "article", "mark"})
            regulation = inner.text("regulation", required=True)
            yield Basis(regulation, str(inner.values.get("article", "")), inner.text("mark"))

    def check_examples(self, entry: Entry) -> None:
        examples = entry.values.get("examples") or {}
        if not isinstance(examples, dict):
            entry.wrong(("examples",), "not a mapping", "violated: [...], passed: [...]")
            return
        for key, listed in examples.items():
            if key not in EXAMPLE_KEYS:
                entry.wrong(("examples", key), "unknown", f"one of {', '.join(EXAMPLE_KEYS)}")
            if not isinstance(listed, list):
                entry.wrong(("examples", key), "not a list", "a list of examples")


def _nothing(entry: Entry) -> Entry:
    return Entry(entry.file, {}, entry.lines, entry.path, entry.problems)


def _with_questions(used: Iterable[str], known: Mapping[str, Point]) -> tuple[Point, ...]:
    """The points used and those that they answer, in order of id."""
    found: dict[str, Point] = {}
    waiting = [id for id in used if id in known]
    while waiting:
        id = waiting.pop()
        if id in found:
            continue
        found[id] = known[id]
        reply = known[id].reply
        waiting += [question for question in reply.points if question in known] if reply else []
    return tuple(found[id] for id in sorted(found))
