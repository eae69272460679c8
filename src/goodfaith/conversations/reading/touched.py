"""The conversations that business facts bear on, read again: a few at once, many in their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from goodfaith.conversations.models import Conversation, Touched
from goodfaith.conversations.reading.again import read_again_later, read_now
from goodfaith.platform.events import job

FEW = 400
"""Above it they wait in the lane of what takes long, each once."""

AT_ONCE = 200
SECONDS_AT_A_TIME = 20.0
_TAKE = """
delete from conversations_touched where conversation_id in (
  select conversation_id from conversations_touched order by conversation_id limit %s
  for update skip locked)
returning conversation_id
"""


def conversations_about(keys: Iterable[str]) -> list[int]:
    """Ids of the conversations that name one of `keys` (`policy:P1`, `customer:K1` …), in order.

    An adviser or a product bears on too many: those facts count when a conversation is read next.
    """
    named: dict[str, list[str]] = {}
    for key in keys:
        kind, _, id = key.partition(":")
        named.setdefault(kind, []).append(id)
    if not named:
        return []
    wanted = Q(pk__in=[])
    if ids := named.get("conversation"):
        wanted |= Q(external_id__in=ids)
    if ids := named.get("customer"):
        wanted |= Q(customer__in=ids)
    if ids := named.get("application"):
        wanted |= Q(applications__overlap=ids)
    if ids := named.get("policy"):
        wanted |= Q(policies__overlap=ids)
    return list(Conversation.objects.filter(wanted).order_by("id").values_list("id", flat=True))


def read_again_when_touched(ids: list[int], *, in_bulk: bool = False) -> None:
    """Ask for conversations to be read again: soon, or when there are many in their turn, once."""
    if len(ids) <= FEW and not in_bulk:
        read_again_later(ids)
        return
    if not ids:
        return
    Touched.objects.bulk_create((Touched(conversation_id=id) for id in ids), ignore_conflicts=True)
    read_touched_in_bulk.once()


@job("conversations.read_touched_in_bulk")
def read_touched_in_bulk() -> None:
    """Read for a while what facts bear on that came in bulk, and ask for the rest."""
    if go_on_reading():
        read_touched_in_bulk.once()


def go_on_reading(clock: Callable[[], float] = monotonic) -> bool:
    """Whether there is more to do.

    A batch is read in the transaction that takes it off the list: what a crash interrupts is on it
    again, what is touched meanwhile is put there after it.
    """
    until = clock() + SECONDS_AT_A_TIME
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_TAKE, [AT_ONCE])
                ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return False
            read_now(ids, timezone.now())
        if clock() > until:
            return True
