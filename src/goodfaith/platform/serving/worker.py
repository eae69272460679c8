"""The worker's process: takes jobs and does them."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params

from goodfaith.platform.serving.lane import Lane, lanes
from goodfaith.platform.serving.leaving import LEAVING_SECONDS, Leaving, watch_supervisor
from goodfaith.platform.work import AT_ONCE, QUEUES

_LEFT_BEHIND = 1
THREADS = sum(AT_ONCE.get(queue, 1) for queue in QUEUES) + 4
"""One for each job at a time: with asyncio's own few, calls that wait would hold up other lanes."""

GARBAGE_AFTER = 50_000
"""Things made and kept: a batch keeps a hundred thousand while it is read, none of them garbage."""


def serve_worker(supervised: bool) -> int:
    """Do jobs until it is time to leave; what cannot be finished in time is put back.

    1 when a lane has failed, as when the database is away.
    """
    gc.set_threshold(GARBAGE_AFTER)
    return asyncio.run(_work(supervised))


async def _work(supervised: bool) -> int:
    time_to_leave, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    leaving = Leaving(lambda: loop.call_soon_threadsafe(time_to_leave.set))
    if supervised:
        watch_supervisor(leaving)
    async with opened_app() as app:
        working = lanes(app)
        runs = [asyncio.create_task(lane.work()) for lane in working]
        asked = asyncio.create_task(time_to_leave.wait())
        await asyncio.wait([asked, *runs], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        return await _leave(working, runs, was_asked=time_to_leave.is_set())


async def _leave(working: list[Lane], runs: list[asyncio.Task[None]], was_asked: bool) -> int:
    for lane in working:
        lane.stop_working()
    _, unfinished = await asyncio.wait(runs, timeout=LEAVING_SECONDS)
    if unfinished:
        for lane in working:
            if lane.worker_id is not None:
                await lane.put_back()
        os._exit(0 if was_asked else _LEFT_BEHIND)  # threads that are at it cannot be stopped
    failed = [run for run in runs if not run.cancelled() and run.exception()]
    return 0 if was_asked and not failed else _LEFT_BEHIND


@asynccontextmanager
async def opened_app() -> AsyncIterator[App]:
    """The jobs that are known, with connections of their own: Django's are for one thread each."""
    from procrastinate.contrib.django import app

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=30)
    own = app.with_connector(connector)
    async with own.open_async():
        yield own
