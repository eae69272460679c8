"""What a run keeps beside its findings: when conversations were, and which a sale consists of."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import msgspec

from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scoping import customer_scope, sale_scope
from goodfaith.batch.run import Run

_UNPACK = msgspec.msgpack.Decoder(Heard)


class Kept:
    """Times in the zone of the run; lives as long as its spool."""

    def __init__(self, done: Run) -> None:
        self._plan, self._spool = done.plan, done.spool
        self._zone = done.plan.options.zone
        self._as_of = done.as_of
        self.scope_of = lru_cache(maxsize=64)(self._scope_of)

    def period(self) -> tuple[datetime, datetime] | None:
        """Starts of the first and the last conversation; None when none has a time."""
        starts = self._spool.starts()
        return None if starts is None else (self._moment(starts[0]), self._moment(starts[1]))

    def started_at(self, conversation: str) -> datetime | None:
        start = self._spool.start_of(conversation)
        return None if start is None else self._moment(start)

    def local(self, moment: datetime) -> datetime:
        """The moment in the zone of the run."""
        return moment.astimezone(self._zone)

    def conversations_of(self, finding: Finding) -> tuple[Heard, ...]:
        """The conversations of the sale or customer, in order of time; for others none."""
        if finding.scope == "conversation":
            return ()
        return self.scope_of(finding.scope, finding.sale or finding.customer)

    def _scope_of(self, kind: str, key: str) -> tuple[Heard, ...]:
        make = sale_scope if kind == "sale" else customer_scope
        heard = map(_UNPACK.decode, self._spool.group(kind, key))
        found = make(key, heard, self._plan.facts, frozenset(), self._as_of).heard
        return tuple(msgspec.structs.replace(one, spoken=(), fields={}) for one in found)

    def _moment(self, stamp: float) -> datetime:
        return datetime.fromtimestamp(stamp, self._zone)
