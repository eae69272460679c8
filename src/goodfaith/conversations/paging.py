"""A page of the list by keyset: the rows behind the last one seen, however far that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from django.core import signing
from django.db.models import Q

from goodfaith.conversations.listing import Row
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.models.conversation import ConversationQuerySet

ROWS = 50
_ROUNDS = 5
"""How often rows are fetched again when pairs were found but words were not."""
_SALT = "conversations.page"
RELATED = ("adviser", "unit")


class Page(msgspec.Struct, frozen=True):
    """`after` is the cursor of the next page, "" when this is the last."""

    rows: list[Row]
    after: str = ""


def page_of(
    found: ConversationQuerySet,
    shown: Callable[[Sequence[Conversation]], list[Row]],
    cursor: str,
    *,
    oldest_first: bool = False,
) -> Page:
    """At most `ROWS` rows. `shown` may leave some out; an unusable cursor is the first page."""
    order = ("started_at", "id") if oldest_first else ("-started_at", "-id")
    ordered = found.select_related(*RELATED).order_by(*order)
    rows: list[Row] = []
    reached = _read(cursor)
    for _ in range(_ROUNDS):
        behind = ordered.filter(_behind(reached, oldest_first)) if reached else ordered
        fetched = list(behind[: ROWS + 1])
        rows += shown(fetched[:ROWS])
        if fetched:
            last = fetched[: ROWS + 1][-1] if len(fetched) <= ROWS else fetched[ROWS - 1]
            reached = last.started_at, last.pk
        if len(fetched) <= ROWS:
            return Page(rows)
        if len(rows) >= ROWS // 2:
            break
    return Page(rows, _written(reached) if reached else "")


def _behind(reached: tuple[datetime, int], oldest_first: bool) -> Q:
    at, id = reached
    if oldest_first:
        return Q(started_at__gte=at) & (Q(started_at__gt=at) | Q(pk__gt=id))
    return Q(started_at__lte=at) & (Q(started_at__lt=at) | Q(pk__lt=id))


def _written(reached: tuple[datetime, int]) -> str:
    return signing.dumps([reached[0].isoformat(), reached[1]], salt=_SALT)


def _read(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        at, id = signing.loads(cursor, salt=_SALT)
        return datetime.fromisoformat(at), int(id)
    except (signing.BadSignature, ValueError, TypeError):
        return None
