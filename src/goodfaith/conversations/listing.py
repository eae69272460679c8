"""Rows of the list: what is found, where its words were said, the gravest thing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.private import cover, shown_reference
from goodfaith.conversations.searching import Hit, Snippet, hits, snippet
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.shown.turns import role_name
from goodfaith.trust.masking import find_private
from goodfaith.trust.viewing import Viewer

MOST_COUNTED = 1_000
"""Counting stops here: what is more is told as "1,000+", however many conversations there are."""
_BESIDE = 3
"""Turns on either side of a hit that are looked at for private data: numbers go over turns."""


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
    snippets = _snippets(found, words) if words else {}
    for conversation in found:
        if words and conversation.pk not in snippets:
            continue
        grave = _gravest(conversation, rulebook)
        yield Row(
            conversation=conversation,
            customer=shown_reference(viewer, conversation.customer),
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


def _snippets(found: Sequence[Conversation], words: Sequence[str]) -> dict[int, Snippet]:
    contents = dict(
        Revision.objects.filter(pk__in=[c.revision_id for c in found]).values_list(
            "conversation_id", "content"
        )
    )
    made = ((c.pk, _snippet(contents.get(c.pk, {}), words)) for c in found)
    return {pk: one for pk, one in made if one}


def _snippet(content: Mapping[str, Any], words: Sequence[str]) -> Snippet | None:
    utterances = content.get("utterances") or []
    texts = [u["text"] for u in utterances]
    where = hits(words, texts)
    if not where:
        return None
    roles = {p["id"]: p.get("role", "unknown") for p in content.get("participants") or []}
    speakers = [role_name(roles.get(u.get("participant"), "unknown")) for u in utterances]
    return snippet(where, _covered_near(where[0], texts, utterances), speakers)


def _covered_near(hit: Hit, texts: list[str], utterances: Sequence[Mapping[str, Any]]) -> list[str]:
    first, last = max(0, hit.utterance - _BESIDE), hit.utterance + _BESIDE + 1
    near = texts[first:last]
    who = [u.get("participant") or "" for u in utterances[first:last]]
    return [*texts[:first], *cover(near, find_private(near, who)), *texts[last:]]


