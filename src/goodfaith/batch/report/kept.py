"""What a run keeps beside its findings: when conversations were, and which a sale consists of.

Reads the file of the spool and writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

import msgspec

from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scoping import customer_scope, sale_scope
from goodfaith.batch.run import Run

_UNPACK = msgspec.msgpack.Decoder(Heard)


class Kept:
    """Times in the zone of the run."""

    def __init__(self, done: Run, database: sqlite3.Connection) -> None:
        self._plan, self._database = done.plan, database
        self._zone = done.plan.options.zone
        self._as_of = done.as_of
        self.scope_of = lru_cache(maxsize=64)(self._scope_of)

    def period(self) -> tuple[datetime, datetime] | None:
        """Starts of the first and the last conversation; None when none has a time."""
        row = self._database.execute(
            "select min(started), max(started) from conversation"
        ).fetchone()
        return None if row[0] is None else (self._moment(row[0]), self._moment(row[1]))

    def started_at(self, conversation: str) -> datetime | None:
        query = "select started from conversation where id = ?"
        row = self._database.execute(query, (conversation,)).fetchone()
        return None if row is None or row[0] is None else self._moment(row[0])

    def local(self, moment: datetime) -> datetime:
        """The moment in the zone of the run."""
        return moment.astimezone(self._zone)

    def conversations_of(self, finding: Finding) -> tuple[Heard, ...]:
        """The conversations of the sale or customer, in order of time; for others none."""
        if finding.scope == "conversation":
            return ()
        return self.scope_of(finding.scope, finding.sale or finding.customer)

    def _scope_of(self, kind: str, key: str) -> tuple[Heard, ...]:
        query = (
            "select pack from member join heard on heard.id = member.heard "
            "where scope = ? and key = ? order by heard.id"
        )
        packs = self._database.execute(query, (kind, key)).fetchall()
        make = sale_scope if kind == "sale" else customer_scope
        heard = (_UNPACK.decode(pack) for (pack,) in packs)
        found = make(key, heard, self._plan.facts, frozenset(), self._as_of).heard
        return tuple(msgspec.structs.replace(one, spoken=(), fields={}) for one in found)

    def _moment(self, stamp: float) -> datetime:
        return datetime.fromtimestamp(stamp, self._zone)


@contextmanager
def opened(done: Run) -> Iterator[Kept]:
    """What the run keeps, for as long as its spool is there."""
    uri = done.spool.path.resolve().as_uri() + "?mode=ro"
    database = sqlite3.connect(uri, uri=True)
    try:
        yield Kept(done, database)
    finally:
        database.close()
