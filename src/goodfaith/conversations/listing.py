"""What the list adds to its rows: the words that were looked for, the gravest rule violated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.private import is_own
from goodfaith.conversations.searching import Snippet, hits, snippet
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.turns import role_name
from goodfaith.trust.display import Transcript, mask_many
from goodfaith.trust.viewing import Viewer

MOST_COUNTED = 1_000
"""Counting stops here: what is more is told as "1,000+", however many conversations there are."""


class Count(msgspec.Struct, frozen=True):
    """A number of conversations; with `is_more` there are more than that."""

    value: int
    is_more: bool = False

    @property
    def shown(self) -> str:
        return f"{self.value:,}" + ("+" if self.is_more else "")


def counted(conversations: ConversationQuerySet, most: int = MOST_COUNTED) -> Count:
    """How many there are, without looking at more than are counted."""
    found = conversations.order_by().values("pk")[: most + 1].count()
    return Count(min(found, most), found > most)


def tell(
    viewer: Viewer, rows: Sequence[Any], *, rulebook: Rulebook | None, words: Sequence[str]
) -> None:
    """Add to each row what its gravest rule is called, and the first place that said `words`.

    One that was corrected and waits to be read may have no such place any more: it stays, as it
    counts.
    """
    named = titles(rulebook) if rulebook else {}
    gravity = {rule.id: SEVERITIES.index(rule.severity) for rule in rulebook or ()}
    snippets = _snippets(rows, viewer, words) if words else {}
    for row in rows:
        grave = _gravest(row, gravity)
        row.grave = named.get(grave, grave)
        row.more = max(0, len(row.violated) - 1)
        row.snippet = snippets.get(row.pk)


def _gravest(conversation: Conversation, gravity: Mapping[str, int]) -> str:
    """The rule that made it as grave as it is, as far as the rules' severities tell."""
    worst = conversation.worst or 0
    return min(conversation.violated, key=lambda r: abs(gravity.get(r, 9) - worst), default="")


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
