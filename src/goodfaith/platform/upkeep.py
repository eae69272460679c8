"""What the platform does by itself, again and again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from goodfaith.platform.events import aside
from goodfaith.platform.events.publishing import DELIVER, jobs_for
from goodfaith.platform.events.subscribing import SubscriberUnknown, subscriber_named
from goodfaith.platform.models import IdempotentAnswer, PoisonedEvent

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0  # a worker without a heartbeat for so long is dead
KEEP_JOBS = timedelta(hours=24)
KEEP_ANSWERS = timedelta(hours=24)
KEEP_EVENTS = timedelta(days=30)
_SUSPECT_ATTEMPTS = 3
_ROWS_AT_ONCE = 20_000


def take_up_stalled() -> None:
    """Put the jobs of dead workers back, and forget those workers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "with dead as (select id from procrastinate_workers"
            "  where last_heartbeat < now() - %s * interval '1 second')"
            " select job.id from procrastinate_jobs job where job.status = 'doing'"
            " and (job.worker_id is null or job.worker_id in (select id from dead))"
            " order by job.id for update skip locked",
            [STALLED_SECONDS],
        )
        for (id,) in cursor.fetchall():
            _put_back(id)
        cursor.execute("select procrastinate_prune_stalled_workers_v1(%s)", [STALLED_SECONDS * 10])


def _put_back(id: int) -> None:
    """One by one: a job of which the same waits already is over, and holds no other back."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(
                    "select procrastinate_retry_job_v2(%s, now(), null, null, null)", [id]
                )
        except IntegrityError:
            cursor.execute("select procrastinate_finish_job_v1(%s, 'aborted', false)", [id])


def try_suspects() -> None:
    """Try events again whose worker died with them: most of them only happened to be there."""
    found = PoisonedEvent.objects.filter(
        settled_at=None,
        failure=aside.SUSPECTED,
        attempts__lt=_SUSPECT_ATTEMPTS,
        last_at__lt=timezone.now() - timedelta(seconds=3 * STALLED_SECONDS),
    )
    for poisoned in found.select_related("event")[:200]:
        with suppress(SubscriberUnknown):
            subscriber = subscriber_named(poisoned.subscriber)
            jobs = jobs_for(subscriber, [poisoned.event], again=True)
            app.job_manager.batch_defer_jobs(list(jobs))


def prune() -> None:
    """Forget what is old: jobs that are done, events that everybody has dealt with, answers."""
    _prune_jobs()
    _prune_events()
    IdempotentAnswer.objects.filter(asked_at__lt=timezone.now() - KEEP_ANSWERS).delete()


def _prune_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs where id in ("
            " select job.id from procrastinate_jobs job"
            " where job.status in ('succeeded', 'cancelled', 'aborted')"
            " and not exists (select from procrastinate_events event"
            "  where event.job_id = job.id and event.at > now() - %s * interval '1 second')"
            " and not exists (select from procrastinate_periodic_defers defer"
            "  where defer.job_id = job.id)"
            " order by job.id limit %s)",
            [KEEP_JOBS.total_seconds(), _ROWS_AT_ONCE],
        )


def _prune_events() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "with waiting as (select min((args->'events'->>0)::bigint) as first"
            "  from procrastinate_jobs"
            "  where task_name = %s and status in ('todo', 'doing', 'failed'))"
            " delete from platform_event where id in ("
            "  select id from platform_event event"
            "  where published_at < now() - %s * interval '1 second'"
            "  and id < coalesce((select first from waiting), id + 1)"
            "  and not exists (select from platform_poisonedevent poisoned"
            "   where poisoned.event_id = event.id and poisoned.settled_at is null)"
            "  order by id limit %s)",
            [DELIVER, KEEP_EVENTS.total_seconds(), _ROWS_AT_ONCE],
        )
