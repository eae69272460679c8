"""Doing all the work that is waiting, here and now: for tests, and for programs that run once."""

from __future__ import annotations

import json
from typing import Any

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from goodfaith.platform.events.claim import Claim
from goodfaith.platform.events.delivering import deliver
from goodfaith.platform.events.publishing import DELIVER
from goodfaith.platform.events.subscribing import subscriber_named

_TAKE = """
update procrastinate_jobs set status = 'doing', worker_id = null where id = (
  select id from procrastinate_jobs waiting
  where status = 'todo' and (scheduled_at is null or scheduled_at <= now()) and not exists (
    select 1 from procrastinate_jobs other
    where other.status = 'doing' and other.lock = waiting.lock)
  order by priority desc, id limit 1 for update skip locked)
returning id, task_name, args
"""
_TRIES = 100


def run_events(*, raising: bool = True) -> int:
    """Do every job that is due, and those that follow from it; how many there were.

    The first error of a subscriber is raised, or with `raising` off its event is put aside as a
    worker would.
    """
    done = 0
    while (taken := _take()) is not None:
        number, task, arguments = taken
        with transaction.atomic():
            if task == DELIVER:
                subscriber = subscriber_named(arguments["subscriber"])
                events, again = arguments["events"], arguments.get("again", False)
                deliver(subscriber, events, Claim(number, None), again=again, raising=raising)
            else:
                app.tasks[task].func(**arguments)
        with connection.cursor() as cursor:
            cursor.execute("select procrastinate_finish_job_v1(%s, 'succeeded', true)", [number])
        done += 1
    return done


def _take() -> tuple[int, str, dict[str, Any]] | None:
    """The next job; two processes may do this at once, of jobs with one lock one goes first."""
    for tried in range(_TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(_TAKE)
                row = cursor.fetchone()
            break
        except IntegrityError:  # the lock was taken between looking and writing
            if connection.in_atomic_block or tried == _TRIES - 1:
                raise
    return None if row is None else (row[0], row[1], _loaded(row[2]))


def _loaded(arguments: Any) -> dict[str, Any]:
    return dict(json.loads(arguments) if isinstance(arguments, str) else arguments)
