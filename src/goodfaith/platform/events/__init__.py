"""What happened, told to whoever has to do something about it: after the commit, at least once.

An event is a row written by the transaction in which it happened; a job is a batch of events for
one subscriber. Nothing is lost when a process dies: its jobs are taken up by another.
"""

from goodfaith.platform.events.delivering import deliver
from goodfaith.platform.events.event import Event
from goodfaith.platform.events.in_process import run_events
from goodfaith.platform.events.publishing import publish
from goodfaith.platform.events.subscribing import Subscriber, subscriber
from goodfaith.platform.work import job, periodic

__all__ = [
    "Event",
    "Subscriber",
    "deliver",
    "job",
    "periodic",
    "publish",
    "run_events",
    "subscriber",
]
