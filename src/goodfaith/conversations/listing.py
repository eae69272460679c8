"""What the list adds to its rows: the words that were looked for, the gravest rule violated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from django.template.loader import render_to_string

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.private import is_own
from goodfaith.conversations.searching import Snippet, hits, snippet
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.turns import role_name
from goodfaith.platform.web.tables import Shown
from goodfaith.platform.web.tables.showing import Cell, Row
from goodfaith.trust.display import Transcript, mask_many
from goodfaith.trust.viewing import Viewer

MOST_COUNTED = 1_000
"""Counting stops here: what is more is told as "1,000+", however many conversations there are."""


class Count(msgspec.Struct, frozen=True):
    """A number of conversations, exact up to `MOST_COUNTED`."""

    value: int

    @property
    def is_more(self) -> bool:
        return self.value > MOST_COUNTED

    @property
    def shown(self) -> str:
        return f"{min(self.value, MOST_COUNTED):,}" + ("+" if self.is_more else "")


def counted(conversations: ConversationQuerySet) -> Count:
    """How many there are, without looking at more than are counted."""
    return Count(conversations.order_by().values("pk")[: MOST_COUNTED + 1].count())


def with_findings(shown: Shown, rulebook: Rulebook | None) -> Shown:
    """The table with what each conversation's gravest rule is called."""
    named = titles(rulebook) if rulebook else {}
    gravity = {rule.id: SEVERITIES.index(rule.severity) for rule in rulebook or ()}

    def told(row: Row) -> Row:
        grave = _gravest(row.object, gravity)
        more = max(0, len(row.object.violated) - 1)
        return _with_cell(row, "findings", grave=named.get(grave, grave), more=more)

    return msgspec.structs.replace(shown, rows=tuple(map(told, shown.rows)))


def _gravest(conversation: Conversation, gravity: Mapping[str, int]) -> str:
    """The rule that made it as grave as it is, as far as the rules' severities tell."""
    worst = conversation.worst or 0
    return min(conversation.violated, key=lambda r: abs(gravity.get(r, 9) - worst), default="")


def with_snippets(shown: Shown, viewer: Viewer, words: Sequence[str]) -> Shown:
    """The table with the first place where `words` were said in each.

    One that was corrected and waits to be read may have none any more: it stays, as it counts.
    """
    snippets = _snippets([row.object for row in shown.rows], viewer, words)
    rows = []
    for row in shown.rows:
        if found := snippets.get(row.object.pk):
            told = _with_cell(row, "conversation", snippet=found)
            row = msgspec.structs.replace(told, href=f"{row.href}#u{found.turn}")
        rows.append(row)
    return msgspec.structs.replace(shown, rows=tuple(rows))


def _with_cell(row: Row, name: str, **more: Any) -> Row:
    cells = [_cell(cell, row, more) if cell.column.name == name else cell for cell in row.cells]
    return msgspec.structs.replace(row, cells=tuple(cells))


def _cell(cell: Cell, row: Row, more: Mapping[str, Any]) -> Cell:
    html = render_to_string(cell.column.cell, {"row": row.object, **more})
    return msgspec.structs.replace(cell, html=html)


def _snippets(
    found: Sequence[Conversation], viewer: Viewer, words: Sequence[str]
) -> dict[int, Snippet]:
    """By conversation: where the words were said, covered as its page covers them."""
    wanted = {c.revision_id: c for c in found if c.revision_id is not None}
    kept = Revision.objects.filter(pk__in=wanted).values_list("pk", "hash", "content")
    said = [(wanted[pk], _transcript(hash, content), content) for pk, hash, content in kept]
    where = [hits(words, transcript.texts) for _, transcript, _ in said]
    told = [(*one, place) for one, place in zip(said, where, strict=True) if place]
    texts = mask_many(viewer, [(t, is_own(viewer, c)) for c, t, _, _ in told])
    return {
        conversation.pk: snippet(place, covered, partial(_speaker, content))
        for (conversation, _, content, place), covered in zip(told, texts, strict=True)
    }


def _transcript(hash: str, content: Mapping[str, Any]) -> Transcript:
    utterances = content.get("utterances", ())
    texts = tuple(u["text"] for u in utterances)
    return Transcript(hash, texts, tuple(u.get("participant") or "" for u in utterances))


def _speaker(content: Mapping[str, Any], utterance: int) -> str:
    roles = {p["id"]: p.get("role", "unknown") for p in content.get("participants", ())}
    said = content["utterances"][utterance]
    return role_name(roles.get(said.get("participant"), "unknown"))
