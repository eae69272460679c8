"""Events that were put aside, newest first."""

from __future__ import annotations

from django.db.models import QuerySet

from goodfaith.platform.models import PoisonedEvent, ScheduledExport

ORDER = ("-last_at", "-id")


def poisoned(subscriber: str = "") -> QuerySet[PoisonedEvent]:
    """All that nobody has settled, of one subscriber or of all, with their events."""
    found = PoisonedEvent.objects.filter(settled_at=None).select_related("event")
    return found.filter(subscriber=subscriber) if subscriber else found


def subscribers() -> list[str]:
    """The names of those who have any."""
    names = PoisonedEvent.objects.filter(settled_at=None).order_by("subscriber")
    return list(names.values_list("subscriber", flat=True).distinct())


def poisoned_count() -> int:
    return poisoned().count()


def unsent_count() -> int:
    """Exports by e-mail that could not be sent when they were due, and are tried again."""
    return ScheduledExport.objects.filter(stopped="", failures__gt=0).count()
