"""Judging one case: its sale as a whole, with what was found in each of its conversations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

import msgspec

from goodfaith.analysis.facts import FactSet
from goodfaith.analysis.finding import (
    NOT_APPLICABLE,
    PASSED,
    SEVERITIES,
    UNDECIDABLE,
    VIOLATED,
    Finding,
    Verdict,
)
from goodfaith.analysis.fingerprint import hash_of_content, hash_of_texts
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.judging import judge, judge_scope
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
    about_sale = list(judge_scope(rulebook, scope, every_verdict=True)) if scope else []
    return _judged(rulebook, about_sale, own, {}, (), card)


class Before(msgspec.Struct, frozen=True):
    """What a judgement said, of which time alone may have changed something."""

    findings: Sequence[Mapping[str, Any]]
    verdicts: Mapping[str, Verdict]
    pending: tuple[Pending, ...]


def judge_by_time(
    rulebook: Rulebook, scope: Scope, before: Before, rules: Set[str], card: Card | None
) -> Judged:
    """As `judge_case`, where nothing but the time is another: only `rules` are judged anew.

    They are those with a deadline that has passed. Without one no verdict about a sale depends on
    the moment that it is judged for.
    """
    known = [msgspec.convert(f, Finding) for g in before.findings for f in g["findings"]]
    about_sale = [f for f in known if f.scope == "sale" and f.rule not in rules]
    about_sale += [judge(rulebook.rule(id), scope, rulebook) for id in rules]
    places = {rule.id: place for place, rule in enumerate(rulebook.of_scope("sale"))}
    about_sale.sort(key=lambda f: places[f.rule])
    verdicts = {id: v for id, v in before.verdicts.items() if id not in rules}
    pending = [one for one in before.pending if one.rule not in rules]
    own = [f for f in known if f.scope != "sale"]
    return _judged(rulebook, about_sale, own, verdicts, pending, card)


def _judged(
    rulebook: Rulebook,
    about_sale: Sequence[Finding],
    own: Sequence[Finding],
    verdicts: Mapping[str, Verdict],
    pending: Iterable[Pending],
    card: Card | None,
) -> Judged:
    """Put together; `verdicts` and `pending` are of rules that have no finding among these."""
    told = [f for f in (*about_sale, *own) if f.verdict in _ORDER]
    every = {**verdicts, **{f.rule: f.verdict for f in about_sale}}
    ids = [rule.id for rule in rulebook.of_scope("sale") if rule.id in every]
    return Judged(
        findings=tuple(_grouped(told)),
        passed=tuple(id for id in ids if every[id] == PASSED),
        not_applicable=tuple(id for id in ids if every[id] == NOT_APPLICABLE),
        pending=tuple(sorted({*pending, *_pending(about_sale)})),
        scorecard=score_case(told, rulebook, card),
    )


def fingerprint_of(rulebook: str, facts: str, connected: Iterable[str], read: Iterable[str]) -> str:
    """Of what a judgement rests on: rulebook, facts, sources, and readings in their order."""
    return hash_of_texts([rulebook, facts, *sorted(connected), "", *read])


def _pending(findings: Iterable[Finding]) -> Iterable[Pending]:
    for finding in findings:
        for because in finding.because:
            if because.code == "not_due":
                for text in because.missing:
                    yield Pending(date.fromisoformat(text), finding.rule)


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
