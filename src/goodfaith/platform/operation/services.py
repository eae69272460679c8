"""Settling events that were put aside: try them again, or let them go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from goodfaith.platform import ledger
from goodfaith.platform.events.aside import unsettled
from goodfaith.platform.events.publishing import jobs_for
from goodfaith.platform.events.subscribing import Subscriber, SubscriberUnknown, subscriber_named
from goodfaith.platform.models import PoisonedEvent


def try_again(*, actor: Any, ids: Iterable[int], now: datetime) -> int:
    """Hand events to their subscribers once more; how many of `ids` were still aside.

    They stay in the list until they have been dealt with. Those of a subscriber that is no more
    are left alone. What waits behind an event is tried after it.
    """
    with transaction.atomic():
        found = _aside(ids)
        for name, subscriber in _subscribers(found).items():
            rows = [each.event for each in found if each.subscriber == name]
            jobs = list(jobs_for(subscriber, rows, again=True))
            app.job_manager.batch_defer_jobs(jobs)
        for each in found:
            ledger.record(actor, "event.tried_again", each, now)
    return len(found)


def drop(*, actor: Any, ids: Iterable[int], now: datetime) -> int:
    """Let events go undealt with, for their subscriber alone; how many of `ids` were still aside.

    What waited behind them is tried.
    """
    with transaction.atomic():
        found = _aside(ids)
        dropped = PoisonedEvent.objects.filter(pk__in=[each.pk for each in found])
        dropped.update(settled_at=now, was_dropped=True)
        for name, subscriber in _subscribers(found).items():
            _release(subscriber, [each for each in found if each.subscriber == name])
        for each in found:
            ledger.record(actor, "event.dropped", each, now)
    return len(found)


def _aside(ids: Iterable[int]) -> list[PoisonedEvent]:
    found = PoisonedEvent.objects.filter(pk__in=list(ids), settled_at=None)
    return list(found.select_related("event").select_for_update(of=("self",)).order_by("event"))


def _subscribers(found: list[PoisonedEvent]) -> dict[str, Subscriber]:
    known = {}
    for name in {each.subscriber for each in found}:
        try:
            known[name] = subscriber_named(name)
        except SubscriberUnknown:  # one of an older release
            continue
    return known


def _release(subscriber: Subscriber, dropped: list[PoisonedEvent]) -> None:
    named = {each.event.aggregate for each in dropped if each.event.aggregate}
    if not subscriber.ordered or not named:
        return
    behind = unsettled(subscriber).filter(event__aggregate__in=named).select_related("event")
    rows = [each.event for each in behind.order_by("event")]
    app.job_manager.batch_defer_jobs(list(jobs_for(subscriber, rows, again=True)))
