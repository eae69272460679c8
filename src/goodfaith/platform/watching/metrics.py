"""What can be counted, as Prometheus reads it.

Requests are counted in each process, in files that the processes of one machine share; the rest is
counted in the database when somebody asks, so it is right however many machines there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.db import connection
from prometheus_client import REGISTRY as OF_THIS_PROCESS
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

REQUESTS = Histogram(
    "goodfaith_request_seconds",
    "Time to answer a request, by the pattern of its address",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10),
)
_JOBS = """
select queue_name, status::text, count(*),
  coalesce(sum(jsonb_array_length(args->'events')) filter (where task_name = 'events.deliver'), 0)
from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by 1, 2 order by 1, 2
"""
_DELIVERED = "select subscriber, sum(events) from platform_deliverycount group by 1 order by 1"
_POISONED = """
select subscriber, count(*) from platform_poisonedevent where settled_at is null
group by 1 order by 1
"""
_WORKERS = """
select id, extract(epoch from now() - last_heartbeat) from procrastinate_workers order by id
"""
_SIZE = "select pg_database_size(current_database())"


class OfTheDatabase(Collector):
    """Events, jobs, workers and size, counted now."""

    def collect(self) -> Iterator[Metric]:
        yield from _jobs(_rows(_JOBS))
        delivered = CounterMetricFamily(
            "goodfaith_events_delivered", "Events dealt with", labels=["subscriber"]
        )
        for subscriber, number in _rows(_DELIVERED):
            delivered.add_metric([subscriber], float(number))
        yield delivered
        poisoned = GaugeMetricFamily(
            "goodfaith_events_poisoned", "Events that were put aside", labels=["subscriber"]
        )
        for subscriber, number in _rows(_POISONED):
            poisoned.add_metric([subscriber], float(number))
        yield poisoned
        heartbeats = GaugeMetricFamily(
            "goodfaith_worker_heartbeat_age_seconds", "Since a worker was heard", labels=["worker"]
        )
        for worker, seconds in _rows(_WORKERS):
            heartbeats.add_metric([str(worker)], float(seconds))
        yield heartbeats
        size = float(_rows(_SIZE)[0][0])
        yield GaugeMetricFamily("goodfaith_database_bytes", "Size of the database", value=size)


def exposition() -> bytes:
    """Everything, in the text format 0.0.4."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Here())
    registry.register(OfTheDatabase())
    return generate_latest(registry)


class _Here(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from OF_THIS_PROCESS.collect()


def _jobs(rows: list[tuple[Any, ...]]) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("goodfaith_jobs", "Jobs not yet done", labels=["queue", "status"])
    waiting = 0
    for queue, status, number, events in rows:
        jobs.add_metric([queue, status], number)
        waiting += int(events)
    yield jobs
    yield GaugeMetricFamily(
        "goodfaith_events_waiting", "Deliveries that are still to be made", value=waiting
    )


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
