"""Two revisions of a conversation side by side: words, speakers and findings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
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
    """`facts` are members of the conversation that changed: name, old and new value."""

    conversation: Conversation
    revisions: list[Revision]
    old: Revision
    new: Revision
    groups: list[list[Line]]
    facts: list[tuple[str, str, str]]
    findings: list[tuple[FindingChange, str]]

    @property
    def changed(self) -> int:
        return sum(line.is_changed for group in self.groups for line in group)


def difference_of(viewer: Viewer, id: int, old: str = "", new: str = "") -> Difference:
    """Between two revisions by number: of the last two if not said. Raises `Http404`."""
    conversation = queries.conversation_for(viewer, id)
    revisions = list(conversation.revisions.select_related("made_by").order_by("-number"))
    if not revisions:
        raise Http404
    after = _numbered(revisions, new) if new else revisions[0]
    before = _numbered(revisions, old or str(max(1, after.number - 1)))
    return Difference(
        conversation=conversation,
        revisions=revisions,
        old=before,
        new=after,
        groups=around_changes(
            lines(_said(viewer, conversation, before), _said(viewer, conversation, after))
        ),
        facts=list(_facts(before, after)),
        findings=_findings(before, after),
    )


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


def _findings(old: Revision, new: Revision) -> list[tuple[FindingChange, str]]:
    latest = [Reading.objects.filter(revision=r).order_by("-id").first() for r in (old, new)]
    if None in latest:
        return []
    changes = finding_changes(*(verdicts(reading) for reading in latest))
    named: dict[str, str] = {}
    for reading in latest:
        named |= titles(shown_rulebook(reading.edition_id)) if reading else {}
    return [(change, named.get(change.rule, change.rule)) for change in changes]
