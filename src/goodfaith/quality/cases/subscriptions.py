"""What cases do when something happens: note what it is about, and have it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from goodfaith.conversations.events import ConversationRead, EditionPublished
from goodfaith.platform.events import subscriber
from goodfaith.policies.events import FactsReceived
from goodfaith.quality.cases.jobs import look_at_cases
from goodfaith.quality.cases.wanted import want
from goodfaith.quality.models import Case
from goodfaith.trust.changes import OrganisationChanged


@subscriber("quality.facts_of_cases", FactsReceived, batch=20)
def note_facts(events: Sequence[FactsReceived]) -> None:
    """A fact opens a sale's case, completes it, or changes what is found."""
    _note(key for event in events for key in event.about)


@subscriber("quality.conversations_of_cases", ConversationRead)
def note_conversations(events: Sequence[ConversationRead]) -> None:
    """So does a conversation."""
    _note(f"talk:{event.conversation}" for event in events)


@subscriber("quality.first_edition", EditionPublished)
def note_unjudged(events: Sequence[EditionPublished]) -> None:
    """What could not be judged for want of a rulebook can be now."""
    waiting = Case.objects.filter(judgement=None, merged_into=None)
    _note(f"case:{pk}" for pk in waiting.values_list("pk", flat=True))


@subscriber("quality.place_cases", OrganisationChanged, batch=20)
def note_moves(events: Sequence[OrganisationChanged]) -> None:
    """A sale stays with the team of its day, also when that is learnt later."""
    for event in events:
        days = Q(day__gte=event.from_on)
        if isinstance(event.to_on, date):
            days &= Q(day__lt=event.to_on)
        whose = Q(adviser__in=event.staff_ids) | Q(unit_path__overlap=list(event.unit_ids))
        cases = Case.objects.filter(days & (whose | Q(adviser=None)), merged_into=None)
        _note(f"case:{pk}" for pk in cases.values_list("pk", flat=True).iterator())


def _note(keys: Iterable[str]) -> None:
    if want(keys):
        look_at_cases.once()
