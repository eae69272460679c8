"""The timers' process: asks for what comes round. Several may run; each moment counts once."""

from __future__ import annotations

import asyncio

from procrastinate.periodic import PeriodicDeferrer

from goodfaith.platform.serving.leaving import Leaving, watch_supervisor
from goodfaith.platform.serving.worker import opened_app


def serve_timers(supervised: bool) -> int:
    """Ask for periodic jobs until it is time to leave; 1 when the database is away."""
    return asyncio.run(_keep_time(supervised))


async def _keep_time(supervised: bool) -> int:
    time_to_leave, loop = asyncio.Event(), asyncio.get_running_loop()
    leaving = Leaving(lambda: loop.call_soon_threadsafe(time_to_leave.set))
    if supervised:
        watch_supervisor(leaving)
    async with opened_app() as app:
        ticking = asyncio.create_task(PeriodicDeferrer(app.periodic_registry).worker())
        asked = asyncio.create_task(time_to_leave.wait())
        await asyncio.wait([asked, ticking], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        ticking.cancel()
    return 0 if time_to_leave.is_set() else 1
