"""One finding as an article: what, where, the words, why, what would have been right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from goodfaith.analysis.finding import Evidence, FactEvidence, Finding
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.rules.rule import Basis, Rule, Rulebook
from goodfaith.batch.report.because import reasons
from goodfaith.batch.report.kept import Kept
from goodfaith.batch.report.markup import (
    EMPTY,
    Markup,
    both,
    element,
    escape,
    severity_mark,
    spoken,
    together,
    word,
)
from goodfaith.batch.report.naming import name_of, value_of
from goodfaith.batch.report.talk import talk
from goodfaith.batch.report.words import catalogue, phrase, titled
from goodfaith.batch.spool import Spool

MOST_EXCERPTS = 6
MOST_QUOTED = 12
MOST_CONVERSATIONS = 20
_SHORT_HASH = 12


class FindingWriter:
    """Writes the findings of one run."""

    def __init__(self, rulebook: Rulebook, spool: Spool, kept: Kept) -> None:
        self.rulebook, self.spool, self.kept = rulebook, spool, kept

    def write(self, number: int, finding: Finding) -> Markup:
        """`number` is its place in the list, from 1."""
        rule = self.rulebook.rule(finding.rule)
        heading, place = f"h{number}", f"f-{finding.fingerprint[:_SHORT_HASH]}-{number}"
        return element(
            "article",
            self._head(finding, rule, heading),
            element("div", together(self._spans(finding)), self._talk(finding), class_="said"),
            element("dl", together(_terms(finding, rule, place)), class_="why"),
            class_="find" if finding.evidence else "find bare",
            id=place,
            tabindex="-1",
            aria_labelledby=heading,
            data_rule=finding.rule,
            data_severity=finding.severity,
            data_verdict=finding.verdict,
            data_adviser=finding.adviser,
            data_family=finding.family,
        )

    def _head(self, finding: Finding, rule: Rule, heading: str) -> Markup:
        undecided = EMPTY
        if finding.verdict != "violated":
            undecided = element("span", word(f"verdict_{finding.verdict}"), class_="verdict")
        title = element("h3", both(titled(rule.title, rule.id)), id=heading)
        line = element("div", severity_mark(finding.severity), undecided, title, class_="line1")
        about = element("p", together(self._about(finding)), class_="about")
        return element("header", line, about)

    def _about(self, finding: Finding) -> Iterator[Markup]:
        parts = []
        if finding.sale:
            parts.append(word("scope_sale", id=finding.sale))
        elif finding.customer:
            parts.append(word("scope_customer", id=finding.customer))
        if finding.conversation:
            started = self.kept.started_at(finding.conversation)
            parts += [element("time", escape(f"{started:%Y-%m-%d %H:%M}"))] if started else []
            parts.append(element("bdi", escape(finding.conversation)))
        if finding.adviser:
            parts.append(word("adviser", id=finding.adviser))
        if finding.team:
            parts.append(element("bdi", escape(finding.team)))
        yield from (element("span", part) for part in parts)

    def _spans(self, finding: Finding) -> Iterator[Markup]:
        """The conversations of a sale or customer, those quoted or missing told apart."""
        heard = self.kept.conversations_of(finding)
        if not heard:
            return
        quoted = {evidence.conversation for evidence in finding.evidence}
        rows = [_conversation(h, quoted, self.kept) for h in heard[:MOST_CONVERSATIONS]]
        if len(heard) > MOST_CONVERSATIONS:
            left = f"{len(heard) - MOST_CONVERSATIONS:,}"
            rows.append(element("li", word("conversations_left", count=left)))
        label = spoken(phrase("finding_spans"), "label")
        yield element("ol", *rows, class_="line", **label)

    def _talk(self, finding: Finding) -> Markup:
        by_conversation: dict[str, list[Evidence]] = {}
        for evidence in finding.evidence[:MOST_QUOTED]:
            by_conversation.setdefault(evidence.conversation, []).append(evidence)
        if not by_conversation:
            quiet = finding.verdict != "violated"
            return EMPTY if quiet else element("p", word("nothing_quoted"), class_="quiet")
        parts = [
            self._excerpt(finding, conversation, evidence)
            for conversation, evidence in islice(by_conversation.items(), MOST_EXCERPTS)
        ]
        told = sum(len(e) for e in islice(by_conversation.values(), MOST_EXCERPTS))
        if left := len(finding.evidence) - told:
            parts.append(element("p", word("excerpts_left", count=f"{left:,}"), class_="quiet"))
        return together(parts)

    def _excerpt(self, finding: Finding, conversation: str, evidence: list[Evidence]) -> Markup:
        kind = finding.severity if finding.verdict == "violated" else "open"
        said = talk(self.spool, conversation, evidence, kind)
        if finding.scope == "conversation":
            return said
        started = self.kept.started_at(conversation)
        at = element("time", escape(f"{started:%m-%d %H:%M}")) if started else EMPTY
        return together(
            [element("p", at, element("bdi", escape(conversation)), class_="where"), said]
        )


def _conversation(heard: Heard, quoted: set[str], kept: Kept) -> Markup:
    at = heard.started_at
    time = element("time", escape(f"{kept.local(at):%m-%d %H:%M}")) if at else EMPTY
    purpose = element("span", word(f"purpose_{heard.purpose}")) if heard.purpose else EMPTY
    id = element("bdi", escape(heard.conversation))
    gone = (
        element("span", word("missing_conversation"), class_="verdict") if heard.missing else EMPTY
    )
    state = "wait" if heard.missing else "here" if heard.conversation in quoted else None
    return element("li", time, purpose, id, gone, class_=state)


def _terms(finding: Finding, rule: Rule, place: str) -> Iterator[Markup]:
    label = "finding_missing" if finding.verdict == "undecidable" else "finding_because"
    yield _term(label, [both(reason) for reason in reasons(finding, rule)])
    if rule.instead and finding.verdict != "passed":
        yield _term("finding_instead", [both(titled(rule.instead, ""))], "instead")
    yield _term("finding_basis", [_basis(basis) for basis in rule.basis])
    yield _term("finding_facts", [_fact(fact) for fact in finding.facts])
    version = word("rule_version", version=finding.rule_version[:_SHORT_HASH])
    named = element("bdi", escape(rule.id))
    yield _term("finding_rule", [together([named, escape(" "), element("small", version)])])
    yield _term("finding_card", list(_card(finding, rule)))
    yield _term("finding_fingerprint", [_fingerprint(finding, place)], "print")


def _term(label: str, told: list[Markup], kind: str | None = None) -> Markup:
    if not told:
        return EMPTY
    described = (element("dd", one) for one in told)
    return element("div", element("dt", word(label)), *described, class_=kind)


def _basis(basis: Basis) -> Markup:
    mark = basis.mark.rstrip("?")
    told = escape(f"《{basis.regulation}》{basis.article}")
    if f"mark_{mark}" not in catalogue():
        return told
    return together([told, escape(" "), element("small", word(f"mark_{mark}"))])


def _fact(fact: FactEvidence) -> Markup:
    value = element("b", both(value_of(fact.name, fact.value)))
    source = element("small", escape(fact.source)) if fact.source else EMPTY
    return together([both(name_of(fact.name)), escape(" "), value, escape(" "), source])


def _card(finding: Finding, rule: Rule) -> Iterator[Markup]:
    if finding.deduction:
        yield word("deducts", points=f"{finding.deduction:g}")
    if rule.veto and finding.verdict == "violated":
        yield word("veto")


def _fingerprint(finding: Finding, place: str) -> Markup:
    """The fingerprint, which is also the link to its finding."""
    return element("a", element("code", escape(finding.fingerprint)), href=f"#{place}")
