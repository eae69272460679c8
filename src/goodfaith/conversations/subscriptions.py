"""What this room does when something happens."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from goodfaith.conversations.events import (
    ConversationCorrected,
    ConversationReceived,
    EditionPublished,
)
from goodfaith.conversations.models import Reading
from goodfaith.conversations.placing import any_on, restamp_all
from goodfaith.conversations.reading import read_conversations
from goodfaith.conversations.reading.again import (
    read_again_when_touched,
    read_waiting,
    read_widely_later,
)
from goodfaith.conversations.reading.touched import conversations_about, wide_keys
from goodfaith.platform.events import subscriber
from goodfaith.policies.events import FactsReceived
from goodfaith.trust.changes import OrganisationChanged


@subscriber("conversations.read_received", ConversationReceived)
def read_received(events: Sequence[ConversationReceived]) -> None:
    """Read what arrived."""
    ids = {event.conversation for event in events}
    read_conversations(ids, now=timezone.now(), again=False, reason=Reading.Reason.RECEIVED)


@subscriber("conversations.read_corrected", ConversationCorrected, batch=20, queue="interactive")
def read_corrected(events: Sequence[ConversationCorrected]) -> None:
    """Read what somebody has corrected and is waiting for."""
    ids = {event.conversation for event in events}
    read_conversations(ids, now=timezone.now(), reason=Reading.Reason.CORRECTED)


@subscriber("conversations.read_touched", FactsReceived, batch=20)
def read_touched(events: Sequence[FactsReceived]) -> None:
    """Judge again what the facts bear on, in pieces of work of their own."""
    for in_bulk in (False, True):
        keys = {key for event in events if event.in_bulk == in_bulk for key in event.about}
        read_again_when_touched(conversations_about(keys), in_bulk=in_bulk)
        read_widely_later(wide_keys(keys))


@subscriber("conversations.read_waiting", EditionPublished)
def read_what_waited(events: Sequence[EditionPublished]) -> None:
    """Read what waited for a rulebook to be there."""
    read_waiting.once()


@subscriber("conversations.restamp", OrganisationChanged)
def restamp(events: Sequence[OrganisationChanged]) -> None:
    """What was said stays with the team it was said in, also when that is learnt later.

    Where nothing was said on those days there is no work: a new organisation is hundreds of events.
    """
    for event in events:
        if not any_on(event.from_on, event.to_on):
            continue
        restamp_all.later(
            from_on=event.from_on.isoformat(),
            to_on=event.to_on.isoformat() if event.to_on else None,
            staff_ids=list(event.staff_ids),
            unit_ids=list(event.unit_ids),
        )
