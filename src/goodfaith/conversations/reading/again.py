"""Reading in the background what facts bear on, and what waited for a rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.reading.read import read_conversations
from goodfaith.platform.events import job

AT_ONCE = 200


@job("conversations.read_again", queue="events")
def read_again(*, conversations: list[int]) -> None:
    """Read again those about which something has changed."""
    read_now(conversations, timezone.now())


def read_now(conversations: Sequence[int], now: datetime) -> None:
    """Read conversations again whose facts have changed; what still waits has its own turn."""
    with transaction.atomic():
        wanted = Conversation.objects.filter(pk__in=conversations).order_by("pk")
        # Locked before the state is looked at: whoever reads one just now knows older facts.
        states = list(wanted.select_for_update(no_key=True).values_list("pk", "state"))
        ids = [pk for pk, state in states if state != Conversation.State.WAITING]
        read_conversations(ids, now=now, again=False)


def read_again_later(ids: Sequence[int]) -> None:
    """Ask for conversations to be read again, so many to a job."""
    for start in range(0, len(ids), AT_ONCE):
        read_again.later(conversations=list(ids[start : start + AT_ONCE]))


@job("conversations.read_waiting", lock="conversations.read_waiting")
def read_waiting(*, after: int = 0) -> None:
    """Read what still waits, batch by batch; each asks for the next."""
    waiting = Conversation.objects.filter(state=Conversation.State.WAITING, pk__gt=after)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        read_conversations(ids, now=timezone.now())
        read_waiting.later(after=ids[-1])
