"""Background work of cases: thin, in batches, each of which may run twice."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.conversations.models import Conversation
from goodfaith.platform.events import job, periodic
from goodfaith.quality.cases.clock import AT_ONCE as DUE_AT_ONCE
from goodfaith.quality.cases.clock import look_at_due
from goodfaith.quality.cases.looking import AT_ONCE, look_at_waiting
from goodfaith.quality.models import Wanted

BACKLOG = 400
"""So many conversations wait to be read: reading goes first."""


@job("quality.look_at_cases", lock="quality.look_at_cases")
def look_at_cases(*, in_hurry: bool = False) -> None:
    """A batch of what has changed; asks for the next.

    Unless `in_hurry` it leaves things for later while many conversations wait to be read: a case
    is then judged once for several of its conversations.
    """
    if not in_hurry and _is_reading():
        return
    if look_at_waiting(now=timezone.now()) == AT_ONCE:
        look_at_cases.once(in_hurry=in_hurry)


def _is_reading() -> bool:
    waiting = Conversation.objects.filter(state=Conversation.State.WAITING)
    return waiting.order_by("pk")[BACKLOG : BACKLOG + 1].exists()


@periodic("* * * * *", "quality.look_at_what_was_left")
def look_at_what_was_left() -> None:
    """Nothing is left for longer than a minute."""
    if Wanted.objects.exists():
        look_at_cases.once(in_hurry=True)


@job("quality.look_at_due", lock="quality.look_at_cases")
def look_at_due_cases() -> None:
    """A batch of what time has changed; asks for the next."""
    if look_at_due(now=timezone.now()) == DUE_AT_ONCE:
        look_at_due_cases.once()


@periodic("*/5 * * * *", "quality.look_at_the_clock")
def look_at_the_clock() -> None:
    """Time passes without anything happening."""
    look_at_due_cases.once()
