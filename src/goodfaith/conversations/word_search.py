"""Which conversations words were said in: rare ones by a list, frequent ones as they come by.

Pairs of characters give candidates; a word of three characters and more is then looked for in the
text itself, so that a page, its counts and a file of it agree. What was said in few conversations
is found once and is a list from then on. For what was said in many, two plans are good for
different things: the latest few are found by walking down the list and looking into each, all of
them, or how many they are, by the index of pairs. The database cannot tell which is better: it
takes the pairs of a word for independent, and does not know what unpacking a text costs. So texts
are looked into by a query of their own for each row, after everything else has been asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from goodfaith.conversations.models import SearchText
from goodfaith.conversations.pairs import is_exact, pairs_of
from goodfaith.conversations.searching import words_of

MOST_LISTED = 2_000
"""So many are found as fast as any plan finds them; of more, one in fifty rows or so has them."""

CERTAINLY_MORE = 5 * MOST_LISTED
"""What the database estimates to be said as often is not even tried to be listed."""

SAID_EVERYWHERE = 0.25
"""Of all conversations: a thousand with the words are among four thousand that come by."""


class Found(msgspec.Struct, frozen=True):
    """Where `words` were said: `ids` are of the conversations, None where they are too many.

    `everywhere` are words that every few conversations have.
    """

    words: tuple[str, ...]
    ids: tuple[int, ...] | None
    everywhere: bool = False

    @property
    def all(self) -> Q:
        """Those conversations: to count them, to read all of them, to sort them by anything."""
        if self.ids is not None:
            return Q(pk__in=self.ids)
        candidates = Q(pk__in=_candidates(self.words).values("pk"))
        said = _said(self.words)
        return candidates & Q(_of_its_text(said)) if said else candidates

    @property
    def latest(self) -> Q:
        """The same conversations: for a query that wants the first few in the order of time."""
        if self.ids is not None:
            return Q(pk__in=self.ids)
        return Q(_of_its_text(Q(pairs__contains=pairs_of(self.words)) & _said(self.words)))

    @property
    def some(self) -> Q:
        """The same conversations: to count them as far as a page counts.

        What is said everywhere is counted as it comes by: the database would unpack the texts of
        those, too, that nobody asked for or that the viewer may not see.
        """
        return self.latest if self.everywhere else self.all


def look_for(query: str) -> Found:
    """Where all words of a query were said."""
    words = words_of(query)
    said, candidates = _said(words), _candidates(words)
    estimate = _estimated(candidates)
    if said or estimate <= CERTAINLY_MORE:
        ids = tuple(candidates.filter(said).values_list("pk", flat=True)[: MOST_LISTED + 1])
        if len(ids) <= MOST_LISTED:
            return Found(words, ids)
    share = estimate / max(_estimated(SearchText.objects.all()), 1)
    return Found(words, None, everywhere=share > SAID_EVERYWHERE)


def _candidates(words: Sequence[str]) -> QuerySet[SearchText]:
    return SearchText.objects.filter(pairs__contains=pairs_of(words))


def _said(words: Sequence[str]) -> Q:
    """What pairs do not tell: that their characters follow one another, in one utterance."""
    longer = [word for word in words if not is_exact(word)]
    return Q(*(GreaterThan(StrIndex("folded", Value(word)), 0) for word in longer))


def _of_its_text(has: Q) -> Subquery:
    """Whether the text of a conversation has something. Nothing that could become a join."""
    own = SearchText.objects.filter(pk=OuterRef("pk"))
    answer = own.values(has=ExpressionWrapper(has, output_field=BooleanField()))
    return Subquery(answer, output_field=BooleanField())


def _estimated(rows: QuerySet[Any]) -> int:
    """How many rows the database believes there are; exact enough for pairs that are frequent."""
    (told,) = msgspec.json.decode(rows.explain(format="json"), type=list[dict[str, Any]])
    estimate: int = told["Plan"]["Plan Rows"]
    return estimate
