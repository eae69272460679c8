"""Work for later: jobs with arguments, and jobs that come round.

Each queue has workers of its own, so that what a person waits for never stands behind what takes
an hour. `interactive`: somebody looks at a page until it is done. `events`: what follows from what
happened. `bulk`: re-reading, imports, exports. `webhooks`: calls to other systems, which take as
long as those let them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Literal, get_args

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

Queue = Literal["interactive", "events", "bulk", "webhooks"]
QUEUES: tuple[Queue, ...] = get_args(Queue)
PRIORITIES: dict[Queue, int] = {"interactive": 10, "events": 0, "bulk": -10, "webhooks": 0}
AT_ONCE: dict[Queue, int] = {"webhooks": 8}  # of one worker; one where it is not said
_MOST_ATTEMPTS = 3
_FIRST_WAIT_SECONDS = 4  # then 16, 64


class Job:
    """Work that can be asked for, in the transaction that is open."""

    def __init__(self, name: str, task: Any, lock: str | None) -> None:
        self.name, self._task, self._lock = name, task, lock

    def __call__(self, **arguments: Any) -> None:
        """Do it now, here."""
        self._task.func(**arguments)

    def later(self, **arguments: Any) -> int:
        """Ask for it; the number of the job comes back."""
        return self.at(None, **arguments)

    def at(self, moment: datetime | None, **arguments: Any) -> int:
        """Ask for it at a `moment` that has a time zone."""
        lock = self._lock.format(**arguments) if self._lock else None
        with transaction.atomic(savepoint=False):
            configured = self._task.configure(lock=lock, schedule_at=moment)
            return int(configured.defer(**arguments))

    def once(self, **arguments: Any) -> int | None:
        """Ask for it unless the same is waiting already, with these arguments; None then."""
        key = f"{self.name}({sorted(arguments.items())})"
        lock = self._lock.format(**arguments) if self._lock else None
        try:
            with transaction.atomic():  # a savepoint: what is waiting already ends it
                configured = self._task.configure(lock=lock, queueing_lock=key)
                return int(configured.defer(**arguments))
        except AlreadyEnqueued:
            return None


def job(
    name: str, *, queue: Queue = "bulk", attempts: int = _MOST_ATTEMPTS, lock: str | None = None
) -> Callable[[Callable[..., None]], Job]:
    """Let a function be called later, with named arguments that JSON can hold: ids, not words.

    It is not called within a transaction, and it may be called again after a crash; it is called
    up to `attempts` times when it raises. Of jobs with the same `lock`, which may have arguments in
    it like `"reread:{period}"`, one runs at a time, in order. `name` stays the same for ever.
    """

    def register(function: Callable[..., None]) -> Job:
        retry = RetryStrategy(max_attempts=attempts - 1, exponential_wait=_FIRST_WAIT_SECONDS)
        task = app.task(
            name=name,
            queue=queue,
            priority=PRIORITIES[queue],
            retry=retry if attempts > 1 else False,
        )(function)
        return Job(name, task, lock)

    return register


def periodic(
    cron: str, name: str, *, queue: Queue = "events"
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Let a function be called when `cron` says, in UTC; a sixth field counts seconds.

    It is called once at a time however many machines there are, and may be called again after a
    crash. What fails is left until its next time.
    """

    def register(function: Callable[[], None]) -> Callable[[], None]:
        @wraps(function)
        def run(timestamp: int) -> None:
            function()

        task = app.task(name=name, queue=queue, priority=PRIORITIES[queue], queueing_lock=name)(run)
        app.periodic(cron=cron)(task)
        return function

    return register
