"""What a case is judged of and by: its sale, its conversations, an edition, a scorecard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

import msgspec

from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.facts.scopes import SaleFacts
from goodfaith.analysis.scope import Scope
from goodfaith.analysis.scoping import scope_with
from goodfaith.conversations.reading.editions import Edition, edition_on
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.quality.cases.due import Pending
from goodfaith.quality.cases.judging import (
    Before,
    Judged,
    fingerprint_of,
    judge_by_time,
    judge_case,
)
from goodfaith.quality.cases.members import Member, Words, heard_in, own_findings
from goodfaith.quality.cases.sales import Sale
from goodfaith.quality.cases.scoring import Dated
from goodfaith.quality.cases.settled import Settled, dated
from goodfaith.quality.models import Case, Judgement


class Look(msgspec.Struct, frozen=True):
    """A case and all that is known of it now; of a conversation by itself there is no `sale`."""

    case: Case
    sale: Sale | None
    facts: SaleFacts | None
    book: FactBook
    members: list[Member]


class Means(msgspec.Struct, frozen=True):
    """By what a case is judged, and the fingerprint of that and of what is judged."""

    edition: Edition
    template: Dated | None
    fingerprint: str


def means_of(look: Look, known: Settled, every: Sequence[Edition]) -> Means | None:
    """None before there is a rulebook.

    What was signed off is judged on by the same edition and template: it is the evidence that may
    change, not the measure.
    """
    case = look.case
    if case.signed_off is not None:
        signed = case.signed_off
        template = dated(signed.template) if signed.template else None
        edition = next((one for one in every if one.id == signed.edition_id), None)
    else:
        edition = edition_on(case.day, every)
        template = known.template(case.product_type, case.channel, case.day)
    if edition is None:
        return None
    read = [f"template {template.id if template else ''}"]
    read += [f"{m.external_id} {m.revision} {m.fingerprint}" for m in look.members]
    facts = look.facts.hash if look.facts is not None else ""
    return Means(edition, template, fingerprint_of(edition.hash, facts, look.book.kinds, read))


def judgement_of(
    look: Look,
    means: Means,
    words: Mapping[int, Words],
    now: datetime,
    before: Judgement | None = None,
    rules: Set[str] = frozenset(),
) -> tuple[Judgement, Judged]:
    """Judge, and the row that would keep it; its number is for whoever keeps it.

    With `before`, of which nothing but the time is another now, only `rules` are judged anew.
    """
    rulebook = shown_rulebook(means.edition.id)
    scope = None
    if look.facts is not None:
        heard = [heard_in(m, words, means.edition.id) for m in look.members]
        scope = scope_with(look.facts, heard, look.book.kinds, now)
    card = means.template.card if means.template else None
    if before is not None and scope is not None:
        judged = judge_by_time(rulebook, scope, _said(before), rules, card)
    else:
        judged = judge_case(rulebook, scope, own_findings(look.members, words), card)
    row = Judgement(
        case=look.case,
        number=0,
        edition_id=means.edition.id,
        template_id=means.template.id if means.template else None,
        as_of=now,
        fingerprint=means.fingerprint,
        digest=judged.digest,
        findings=list(judged.findings),
        passed=list(judged.passed),
        not_applicable=list(judged.not_applicable),
        sources=[*_sources(look.members), *_missing(scope, look.members)],
        waits=[{"rule": p.rule, "due_on": p.due_on.isoformat()} for p in judged.pending],
        facts=[msgspec.to_builtins(fact) for fact in look.facts or ()],
        connected=sorted(look.book.kinds),
        scorecard=msgspec.to_builtins(judged.scorecard),
    )
    return row, judged


def _said(row: Judgement) -> Before:
    pending = (Pending(date.fromisoformat(one["due_on"]), one["rule"]) for one in row.waits)
    return Before(row.findings, row.passed, row.not_applicable, tuple(pending))


def _sources(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """Which revision and reading of which conversation; without one it was waiting to be read."""
    for m in members:
        yield {
            "conversation": m.id, "external_id": m.external_id, "revision": m.revision,
            "number": m.number, "reading": m.reading, "edition": m.edition,
            "started_at": m.started_at.isoformat(), "purpose": m.purpose,
        }  # fmt: skip


def _missing(scope: Scope | None, members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """Conversations that a record of the sale names and that never arrived."""
    here = {m.external_id for m in members}
    for heard in scope.heard if scope else ():
        if heard.missing and heard.conversation not in here:
            started = heard.started_at.isoformat() if heard.started_at else None
            yield {
                "conversation": None, "external_id": heard.conversation, "revision": None,
                "number": None, "reading": None, "edition": None,
                "started_at": started, "purpose": heard.purpose,
            }  # fmt: skip
