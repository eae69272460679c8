"""The conversations of a page in which words were said, and how many they are.

Of what was said often the latest are counted: each is a text to look into.
"""

from __future__ import annotations

import msgspec

from goodfaith.conversations.listing import Count, counted
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.word_search import Found
from goodfaith.platform.web.tables.paging import Order, in_order

MOST_HEARD = 200
"""Counting stops here: what is more is told as "200+"."""
_NEWEST = Order("started_at", descending=True)


class Asked(msgspec.Struct, frozen=True):
    """Which rows of the list a page has: `size` of them in an order, beyond a cursor or before."""

    order: Order
    after: str
    before: str
    size: int

    @property
    def is_newest(self) -> bool:
        return self.order == _NEWEST and not self.after and not self.before


class Heard(msgspec.Struct, frozen=True):
    """`counted` are the latest, one more than are counted if there is more; `few` has the page.

    `look` is how many of all of them have something to look at.
    """

    counted: ConversationQuerySet
    few: ConversationQuerySet
    look: Count


def heard(
    conversations: ConversationQuerySet, look: ConversationQuerySet, said: Found, asked: Asked
) -> Heard:
    """Where of `conversations` it was said; `look` are those with something to look at."""
    latest = _latest(conversations, said)
    rows = conversations.filter(pk__in=latest)
    is_more = len(latest) > MOST_HEARD
    seen = counted(look.filter(pk__in=latest), MOST_HEARD)
    if not is_more:
        return Heard(rows, rows, seen)
    if not seen.value:
        older = len(_latest(look, said))
        seen = Count(min(older, MOST_HEARD), older > MOST_HEARD)
    else:
        seen = Count(seen.value, is_more=True)
    if asked.is_newest and len(latest) > asked.size:
        return Heard(rows, rows, seen)
    ordered = in_order(conversations, asked.order, asked.after, asked.before)
    return Heard(rows, conversations.filter(pk__in=said.first(ordered, asked.size + 1)), seen)


def _latest(conversations: ConversationQuerySet, said: Found) -> list[int]:
    return said.first(in_order(conversations, _NEWEST), MOST_HEARD + 1)
