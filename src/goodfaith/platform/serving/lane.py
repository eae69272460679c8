"""A lane of a worker: jobs of one queue, so that no queue waits behind another."""

from __future__ import annotations

import asyncio
from typing import Any

from procrastinate import App
from procrastinate.worker import Worker

from goodfaith.platform.upkeep import HEARTBEAT_SECONDS, STALLED_SECONDS
from goodfaith.platform.work import AT_ONCE, QUEUES

_OURS = """
select 1 as ours from procrastinate_jobs
where id = %(job_id)s and status = 'doing' and worker_id = %(worker_id)s
"""
# A job of which the same waits already is over: putting it back would be refused.
_PUT_BACK = """
select case when exists (select from procrastinate_jobs same
    where same.queueing_lock = job.queueing_lock and same.status = 'todo')
  then procrastinate_finish_job_v1(id, 'aborted', false)
  else procrastinate_retry_job_v2(id, now(), null, null, null) end
from procrastinate_jobs job where status = 'doing' and worker_id = %(worker_id)s
"""


class Lane(Worker):
    """A worker of procrastinate that leaves timers to the timers' process.

    It also says nothing of a job that was given to somebody else because this worker was believed
    dead: the job would count as done while it is still being done.
    """

    async def _periodic_deferrer(self) -> None:
        await asyncio.Event().wait()

    async def _persist_job_status(self, job: Any, *args: Any, **rest: Any) -> None:
        rows = await self.app.connector.execute_query_all_async(
            _OURS, job_id=job.id, worker_id=self.worker_id
        )
        if rows:
            await super()._persist_job_status(job, *args, **rest)

    async def work(self) -> None:
        """Do jobs until `stop_working`."""
        await self.run()  # type: ignore[no-untyped-call]

    def stop_working(self) -> None:
        self.stop()  # type: ignore[no-untyped-call]

    async def put_back(self) -> None:
        """Give back what is still in hand; the process has to end at once afterwards."""
        await self.app.connector.execute_query_all_async(_PUT_BACK, worker_id=self.worker_id)


def lanes(app: App) -> list[Lane]:
    """One for each queue."""
    return [
        Lane(
            app,
            queues=[queue],
            name=queue,
            concurrency=AT_ONCE.get(queue, 1),
            install_signal_handlers=False,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS * 10,
            task_middleware=app.worker_defaults.get("task_middleware"),
        )
        for queue in QUEUES
    ]
