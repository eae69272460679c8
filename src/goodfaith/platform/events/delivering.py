"""Handing a batch of events to their subscriber; what fails is found and put aside.

Each piece of a batch is a transaction of its own. A batch that fails is halved until the event
that spoils it stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import InterfaceError, OperationalError, transaction

from goodfaith.platform.events import aside
from goodfaith.platform.events.claim import Claim, Superseded
from goodfaith.platform.events.counting import count_delivered
from goodfaith.platform.events.event import Event
from goodfaith.platform.events.subscribing import Subscriber
from goodfaith.platform.models import Event as Row

PASSING = (OperationalError, InterfaceError)  # the database is away, a deadlock, a time-out
MOST_PASSING = 5  # attempts after which an error is believed to come from an event
DEADLY = 3  # attempts after which an event is suspected of killing its worker


def deliver(
    subscriber: Subscriber,
    ids: Sequence[int],
    claim: Claim,
    *,
    again: bool = False,
    raising: bool = False,
) -> None:
    """Hand the events with `ids` to `subscriber`, in their order.

    Events that were put aside are left out, and for an ordered subscriber what comes after them
    about the same aggregate; with `again` they are what is tried. Raises `OperationalError` or
    `InterfaceError` when the database cannot go on and a later attempt may. With `raising`, the
    first error of the subscriber is raised instead of being put aside.
    """
    rows = aside.rows_again(subscriber, ids) if again else aside.rows_waiting(subscriber, ids)
    run = _Run(subscriber, claim, again, raising)
    run.behind = set() if again else aside.aggregates(subscriber, rows)
    try:
        run.deliver(rows)
    except Superseded:
        return


class _Run:
    """One delivery; `behind` are aggregates whose events wait for one that was put aside."""

    def __init__(self, subscriber: Subscriber, claim: Claim, again: bool, raising: bool) -> None:
        self.subscriber, self.claim = subscriber, claim
        self.again, self.raising = again, raising
        self.behind: set[str] = set()

    def deliver(self, rows: list[Row]) -> None:
        is_deadly = self.claim.attempts >= DEADLY
        pieces = [[row] for row in rows] if is_deadly else [rows]
        while pieces:
            piece = self._ready(pieces.pop(0))
            if not piece:
                continue
            if is_deadly:
                aside.suspect(self.subscriber, piece[0])
            error = self._attempt(piece, settle=self.again or is_deadly)
            if error is None:
                continue
            if len(piece) == 1:
                self._put_aside(piece[0], error)
            else:
                middle = len(piece) // 2
                pieces[:0] = [piece[:middle], piece[middle:]]

    def _ready(self, piece: list[Row]) -> list[Row]:
        """What may be handled now; the rest is put behind what it has to wait for."""
        waiting = [row for row in piece if row.aggregate and row.aggregate in self.behind]
        aside.put_behind(self.subscriber, waiting)
        return [row for row in piece if row not in waiting] if waiting else piece

    def _attempt(self, piece: list[Row], settle: bool) -> Exception | None:
        subscriber = self.subscriber
        try:
            with transaction.atomic():
                self.claim.insist(subscriber.lock(subscriber.bucket(piece[0].aggregate)))
                subscriber.handle([_event(subscriber, row) for row in piece])
                if settle:
                    aside.settle(subscriber, piece)
                count_delivered(subscriber.name, len(piece))
        except Superseded:
            raise
        except Exception as error:
            passing = isinstance(error, PASSING) and self.claim.attempts < MOST_PASSING
            if passing or self.raising:
                raise
            return error
        return None

    def _put_aside(self, row: Row, error: Exception) -> None:
        aside.put(self.subscriber, row, error)
        if self.subscriber.ordered and row.aggregate:
            self.behind.add(row.aggregate)


def _event(subscriber: Subscriber, row: Row) -> Event:
    return msgspec.convert(row.payload, subscriber.types[row.kind], strict=False)
