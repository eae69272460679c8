"""Judging one case: its sale as a whole, with what was found in each of its conversations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

import msgspec

from goodfaith.analysis.facts import FactSet
from goodfaith.analysis.finding import (
    SEVERITIES,
    UNDECIDABLE,
    VIOLATED,
    Finding,
)
from goodfaith.analysis.fingerprint import hash_of_content, hash_of_texts
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.judging import Verdicts, verdicts_about
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scope import Scope, in_order
from goodfaith.analysis.scorecard import Scorecard
from goodfaith.quality.cases.due import Pending
from goodfaith.quality.cases.scoring import Card, score_case

_ORDER = (VIOLATED, UNDECIDABLE)


class Judged(msgspec.Struct, frozen=True):
    """What was found in a case: groups of findings by rule, the gravest first, and its card."""

    findings: tuple[dict[str, Any], ...]
    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]
    pending: tuple[Pending, ...]
    scorecard: Scorecard

    @property
    def violated(self) -> list[str]:
        return [group["rule"] for group in self.findings if group["verdict"] == VIOLATED]

    @property
    def undecidable(self) -> list[str]:
        return [group["rule"] for group in self.findings if group["verdict"] == UNDECIDABLE]

    @property
    def worst(self) -> int | None:
        """The gravest severity violated: 0 critical … 3 note."""
        found = (g["severity"] for g in self.findings if g["verdict"] == VIOLATED)
        return min(map(SEVERITIES.index, found), default=None)

    @property
    def digest(self) -> str:
        """Another one where a verdict, its evidence, or what it costs is another."""
        said = [
            (f["rule"], f["verdict"], f["severity"], f["conversation"], f["because"], f["evidence"])
            for group in self.findings
            for f in group["findings"]
        ]
        ids = [self.passed, self.not_applicable]
        return hash_of_content([said, ids, [msgspec.to_builtins(self.scorecard)]])


def scope_of(
    sale: str,
    heard: Iterable[Heard],
    facts: FactSet,
    connected: frozenset[str],
    as_of: datetime,
) -> Scope:
    """A sale as the kernel sees it, with facts that were looked up, or kept, before.

    `heard` has those conversations, too, that are known of and are not there.
    """
    return Scope("sale", sale, in_order([*heard]), facts, connected, as_of)


def judge_case(
    rulebook: Rulebook, scope: Scope | None, own: Sequence[Finding], card: Card | None
) -> Judged:
    """Judge the sale of `scope`, None for a conversation by itself.

    `own` are the findings of its conversations' readings.
    """
    if scope is None:
        return _judged(rulebook, Verdicts((), (), ()), own, card)
    return _judged(rulebook, verdicts_about(rulebook, rulebook.of_scope("sale"), scope), own, card)


class Before(msgspec.Struct, frozen=True):
    """What a judgement said, of which time alone may have changed something."""

    findings: Sequence[Mapping[str, Any]]
    passed: Sequence[str]
    not_applicable: Sequence[str]
    pending: tuple[Pending, ...]


def judge_by_time(
    rulebook: Rulebook, scope: Scope, before: Before, rules: Set[str], card: Card | None
) -> Judged:
    """As `judge_case`, where nothing but the time is another: only `rules` are judged anew.

    They are those with a deadline that has passed. Without one no verdict about a sale depends on
    the moment that it is judged for.
    """
    known = [msgspec.convert(f, Finding) for g in before.findings for f in g["findings"]]
    kept = [f for f in known if f.scope == "sale" and f.rule not in rules]
    anew = verdicts_about(rulebook, [r for r in rulebook.of_scope("sale") if r.id in rules], scope)
    waits = [(p.rule, p.due_on.isoformat()) for p in before.pending if p.rule not in rules]
    places = {rule.id: place for place, rule in enumerate(rulebook.of_scope("sale"))}
    about_sale = Verdicts(
        tuple(sorted((*kept, *anew.findings), key=lambda f: places[f.rule])),
        _in_order((*_without(before.passed, rules), *anew.passed), places),
        _in_order((*_without(before.not_applicable, rules), *anew.not_applicable), places),
        (*waits, *anew.pending),
    )
    return _judged(rulebook, about_sale, [f for f in known if f.scope != "sale"], card)


def _without(ids: Iterable[str], rules: Set[str]) -> list[str]:
    return [id for id in ids if id not in rules]


def _in_order(ids: Iterable[str], places: Mapping[str, int]) -> tuple[str, ...]:
    """In the order of the rulebook; what it no longer has is left out."""
    return tuple(sorted((id for id in ids if id in places), key=places.__getitem__))


def _judged(
    rulebook: Rulebook, about_sale: Verdicts, own: Sequence[Finding], card: Card | None
) -> Judged:
    told = [f for f in (*about_sale.findings, *own) if f.verdict in _ORDER]
    waits = {Pending(date.fromisoformat(day), rule) for rule, day in about_sale.pending}
    return Judged(
        findings=tuple(_grouped(told)),
        passed=about_sale.passed,
        not_applicable=about_sale.not_applicable,
        pending=tuple(sorted(waits)),
        scorecard=score_case(told, rulebook, card),
    )


def fingerprint_of(rulebook: str, facts: str, connected: Iterable[str], read: Iterable[str]) -> str:
    """Of what a judgement rests on: rulebook, facts, sources, and readings in their order."""
    return hash_of_texts([rulebook, facts, *sorted(connected), "", *read])


def _grouped(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return sorted((_group(own) for own in groups.values()), key=_place)


def _group(own: Sequence[Finding]) -> dict[str, Any]:
    verdict = VIOLATED if any(f.verdict == VIOLATED for f in own) else UNDECIDABLE
    severities = [f.severity for f in own if f.verdict == verdict]
    return {
        "rule": own[0].rule,
        "family": own[0].family,
        "verdict": verdict,
        "severity": min(severities, key=SEVERITIES.index),
        "findings": [msgspec.to_builtins(f) for f in own],
    }


def _place(group: dict[str, Any]) -> tuple[int, int, str]:
    verdict, severity = group["verdict"], group["severity"]
    return _ORDER.index(verdict), SEVERITIES.index(severity), group["rule"]
