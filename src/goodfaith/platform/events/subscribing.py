"""Who has to do something when an event arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from zlib import crc32

import msgspec

from goodfaith.platform.events.event import Event
from goodfaith.platform.work import QUEUES, Queue

E = TypeVar("E", bound=Event)
Handle = Callable[[Sequence[E]], None]
BATCH = 200
BUCKETS = 8


class Subscriber(msgspec.Struct, frozen=True):
    """A function that is given events, up to `batch` at once, in the order of publication.

    With `ordered`, events of one aggregate are never handled out of order or at the same time:
    aggregates are spread over `BUCKETS`, and one job of a bucket runs at a time.
    """

    name: str
    types: dict[str, type[Event]]
    handle: Callable[[Sequence[Any]], None]
    batch: int = BATCH
    ordered: bool = False
    queue: Queue = "events"

    def bucket(self, aggregate: str) -> int:
        """Which of the lanes the events of `aggregate` take."""
        return crc32(aggregate.encode()) % BUCKETS if self.ordered else 0

    def lock(self, bucket: int) -> str | None:
        """What jobs of a bucket must hold; None where they may run side by side."""
        return f"{self.name}#{bucket}" if self.ordered else None


_subscribers: dict[str, Subscriber] = {}  # filled while rooms are imported, read-only afterwards


class SubscriberUnknown(LookupError):
    """Nobody has this name here: a subscriber of a newer release, or of an older one."""


class SubscriberTwice(ValueError):
    """Two subscribers have one name: their events would be mixed up."""


def subscriber(
    name: str,
    *types: type[E],
    batch: int = BATCH,
    ordered: bool = False,
    queue: Queue = "events",
) -> Callable[[Handle[E]], Handle[E]]:
    """Let a function handle events of `types`.

    It is called within a transaction and may be called again with the same events: after a crash,
    and in smaller batches after it has raised. What still fails alone is put aside for an
    administrator, others go on. `name` stays the same for ever: waiting jobs refer to it.
    """

    def register(handle: Handle[E]) -> Handle[E]:
        known = _subscribers.get(name)
        if known and known.handle.__qualname__ != handle.__qualname__:
            raise SubscriberTwice(f"{name}: {known.handle.__qualname__}, {handle.__qualname__}")
        if queue not in QUEUES or not types or not all(each.kind for each in types):
            raise ValueError(f"{name}: expected events with a kind, and a queue of {QUEUES}")
        kinds: dict[str, type[Event]] = {each.kind: each for each in types}
        _subscribers[name] = Subscriber(name, kinds, handle, batch, ordered, queue)
        return handle

    return register


def subscriber_named(name: str) -> Subscriber:
    """Raises `SubscriberUnknown`."""
    try:
        return _subscribers[name]
    except KeyError:
        raise SubscriberUnknown(name) from None


def subscribers_of(kind: str) -> Iterable[Subscriber]:
    """Whoever is to be told of events of `kind`, in the order of their names."""
    return [s for _, s in sorted(_subscribers.items()) if kind in s.types]
