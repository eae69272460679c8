"""What the queue does when something happens: cases get tasks, conversations are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from goodfaith.conversations.events import ConversationRead
from goodfaith.platform.events import subscriber
from goodfaith.policies.events import FactsReceived
from goodfaith.quality.events import (
    CaseConcluded,
    CaseJudged,
    CaseReopened,
    CasesJoined,
    SupplementArrived,
    SupplementAsked,
)
from goodfaith.quality.queue.calling import call_complaints, call_read
from goodfaith.quality.queue.opening import keep_tasks


@subscriber(
    "quality.tasks_of_cases", CaseJudged, CaseReopened, CasesJoined, SupplementArrived,
    SupplementAsked, CaseConcluded, ordered=True,
)  # fmt: skip
def follow_cases(events: Sequence[Any]) -> None:
    """A case's tasks are what its state asks for now; one case's events are never side by side."""
    ids = {event.case for event in events}
    ids |= {event.joined for event in events if isinstance(event, CasesJoined)}
    keep_tasks(sorted(ids), now=timezone.now())


@subscriber("quality.drawn_conversations", ConversationRead)
def draw_read(events: Sequence[ConversationRead]) -> None:
    """What plans draw of conversations as they are read."""
    call_read({event.conversation for event in events}, now=timezone.now())


@subscriber("quality.drawn_complaints", FactsReceived, batch=20)
def draw_complaints(events: Sequence[FactsReceived]) -> None:
    """A complaint draws what it is about."""
    call_complaints({key for event in events for key in event.about}, now=timezone.now())
