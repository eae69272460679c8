"""Publishing: rows for events and jobs for their subscribers, in the transaction that is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.types import JSONValue

from goodfaith.platform.events.event import Event
from goodfaith.platform.events.subscribing import Subscriber, subscribers_of
from goodfaith.platform.models import Event as Row
from goodfaith.platform.work import PRIORITIES

DELIVER = "events.deliver"
_ROWS_AT_ONCE = 1_000


def publish(*events: Event) -> None:
    """Tell everybody who has subscribed, once the transaction that is open has committed.

    Order is that of publication. Two transactions that publish about the same aggregate at the
    same time have no order, unless both hold a lock on it, as they do when both have changed it.
    """
    if not events:
        return
    with transaction.atomic(savepoint=False):
        rows = [_row(event) for event in events]
        Row.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
        if jobs := list(_jobs(rows)):
            app.job_manager.batch_defer_jobs(jobs)


def jobs_for(subscriber: Subscriber, rows: Sequence[Row], *, again: bool = False) -> Iterator[Job]:
    """Jobs that hand `rows` to `subscriber`; `again` for events that were put aside."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        buckets[subscriber.bucket(row.aggregate)].append(row.pk)
    for bucket, ids in buckets.items():
        for start in range(0, len(ids), subscriber.batch):
            chunk = ids[start : start + subscriber.batch]
            yield Job(
                queue=subscriber.queue,
                priority=PRIORITIES[subscriber.queue],
                lock=subscriber.lock(bucket),
                queueing_lock=None,
                task_name=DELIVER,
                task_kwargs={
                    "subscriber": subscriber.name,
                    "events": list[JSONValue](chunk),
                    "again": again,
                },
            )


def _row(event: Event) -> Row:
    payload = msgspec.to_builtins(event)
    return Row(kind=event.kind, aggregate=event.aggregate, payload=payload)


def _jobs(rows: Sequence[Row]) -> Iterator[Job]:
    kinds = {row.kind for row in rows}
    told = {s.name: s for kind in sorted(kinds) for s in subscribers_of(kind)}
    for subscriber in told.values():
        yield from jobs_for(subscriber, [row for row in rows if row.kind in subscriber.types])
