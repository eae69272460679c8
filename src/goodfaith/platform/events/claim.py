"""The right to do a job: whoever was believed dead and is not must not go on with it."""

from __future__ import annotations

import msgspec
from django.db import connection

_PATIENCE = "30s"


class Superseded(Exception):
    """The job was given to somebody else meanwhile."""


class Claim(msgspec.Struct, frozen=True):
    """A job in hand. `attempts` have been made before, ended by a death or an error."""

    job: int
    worker: int | None
    attempts: int = 0

    def insist(self, lock: str | None) -> None:
        """Hold `lock` until the transaction ends, and the job still ours. Raises `Superseded`.

        A lock of the database in addition to that of the queue: the transaction of a worker that
        is believed dead may still be open.
        """
        with connection.cursor() as cursor:
            if lock:
                cursor.execute(f"set local lock_timeout = '{_PATIENCE}'")
                cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
                cursor.execute("set local lock_timeout = default")
            cursor.execute(
                "select from procrastinate_jobs where id = %s and status = 'doing'"
                " and worker_id is not distinct from %s",
                [self.job, self.worker],
            )
            if cursor.fetchone() is None:
                raise Superseded(f"job {self.job}")
