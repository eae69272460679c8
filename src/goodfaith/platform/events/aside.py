"""Events that were put aside: failed, suspected, or waiting behind one of their aggregate.

All of them are rows of `PoisonedEvent` that nobody has settled. A row without a failure waits
behind another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F, QuerySet
from django.utils import timezone

from goodfaith.platform.events.failure import failure_of
from goodfaith.platform.events.subscribing import Subscriber
from goodfaith.platform.models import Event as Row
from goodfaith.platform.models import PoisonedEvent

SUSPECTED = "the worker died"


def unsettled(subscriber: Subscriber) -> QuerySet[PoisonedEvent]:
    return PoisonedEvent.objects.filter(subscriber=subscriber.name, settled_at=None)


def rows_waiting(subscriber: Subscriber, ids: Sequence[int]) -> list[Row]:
    """The events with `ids` that have not been put aside before, in order."""
    known = PoisonedEvent.objects.filter(subscriber=subscriber.name, event__in=ids)
    out = set(known.values_list("event_id", flat=True))
    return [row for row in Row.objects.filter(id__in=ids).order_by("id") if row.pk not in out]


def rows_again(subscriber: Subscriber, ids: Sequence[int]) -> list[Row]:
    """The events with `ids` that are still aside, in order; what waits behind them comes along."""
    aside = unsettled(subscriber)
    found = Row.objects.filter(id__in=aside.filter(event__in=ids).values("event"))
    named = [row.aggregate for row in found if row.aggregate] if subscriber.ordered else []
    if named:
        all_of = aside.filter(event__aggregate__in=named).values("event")
        found = found | Row.objects.filter(id__in=all_of)
    return sorted(found.distinct(), key=lambda row: row.pk)


def aggregates(subscriber: Subscriber, rows: Iterable[Row]) -> set[str]:
    """Which aggregates of `rows` have something aside that an ordered subscriber waits for."""
    named = {row.aggregate for row in rows if row.aggregate} if subscriber.ordered else set()
    if not named:
        return set()
    aside = unsettled(subscriber).filter(event__aggregate__in=named)
    return set(aside.values_list("event__aggregate", flat=True))


def put(subscriber: Subscriber, row: Row, error: Exception) -> None:
    """Put an event aside, or note that it has failed once more."""
    was_suspected = unsettled(subscriber).filter(event=row, failure=SUSPECTED).exists()
    _note(subscriber, row, failure_of(error), attempts=0 if was_suspected else 1)


def suspect(subscriber: Subscriber, row: Row) -> None:
    """Note, before an event is tried, that it may kill whoever tries it."""
    _note(subscriber, row, SUSPECTED, attempts=1)


def put_behind(subscriber: Subscriber, rows: Sequence[Row]) -> None:
    """Let events wait until what was put aside before them has been settled."""
    now = timezone.now()
    PoisonedEvent.objects.bulk_create(
        [
            PoisonedEvent(
                event=row, subscriber=subscriber.name, attempts=0, first_at=now, last_at=now
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def settle(subscriber: Subscriber, rows: Sequence[Row]) -> None:
    """Note that events which were aside have been dealt with."""
    unsettled(subscriber).filter(event__in=rows).update(settled_at=timezone.now())


def _note(subscriber: Subscriber, row: Row, failure: str, attempts: int) -> None:
    now = timezone.now()
    PoisonedEvent.objects.update_or_create(
        event=row,
        subscriber=subscriber.name,
        defaults={
            "attempts": F("attempts") + attempts,
            "failure": failure,
            "last_at": now,
            "settled_at": None,
        },
        create_defaults={"attempts": 1, "failure": failure, "first_at": now, "last_at": now},
    )
