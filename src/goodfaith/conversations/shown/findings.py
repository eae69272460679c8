"""Findings as a person reads them: what, the words, the rule and its basis, why, what instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from goodfaith.analysis.finding import (
    SEVERITIES,
    UNDECIDABLE,
    VIOLATED,
    Evidence,
    FactEvidence,
    Finding,
)
from goodfaith.analysis.rules.rule import Basis, Rule, Rulebook
from goodfaith.batch.report.because import reasons
from goodfaith.batch.report.naming import name_of, value_of
from goodfaith.batch.report.words import catalogue, phrase, titled
from goodfaith.conversations.shown.clock import clock
from goodfaith.conversations.shown.language import told
from goodfaith.conversations.shown.marks import anchor
from goodfaith.conversations.shown.turns import Turn
from goodfaith.trust.display import mask_alone

MOST_QUOTED = 8
_VERSION_LENGTH = 8


class Quoted(msgspec.Struct, frozen=True):
    """Words of one utterance: `parts` are texts, each with whether the finding rests on it."""

    turn: int
    at: str
    speaker: str
    parts: tuple[tuple[str, bool], ...]


class Grounds(msgspec.Struct, frozen=True):
    """A regulation; `doubt` says how sure we are of it, where we are not."""

    text: str
    doubt: str = ""


class KnownFact(msgspec.Struct, frozen=True):
    name: str
    value: str
    source: str = ""


class Card(msgspec.Struct, frozen=True):
    """One finding. `why` has one sentence a part of the condition that decided."""

    anchor: str
    rule: str
    title: str
    severity: str
    verdict: str
    scope: str
    version: str
    quotes: tuple[Quoted, ...]
    more: int
    why: tuple[str, ...]
    basis: tuple[Grounds, ...]
    instead: str
    facts: tuple[KnownFact, ...]
    deduction: str
    veto: bool
    fingerprint: str

    @property
    def first_turn(self) -> int | None:
        return self.quotes[0].turn if self.quotes else None


class Folded(msgspec.Struct, frozen=True):
    """Rules that have nothing to look at, by their category."""

    category: str
    titles: tuple[tuple[str, str], ...]


def cards(
    findings: Iterable[Finding], rulebook: Rulebook, texts: Sequence[str], speakers: Sequence[str]
) -> list[Card]:
    """The violated, gravest first, then the undecidable; each by the time of its first words.

    `texts` are what may be shown of each utterance, as long as what is stored: quotations are
    cut from them.
    """
    shown = [_card(f, rulebook, texts, speakers) for f in findings if f.verdict in _ORDER]
    return sorted(shown, key=_place)


def told_as(turns: Sequence[Turn], found: Sequence[Card]) -> list[Card]:
    """The cards with the time of each quotation as its turn tells it."""
    return [
        msgspec.structs.replace(
            card,
            quotes=tuple(
                msgspec.structs.replace(quote, at=turns[quote.turn].at) for quote in card.quotes
            ),
        )
        for card in found
    ]


_ORDER = (VIOLATED, UNDECIDABLE)


def _place(card: Card) -> tuple[int, int, int, str]:
    turn = card.first_turn
    return (
        _ORDER.index(card.verdict),
        SEVERITIES.index(card.severity),
        1 << 30 if turn is None else turn,
        card.rule,
    )


def titles(rulebook: Rulebook) -> dict[str, str]:
    """What each rule is called."""
    return {rule.id: told(titled(rule.title, rule.id)) for rule in rulebook}


def folded(rules: Iterable[str], rulebook: Rulebook) -> list[Folded]:
    """Rules by category, in the order of their names."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for id in rules:
        rule = _rule(rulebook, id)
        category = rule.category if rule else ""
        title = told(titled(rule.title, id)) if rule else id
        groups.setdefault(category, []).append((id, title))
    return [
        Folded(name, tuple(sorted(own, key=lambda r: r[1]))) for name, own in sorted(groups.items())
    ]


def _rule(rulebook: Rulebook, id: str) -> Rule | None:
    try:
        return rulebook.rule(id)
    except KeyError:
        return None


def _card(
    finding: Finding, rulebook: Rulebook, texts: Sequence[str], speakers: Sequence[str]
) -> Card:
    rule = _rule(rulebook, finding.rule)
    covered = msgspec.structs.replace(
        finding, evidence=tuple(_covered(e, finding, texts) for e in finding.evidence)
    )
    own: dict[int, list[Evidence]] = {}
    for one in finding.evidence:
        if _is_here(one, finding, texts):
            own.setdefault(one.utterance, []).append(one)
    return Card(
        anchor=anchor(finding),
        rule=finding.rule,
        title=told(titled(rule.title, rule.id)) if rule else finding.rule,
        severity=finding.severity,
        verdict=finding.verdict,
        scope=finding.scope,
        version=finding.rule_version[:_VERSION_LENGTH],
        quotes=tuple(_quoted(e, texts, speakers) for e in [*own.values()][:MOST_QUOTED]),
        more=max(0, len(own) - MOST_QUOTED),
        why=tuple(told(reason) for reason in reasons(covered, rule)) if rule else (),
        basis=tuple(map(_grounds, rule.basis)) if rule else (),
        instead=told(rule.instead) if rule else "",
        facts=tuple(map(_fact, finding.facts)),
        deduction=f"{finding.deduction:g}" if finding.deduction else "",
        veto=bool(rule and rule.veto and finding.verdict == VIOLATED),
        fingerprint=finding.fingerprint,
    )


def _is_here(evidence: Evidence, finding: Finding, texts: Sequence[str]) -> bool:
    return evidence.conversation == finding.conversation and evidence.utterance < len(texts)


def _covered(evidence: Evidence, finding: Finding, texts: Sequence[str]) -> Evidence:
    """The same quotation as it may be shown; of another conversation, nothing."""
    if not _is_here(evidence, finding, texts):
        return msgspec.structs.replace(evidence, text="…")
    text = texts[evidence.utterance][evidence.start : evidence.end]
    return msgspec.structs.replace(evidence, text=text)


_AROUND = 24


def _quoted(evidence: Sequence[Evidence], texts: Sequence[str], speakers: Sequence[str]) -> Quoted:
    """What a finding rests on in one utterance, with a few words around."""
    turn = evidence[0].utterance
    whole = texts[turn]
    spans = sorted((e.start, e.end) for e in evidence)
    first = max(0, spans[0][0] - _AROUND)
    last = min(len(whole), max(end for _, end in spans) + _AROUND)
    parts = [("…" if first else "", False)]
    reached = first
    for start, end in spans:
        if end > reached:
            parts += [(whole[reached : max(start, reached)], False)]
            parts += [(whole[max(start, reached) : end], True)]
            reached = end
    parts.append((whole[reached:last] + ("…" if last < len(whole) else ""), False))
    shown = tuple((text, rests) for text, rests in parts if text)
    return Quoted(turn, clock(evidence[0].seconds), speakers[turn], shown)


def _grounds(basis: Basis) -> Grounds:
    mark = f"mark_{basis.mark.rstrip('?')}"
    doubt = told(phrase(mark)) if mark in catalogue() else ""
    return Grounds(f"《{basis.regulation}》{basis.article}", doubt)


def _fact(fact: FactEvidence) -> KnownFact:
    value = mask_alone(told(value_of(fact.name, fact.value)))
    return KnownFact(told(name_of(fact.name)), value, fact.source)


def step_names(steps: Iterable[Mapping[str, object]], rulebook: Rulebook) -> list[tuple[str, int]]:
    """What each step is called, with the first turn in which it happened; -1 for never."""
    points = {point.id: point for point in rulebook.steps}
    found = []
    for step in steps:
        id = str(step["point"])
        point = points.get(id)
        name = told({"zh": point.title("zh"), "en": point.title("en")}, id) if point else id
        turns = step["utterances"]
        found.append((name or id, min(turns) if isinstance(turns, list) and turns else -1))
    return found
