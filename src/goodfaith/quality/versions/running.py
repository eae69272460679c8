"""A rule of a version on one conversation or sale, beside what the rule in force says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db.models import Q

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import UNDECIDABLE, VIOLATED, Evidence, Finding
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge
from goodfaith.analysis.rules.reading import RulebookInvalid
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.analysis.scoping import conversation_scope, customer_scope, sale_scope
from goodfaith.batch.report.because import reasons
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.private import shown_to
from goodfaith.conversations.queries import said_in
from goodfaith.conversations.reading.read import keys_of
from goodfaith.conversations.shown.language import told
from goodfaith.policies.queries import fact_book
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.backtesting.asking import in_force
from goodfaith.quality.versions.checking import read_rule
from goodfaith.quality.versions.contents import files_of
from goodfaith.trust.viewing import Viewer

MOST_CONVERSATIONS = 60
MOST_QUOTES = 12
_AROUND = 20


class Quote(msgspec.Struct, frozen=True):
    """Words a verdict rests on, as this viewer may read them."""

    conversation: int
    label: str
    turn: int
    before: str
    words: str
    after: str


class Verdict(msgspec.Struct, frozen=True):
    """What one side says: `verdict` "" where there is no such rule. `why` in sentences."""

    verdict: str
    severity: str = ""
    why: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    deduction: float = 0.0


class Run(msgspec.Struct, frozen=True):
    """What the rule of the version says, and what the rule in force (`other` its version) says."""

    about: str
    conversations: tuple[tuple[int, str], ...]
    here: Verdict
    there: Verdict
    other: int | None
    is_cut: bool = False


class NothingThere(ValueError):
    """No conversation or sale of that id that the viewer may see."""


def run_rule(
    *, viewer: Viewer, version: RulebookVersion, path: str, about: str, now: datetime
) -> Run:
    """Judge a conversation (by its id or number here), or a sale or customer for rules about those.

    `now` is what deadlines are judged for. Raises `NothingThere`, `RulebookInvalid`, `KeyError`.
    """
    rule, book = read_rule(files_of(version), path)
    rows = _rows(viewer, rule, about)
    if not rows:
        raise NothingThere(about)
    said = [said_in(row.revision) for row in rows if row.revision]
    facts = fact_book(key for one in said for key in keys_of(one))
    shown = _Shown(viewer, rows, said, now)
    here = _verdict(rule, book, about, said, facts, now, shown)
    other = in_force(now.date())
    there = _other(other, path, about, said, facts, now, shown)
    listed = tuple((row.pk, row.external_id) for row in rows)
    return Run(about, listed, here, there, other.number if other else None,
               len(rows) >= MOST_CONVERSATIONS)  # fmt: skip


def _rows(viewer: Viewer, rule: Rule, about: str) -> list[Conversation]:
    visible = Conversation.objects.visible_to(viewer).select_related("revision")
    visible = visible.filter(revision__isnull=False)
    one = Q(external_id=about)
    if about.isdigit() and len(about) < 18:
        one |= Q(pk=int(about))
    if rule.scope == "conversation":
        return list(visible.filter(one)[:1])
    if rule.scope == "sale":
        many = Q(applications__contains=[about]) | Q(policies__contains=[about])
    else:
        many = Q(customer=about)
    return list(visible.filter(many).order_by("-started_at")[:MOST_CONVERSATIONS])[::-1]


def _other(
    other: RulebookVersion | None,
    path: str,
    about: str,
    said: Sequence[Said],
    facts: FactBook,
    now: datetime,
    shown: _Shown,
) -> Verdict:
    if other is None:
        return Verdict("")
    try:
        rule, book = read_rule(files_of(other), path)
    except (KeyError, RulebookInvalid):
        return Verdict("")
    return _verdict(rule, book, about, said, facts, now, shown)


def _verdict(
    rule: Rule,
    book: Rulebook,
    about: str,
    said: Sequence[Said],
    facts: FactBook,
    now: datetime,
    shown: _Shown,
) -> Verdict:
    heard = [listen(c, m) for c, m in zip(said, book.scanner.scan(said), strict=True)]
    if rule.scope == "conversation":
        scope = conversation_scope(heard[0], facts, as_of=now)
    elif rule.scope == "sale":
        scope = sale_scope(_sale_of(about, said, facts), heard, facts, as_of=now)
    else:
        scope = customer_scope(about, heard, facts, as_of=now)
    finding = judge(rule, scope, book)
    return Verdict(
        finding.verdict,
        finding.severity,
        tuple(told(reason) for reason in reasons(shown.covered(finding), rule)),
        tuple(shown.quotes(finding)),
        finding.deduction,
    )


def _sale_of(about: str, said: Sequence[Said], facts: FactBook) -> str:
    """A policy is part of a sale that may be known by its application."""
    sales = {sale for one in said for sale in facts.sales_of(one)}
    return about if about in sales or not sales else min(sales)


class _Shown:
    """The words of the conversations as the viewer may read them."""

    def __init__(
        self, viewer: Viewer, rows: Iterable[Conversation], said: Sequence[Said], now: datetime
    ) -> None:
        self.rows = {row.external_id: row for row in rows}
        self.texts: dict[str, Sequence[str]] = {}
        for one in said:
            row = self.rows.get(one.id)
            if row is not None and row.revision is not None:
                self.texts[one.id] = shown_to(viewer, row, row.revision, one, now).texts

    def _words(self, e: Evidence) -> str:
        texts = self.texts.get(e.conversation, ())
        return texts[e.utterance][e.start : e.end] if e.utterance < len(texts) else "…"

    def covered(self, finding: Finding) -> Finding:
        replace = msgspec.structs.replace
        own = tuple(replace(e, text=self._words(e)) for e in finding.evidence)
        return replace(finding, evidence=own)

    def quotes(self, finding: Finding) -> Iterable[Quote]:
        if finding.verdict not in (VIOLATED, UNDECIDABLE):
            return
        for e in finding.evidence[:MOST_QUOTES]:
            row, texts = self.rows.get(e.conversation), self.texts.get(e.conversation, ())
            if row is None or e.utterance >= len(texts):
                continue
            text = texts[e.utterance]
            first, last = max(0, e.start - _AROUND), min(len(text), e.end + _AROUND)
            yield Quote(
                row.pk, row.external_id, e.utterance,
                ("…" if first else "") + text[first : e.start], text[e.start : e.end],
                text[e.end : last] + ("…" if last < len(text) else ""),
            )  # fmt: skip


def conversation_row(viewer: Viewer, about: str) -> Conversation | None:
    """A conversation by its id or number; None for absent and hidden alike."""
    one = Q(external_id=about)
    if about.isdigit() and len(about) < 18:
        one |= Q(pk=int(about))
    rows = Conversation.objects.visible_to(viewer).select_related("revision")
    return rows.filter(one, revision__isnull=False).first()
