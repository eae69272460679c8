"""Reading in the background what facts bear on, and what waited for a rulebook.

What a customer, an application or a policy bears on is a few conversations, read at once; where
facts come in bulk it is many, each read once in its turn. An adviser or a product bears on
thousands: they are walked by id, batch by batch. Both in the bulk lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone

from goodfaith.conversations.models import Conversation, Reading, Touched
from goodfaith.conversations.reading.read import read_conversations
from goodfaith.conversations.reading.touched import conversations_about, numbers_in
from goodfaith.platform.events import job
from goodfaith.policies.queries import facts_naming

AT_ONCE = 200
FEW = 400
"""Above it they wait in the lane of what takes long, each once."""

SECONDS_AT_A_TIME = 20.0
_TAKE = """
delete from conversations_touched where conversation_id in (
  select conversation_id from conversations_touched order by conversation_id limit %s
  for update skip locked)
returning conversation_id
"""
Reason = Reading.Reason


@job("conversations.read_again", queue="events")
def read_again(*, conversations: list[int]) -> None:
    """Read again those about which something has changed; what still waits has its own turn."""
    _read(conversations)


@job("conversations.read_again_in_bulk", queue="bulk")
def read_again_in_bulk(*, conversations: list[int]) -> None:
    """The same, where there are many and nobody waits for them."""
    _read(conversations)


def _read(conversations: Sequence[int]) -> None:
    with transaction.atomic():
        wanted = Conversation.objects.filter(pk__in=conversations).order_by("pk")
        # Locked before the state is looked at: whoever reads one just now knows older facts.
        states = list(wanted.select_for_update(no_key=True).values_list("pk", "state"))
        ids = [pk for pk, state in states if state != Conversation.State.WAITING]
        read_conversations(ids, now=timezone.now(), again=False, reason=Reason.FACTS)


def read_again_later(ids: Sequence[int]) -> None:
    """Ask for conversations to be read again, so many to a job."""
    for start in range(0, len(ids), AT_ONCE):
        read_again.later(conversations=list(ids[start : start + AT_ONCE]))


def read_again_when_touched(ids: list[int], *, in_bulk: bool = False) -> None:
    """Ask for conversations to be read again: soon, or when there are many in their turn, once."""
    if len(ids) <= FEW and not in_bulk:
        read_again_later(ids)
        return
    if not ids:
        return
    Touched.objects.bulk_create((Touched(conversation_id=id) for id in ids), ignore_conflicts=True)
    read_touched_in_bulk.once()


def read_widely_later(keys: Sequence[str]) -> None:
    """Ask for all that advisers, products and other things bear on (`adviser:1001`, `product:P`).

    Nothing is asked for where there is no conversation yet.
    """
    if not keys or not Conversation.objects.exists():
        return
    read_by_facts.later(keys=list(keys))
    if numbers := numbers_in(keys):
        read_by_adviser.later(numbers=numbers)


@job("conversations.read_touched_in_bulk", queue="bulk")
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
            _read(ids)
        if clock() > until:
            return True


@job("conversations.read_by_adviser", queue="bulk")
def read_by_adviser(*, numbers: list[str], after: int = 0) -> None:
    """Read again the next conversations of advisers; asks for the rest."""
    own = Conversation.objects.filter(adviser_number__in=numbers, pk__gt=after)
    ids = list(own.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    _read(ids)
    if len(ids) == AT_ONCE:
        read_by_adviser.later(numbers=numbers, after=ids[-1])


@job("conversations.read_by_facts", queue="bulk")
def read_by_facts(*, keys: list[str], after: int = 0) -> None:
    """Read again what the next facts bear on that name one of `keys`; asks for the rest."""
    found = facts_naming(keys, after=after, most=AT_ONCE)
    ids = conversations_about({key for _, belongs_to in found for key in belongs_to})
    for start in range(0, len(ids), AT_ONCE):
        read_again_in_bulk.later(conversations=ids[start : start + AT_ONCE])
    if len(found) == AT_ONCE:
        read_by_facts.later(keys=keys, after=found[-1][0])


@job("conversations.read_waiting", lock="conversations.read_waiting")
def read_waiting(*, after: int = 0) -> None:
    """Read what still waits, batch by batch; each asks for the next."""
    waiting = Conversation.objects.filter(state=Conversation.State.WAITING, pk__gt=after)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        read_conversations(ids, now=timezone.now(), reason=Reason.PUBLISHED)
        read_waiting.later(after=ids[-1])
