"""The platform's own jobs: delivering events, taking up what dead workers left, pruning."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from goodfaith.platform import upkeep
from goodfaith.platform.events.claim import Claim
from goodfaith.platform.events.delivering import PASSING, deliver
from goodfaith.platform.events.publishing import DELIVER
from goodfaith.platform.events.subscribing import SubscriberUnknown, subscriber_named
from goodfaith.platform.web.tables.scheduling import send_due
from goodfaith.platform.webhooks import jobs as webhooks
from goodfaith.platform.work import periodic

_LONGEST_WAIT_SECONDS = 60

__all__ = ["deliver_events", "send_exports", "webhooks"]


class _WhilePassing(BaseRetryStrategy):
    """Again in 1, 2, 4 … 60 seconds, for ever: the database comes back some day.

    A subscriber that nobody knows here may be one of a release that is just being installed.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, (*PASSING, SubscriberUnknown)):
            return None
        seconds = min(2 ** min(job.attempts, 6), _LONGEST_WAIT_SECONDS)
        return RetryDecision(retry_in={"seconds": seconds})


@app.task(name=DELIVER, pass_context=True, retry=_WhilePassing())
def deliver_events(
    context: JobContext, *, subscriber: str, events: list[int], again: bool = False
) -> None:
    """Hand a batch to its subscriber."""
    held = context.job
    claim = Claim(held.id or 0, held.worker_id, held.attempts)
    deliver(subscriber_named(subscriber), events, claim, again=again)


periodic("* * * * * */20", "platform.take_up_stalled", queue="interactive")(upkeep.take_up_stalled)
periodic("* * * * *", "platform.try_suspects", queue="interactive")(upkeep.try_suspects)
periodic("17 * * * *", "platform.prune", queue="bulk")(upkeep.prune)


@periodic("*/5 * * * *", "platform.send_exports", queue="bulk")
def send_exports() -> None:
    """Send the tables that people have asked to be sent."""
    send_due(timezone.now())
