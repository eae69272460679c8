"""What the list adds to its rows: the words that were looked for, the gravest rule violated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.snippets import snippets_of
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
    snippets = snippets_of(viewer, rows, words) if words else {}
    for row in rows:
        grave = _gravest(row, gravity)
        row.grave = named.get(grave, grave)
        row.more = max(0, len(row.violated) - 1)
        row.snippet = snippets.get(row.pk)


def _gravest(conversation: Conversation, gravity: Mapping[str, int]) -> str:
    """The rule that made it as grave as it is, as far as the rules' severities tell."""
    worst = conversation.worst or 0
    return min(conversation.violated, key=lambda r: abs(gravity.get(r, 9) - worst), default="")
