"""All that the page of one conversation shows, for one viewer, at one revision and reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.http import Http404
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.analysis.finding import Finding
from goodfaith.conversations import queries
from goodfaith.conversations.models import Conversation, Reading, Recording, Revision
from goodfaith.conversations.private import Shown, shown_to
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.findings import (
    Card,
    Folded,
    cards,
    folded,
    step_names,
    titles,
    told_as,
)
from goodfaith.conversations.shown.marks import marks_of
from goodfaith.conversations.shown.moments import Moment
from goodfaith.conversations.shown.strip import Strip, strip
from goodfaith.conversations.shown.turns import Turn, by_the_clock, gaps_at_end, turns
from goodfaith.trust.viewing import Viewer


class Detail(msgspec.Struct, frozen=True):
    """`reading` is None before it has been read. `revisions` come newest first."""

    conversation: Conversation
    revision: Revision
    reading: Reading | None
    revisions: list[Revision]
    readings: list[Reading]
    said: Said
    shown: Shown
    turns: list[Turn]
    strip: Strip
    cards: list[Card]
    passed: list[Folded]
    not_applicable: list[Folded]
    steps: list[tuple[str, int]]
    units: list[str]
    moments: list[Moment]
    recording: Recording | None

    @property
    def is_current(self) -> bool:
        return self.revision.pk == self.conversation.revision_id

    @property
    def is_brief(self) -> bool:
        """Whether the talk fits a window and takes less room than what stands beside it."""
        talk = sum(_TURN + _LINE * (sum(len(p.text) for p in t.pieces) // 40) for t in self.turns)
        findings = _FOLDED + sum(_CARD + _QUOTE * len(card.quotes) for card in self.cards)
        beside = findings + _MOMENT * (len(self.moments) + len(self.steps))
        return talk < min(_WINDOW, beside)

    @property
    def violated(self) -> list[Card]:
        return [card for card in self.cards if card.verdict == "violated"]

    @property
    def undecidable(self) -> list[Card]:
        return [card for card in self.cards if card.verdict == "undecidable"]

    @property
    def deductions(self) -> list[tuple[str, str, bool]]:
        """What each rule cost: its title, points, and whether it fails the card outright."""
        if self.reading is None:
            return []
        named = titles(shown_rulebook(self.reading.edition_id))
        rows = self.reading.scorecard["deductions"]
        return [(named.get(r["rule"], r["rule"]), f"{r['points']:g}", r["veto"]) for r in rows]

    @property
    def gaps_at_end(self) -> Sequence[Any]:
        return gaps_at_end(self.said)

    @property
    def is_unsure(self) -> bool:
        """Whether any word was recognised with little confidence."""
        return any(piece.faint for turn in self.turns for piece in turn.pieces)


_TURN, _LINE, _FOLDED, _CARD, _QUOTE, _MOMENT, _WINDOW = 34, 26, 180, 130, 44, 40, 560
"""About how many pixels each takes."""
_RELATED = ("adviser", "unit", "revision__made_by", "reading__edition", "recording")


def detail_of(viewer: Viewer, id: int, revision: str = "", reading: str = "") -> Detail:
    """The current revision and its current reading, or those that are asked for by number and id.

    Raises `Http404` for what is not there or not for this viewer.
    """
    conversation = queries.conversation_for(viewer, id, *_RELATED)
    revisions = list(
        conversation.revisions.defer("content").select_related("made_by").order_by("-number")
    )
    chosen = _revision(conversation, revisions, revision)
    readings = list(
        Reading.objects.filter(revision=chosen)
        .select_related("edition")
        .defer("edition__archive", "mentions", "findings", "passed", "not_applicable")
        .order_by("-id")
    )
    read = _reading(conversation, chosen, readings, reading)
    return _put_together(viewer, conversation, chosen, read, revisions, readings)


def _revision(conversation: Conversation, revisions: Sequence[Revision], number: str) -> Revision:
    if not number:
        if conversation.revision is None:
            raise Http404
        return conversation.revision
    found = next((r for r in revisions if str(r.number) == number), None)
    if found is None:
        raise Http404
    return found


def _reading(
    conversation: Conversation, revision: Revision, readings: Sequence[Reading], id: str
) -> Reading | None:
    if id:
        found = next((r for r in readings if str(r.pk) == id), None)
        if found is None:
            raise Http404
        return found
    current = conversation.reading
    if current is not None and current.revision_id == revision.pk:
        return current
    return readings[0] if readings else None


def _put_together(
    viewer: Viewer,
    conversation: Conversation,
    revision: Revision,
    reading: Reading | None,
    revisions: list[Revision],
    readings: list[Reading],
) -> Detail:
    said = queries.said_in(revision)
    shown = shown_to(viewer, conversation, revision, said, timezone.now())
    findings = queries.findings_of(reading)
    rulebook = shown_rulebook(reading.edition_id) if reading else None
    named = titles(rulebook) if rulebook else {}
    marks = marks_of(findings, queries.mentions_of(reading), named)
    covers: dict[int, list[tuple[int, int, int]]] = {}
    for span in shown.covered:
        covers.setdefault(span.utterance, []).append((span.start, span.end, span.value))
    rows = turns(said, shown.texts, marks, covers)
    speakers = [turn.speaker for turn in rows]
    drawn = strip(said, rows, marks)
    if drawn.is_sparse and conversation.started_at:
        rows = by_the_clock(rows, conversation.started_at, timezone.get_default_timezone())
        drawn = strip(said, rows, marks)
    return Detail(
        conversation=conversation,
        revision=revision,
        reading=reading,
        revisions=revisions,
        readings=readings,
        said=said,
        shown=shown,
        turns=rows,
        strip=drawn,
        cards=told_as(rows, cards(findings, rulebook, shown.texts, speakers)) if rulebook else [],
        passed=folded(reading.passed, rulebook) if reading and rulebook else [],
        not_applicable=folded(reading.not_applicable, rulebook) if reading and rulebook else [],
        steps=step_names(reading.steps, rulebook) if reading and rulebook else [],
        units=queries.unit_names(conversation.unit_path),
        moments=queries.moments_around(viewer, conversation),
        recording=getattr(conversation, "recording", None),
    )


def verdicts(reading: Reading | None) -> Mapping[str, str]:
    """Each rule's verdict in a reading."""
    if reading is None:
        return {}
    told: list[Finding] = queries.findings_of(reading)
    found = dict.fromkeys(reading.not_applicable, "not_applicable")
    found |= dict.fromkeys(reading.passed, "passed")
    return found | {finding.rule: finding.verdict for finding in told}
