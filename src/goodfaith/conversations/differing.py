"""Two revisions of a conversation, or two readings of one, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from goodfaith.conversations import queries
from goodfaith.conversations.detail import verdicts
from goodfaith.conversations.models import Conversation, Reading, Revision
from goodfaith.conversations.private import shown_to
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.difference import (
    FindingChange,
    Line,
    Said,
    around_changes,
    finding_changes,
    lines,
)
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.turns import turns
from goodfaith.trust.viewing import Viewer


class Difference(msgspec.Struct, frozen=True):
    """What was read in `old` as `was`, and in `new` as `now`; None where it was never read.

    `facts` are members of the conversation that changed: name, old and new value. `readings` are
    those of one revision, where two of them are compared; the latest first.
    """

    conversation: Conversation
    revisions: list[Revision]
    readings: list[Reading]
    old: Revision
    new: Revision
    was: Reading | None
    now: Reading | None
    groups: list[list[Line]]
    facts: list[tuple[str, str, str]]
    findings: list[tuple[FindingChange, str]]

    @property
    def pair(self) -> list[Reading]:
        """The two readings, the later first, as far as there are any."""
        return [reading for reading in (self.now, self.was) if reading]

    @property
    def is_of_readings(self) -> bool:
        """Whether the words are the same ones, and only what was read in them may differ."""
        return self.old.pk == self.new.pk

    @property
    def changed(self) -> int:
        return sum(line.is_changed for group in self.groups for line in group)


def difference_of(viewer: Viewer, id: int, old: str = "", new: str = "") -> Difference:
    """Between two revisions by number: of the last two if not said. Raises `Http404`."""
    conversation = queries.conversation_for(viewer, id)
    revisions = _revisions(conversation)
    after = _numbered(revisions, new) if new else revisions[0]
    before = _numbered(revisions, old or str(max(1, after.number - 1)))
    was, now = (_readings().filter(revision=r).first() for r in (before, after))
    return Difference(
        conversation=conversation,
        revisions=revisions,
        readings=[],
        old=before,
        new=after,
        was=was,
        now=now,
        groups=around_changes(
            lines(_said(viewer, conversation, before), _said(viewer, conversation, after))
        ),
        facts=list(_facts(before, after)),
        findings=_findings(was, now),
    )


def difference_of_readings(
    viewer: Viewer, id: int, before: str = "", after: str = ""
) -> Difference:
    """Between two readings of one revision by their ids. Raises `Http404`.

    Without `after` the latest of the current revision; without `before` the one before that.
    """
    conversation = queries.conversation_for(viewer, id)
    revisions = _revisions(conversation)
    every = list(_readings().filter(revision__conversation=conversation))
    now = _chosen(every, after, conversation.reading_id)
    readings = [reading for reading in every if reading.revision_id == now.revision_id]
    older = next((reading.pk for reading in readings if reading.pk < now.pk), None)
    was = _chosen(readings, before, older)
    revision = next(r for r in revisions if r.pk == now.revision_id)
    return Difference(
        conversation=conversation,
        revisions=revisions,
        readings=readings,
        old=revision,
        new=revision,
        was=was,
        now=now,
        groups=[],
        facts=[],
        findings=_findings(was, now),
    )


def _readings() -> QuerySet[Reading]:
    """The latest first, each with its edition."""
    found = Reading.objects.select_related("edition").defer("edition__archive", "mentions")
    return found.order_by("-id")


def _chosen(readings: Sequence[Reading], id: str, otherwise: int | None) -> Reading:
    wanted = id or str(otherwise)
    found = next((reading for reading in readings if str(reading.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _revisions(conversation: Conversation) -> list[Revision]:
    found = list(conversation.revisions.select_related("made_by").order_by("-number"))
    if not found:
        raise Http404
    return found


def _numbered(revisions: Sequence[Revision], number: str) -> Revision:
    found = next((r for r in revisions if str(r.number) == number), None)
    if found is None:
        raise Http404
    return found


def _said(viewer: Viewer, conversation: Conversation, revision: Revision) -> list[Said]:
    said = queries.said_in(revision)
    shown = shown_to(viewer, conversation, revision, said, timezone.now())
    rows = turns(said, shown.texts, {})
    return [(row.speaker, text) for row, text in zip(rows, shown.texts, strict=True)]


_MEMBERS = ("adviser", "policies", "applications", "gaps", "speakers", "purpose")


def _facts(old: Revision, new: Revision) -> list[tuple[str, str, str]]:
    """Members that relinking and marking gaps change; the customer's own reference is not told."""
    found = []
    for name in (*_MEMBERS, "customer"):
        was, now = old.content.get(name, ""), new.content.get(name, "")
        if was != now:
            hidden = name == "customer"
            found.append((name, "…" if hidden else _plain(was), "…" if hidden else _plain(now)))
    return found


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return " ".join(f"{one}" for one in value.values())
    return str(value or "")


def _findings(was: Reading | None, now: Reading | None) -> list[tuple[FindingChange, str]]:
    """Verdicts that changed, with what the rules are called; none where either was never read."""
    if was is None or now is None:
        return []
    named: dict[str, str] = {}
    for reading in (was, now):
        named |= titles(shown_rulebook(reading.edition_id))
    changes = finding_changes(verdicts(was), verdicts(now))
    return [(change, named.get(change.rule, change.rule)) for change in changes]
