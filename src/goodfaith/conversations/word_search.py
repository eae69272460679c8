"""Which conversations words were said in: the first of them in some order, however many there are.

Pairs of characters give candidates; a word of three characters and more is then looked for in the
text itself, so that a page, its counts and a file of it agree. Candidates that are few are a list
from then on. Of more, three plans are good for different things, and the database cannot tell
which is better: it takes the pairs of a word for independent, and does not know what unpacking a
text costs. So the rows that may be are put in order first, and looked into one by one, in that
order, until enough have been found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from goodfaith.conversations.models import SearchText
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.pairs import is_exact, pairs_of
from goodfaith.conversations.searching import words_of

MOST_LISTED = 10_000
"""So many candidates are looked up one by one; of more, one in twenty rows or so is one."""

SAID_EVERYWHERE = 0.15
"""Of all conversations: there looking into each text takes less than gathering candidates."""

_TEXT = "select {has} from conversations_searchtext s where s.conversation_id = v.id"
_CANDIDATE = "(v.id in (select conversation_id from conversations_searchtext where {has})) is true"
_PAIRS = "pairs @> %s::integer[]"
_WORD = "strpos(folded, %s) > 0"


class Found(msgspec.Struct, frozen=True):
    """Where `words` were said: `ids` are of the candidates, None where they are too many.

    `everywhere` are words that every few conversations have.
    """

    words: tuple[str, ...]
    ids: Sequence[int] | None
    everywhere: bool = False

    @property
    def all(self) -> Q:
        """The conversations, as a condition: for files, which have all of them."""
        said = Q(_of_its_text(_said(self.words))) if self._longer else Q()
        if self.ids is not None:
            return Q(pk__in=_each(self.ids)) & said
        if self.everywhere:
            return Q(_of_its_text(Q(pairs__contains=pairs_of(self.words)) & _said(self.words)))
        return Q(pk__in=_candidates(self.words).values("pk")) & said

    def first(self, conversations: ConversationQuerySet, most: int) -> list[int]:
        """Ids of the first `most` of `conversations`, which are in order, that said it."""
        rows = conversations if self.ids is None else conversations.filter(pk__in=_each(self.ids))
        try:
            ordered, values = rows.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        conditions, more = self._conditions()
        # "offset 0" keeps the conditions outside: only the rows that are needed are looked into.
        query = f"select v.id from ({ordered} offset 0) v (id) where {conditions} limit %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [*values, *more, most])
            return [id for (id,) in cursor.fetchall()]

    def _conditions(self) -> tuple[str, list[Any]]:
        """What tells of a row `v` whether it is one, and the values for it."""
        has, values = [_WORD] * len(self._longer), list[Any](self._longer)
        pairs = pairs_of(self.words)
        if self.ids is None and self.everywhere:
            has, values = [_PAIRS, *has], [pairs, *values]
        conditions = [f"({_TEXT.format(has=' and '.join(has))})"] if has else ["true"]
        if self.ids is None and not self.everywhere:
            conditions, values = [_CANDIDATE.format(has=_PAIRS), *conditions], [pairs, *values]
        return " and ".join(conditions), values

    @property
    def _longer(self) -> list[str]:
        return _longer(self.words)


def look_for(query: str) -> Found:
    """Where all words of a query were said."""
    words = words_of(query)
    candidates = _candidates(words)
    estimate = _estimated(candidates)
    if estimate <= MOST_LISTED:
        ids = tuple(candidates.values_list("pk", flat=True)[: MOST_LISTED + 1])
        if len(ids) <= MOST_LISTED:
            return Found(words, ids)
    share = estimate / max(_estimated(SearchText.objects.all()), 1)
    return Found(words, None, everywhere=share > SAID_EVERYWHERE)


def _each(ids: Sequence[int]) -> RawSQL:
    """As one value: thousands would take longer to be written and read than to be looked up."""
    return RawSQL("select unnest(%s::bigint[])", [list(ids)])


def _candidates(words: Sequence[str]) -> QuerySet[SearchText]:
    return SearchText.objects.filter(pairs__contains=pairs_of(words))


def _longer(words: Sequence[str]) -> list[str]:
    """Those of which pairs do not tell all: that they follow one another, in one utterance."""
    return [word for word in words if not is_exact(word)]


def _said(words: Sequence[str]) -> Q:
    return Q(*(GreaterThan(StrIndex("folded", Value(word)), 0) for word in _longer(words)))


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
