"""Rows of the list: what is found, where its words were said, the gravest thing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.private import is_own, shown_reference
from goodfaith.conversations.searching import Snippet, hits, snippet
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.turns import role_name
from goodfaith.trust.display import Transcript, mask_many
from goodfaith.trust.viewing import Viewer

MOST_COUNTED = 1_000
"""Counting stops here: what is more is told as "1,000+", however many conversations there are."""


class Row(msgspec.Struct, frozen=True):
    """One conversation of the list. `grave` is the title of the gravest rule violated, `more` how
    many others are.
    """

    conversation: Conversation
    customer: str
    grave: str = ""
    more: int = 0
    snippet: Snippet | None = None


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


def rows_of(
    conversations: Iterable[Conversation],
    viewer: Viewer,
    rulebook: Rulebook | None,
    words: Sequence[str] = (),
) -> Iterator[Row]:
    """A row each; of a search only those in which every word is really said."""
    found = list(conversations)
    named = titles(rulebook) if rulebook else {}
    snippets = _snippets(found, viewer, words) if words else {}
    for conversation in found:
        if words and conversation.pk not in snippets:
            continue
        grave = _gravest(conversation, rulebook)
        yield Row(
            conversation=conversation,
            customer=shown_reference(viewer, conversation),
            grave=named.get(grave, grave),
            more=max(0, len(conversation.violated) - 1),
            snippet=snippets.get(conversation.pk),
        )


def _gravest(conversation: Conversation, rulebook: Rulebook | None) -> str:
    """The rule that made it as grave as it is, as far as its severity tells."""
    order = {"critical": 0, "major": 1, "minor": 2, "note": 3}
    known = {rule.id: order[rule.severity] for rule in rulebook} if rulebook else {}
    away = lambda id: abs(known.get(id, 9) - (conversation.worst or 0))  # noqa: E731
    return min(conversation.violated, key=away, default="")


def _snippets(
    found: Sequence[Conversation], viewer: Viewer, words: Sequence[str]
) -> dict[int, Snippet]:
    """By conversation: where the words were said, covered as its page covers them."""
    wanted = {c.revision_id: c for c in found}
    kept = Revision.objects.filter(pk__in=wanted).values_list("pk", "hash", "content")
    said = [(wanted[pk], _transcript(hash, content), content) for pk, hash, content in kept]
    where = [hits(words, transcript.texts) for _, transcript, _ in said]
    told = [(*one, place) for one, place in zip(said, where, strict=True) if place]
    texts = mask_many(viewer, [(t, is_own(viewer, c)) for c, t, _, _ in told])
    return {
        conversation.pk: snippet(place, covered, _speakers(content))
        for (conversation, _, content, place), covered in zip(told, texts, strict=True)
    }


def _transcript(hash: str, content: Mapping[str, Any]) -> Transcript:
    utterances = content.get("utterances", ())
    texts = tuple(u["text"] for u in utterances)
    return Transcript(hash, texts, tuple(u.get("participant") or "" for u in utterances))


def _speakers(content: Mapping[str, Any]) -> list[str]:
    roles = {p["id"]: p.get("role", "unknown") for p in content.get("participants", ())}
    said = content.get("utterances", ())
    return [role_name(roles.get(u.get("participant"), "unknown")) for u in said]
