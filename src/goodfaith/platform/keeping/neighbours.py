"""Databases beside ours: one to try a backup in, one to restore into, the one from before.

Whoever keeps an installation holds a lock on the server, so that what a killed predecessor left
behind can be told from what somebody is at work on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection, errors, sql

from goodfaith.platform.keeping.errors import DatabaseInUse, KeepingBusy, RightMissing
from goodfaith.platform.keeping.installation import Installation

Purpose = Literal["trying", "restoring", "before"]
_MAINTENANCE = "postgres"  # renaming a database takes a connection to another one
_LONGEST_BASE = 35  # of 63 bytes that a name may have
_MAY_CREATE = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
LEAVING_SECONDS = 3.0  # whoever has closed his connection is seen for a moment longer
_POLL_SECONDS = 0.05
_LOCK = "select pg_try_advisory_lock(hashtextextended('goodfaith keeping ' || %s, 0))"
_STAMP = re.compile(r"\d{8}_\d{6}")
_CONNECTED = """
select count(*) from pg_stat_activity
where datname = %s and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


class Neighbours:
    """The databases of one server beside that of `installation`."""

    def __init__(self, installation: Installation, connection: Connection[Any]) -> None:
        self.installation, self._connection = installation, connection

    def name(self, purpose: Purpose, at: datetime) -> str:
        return f"{self.prefix(purpose)}{stamp(at)}"

    def prefix(self, purpose: Purpose) -> str:
        return f"{_base(self.installation)}_{purpose}_"

    def exists(self, name: str) -> bool:
        query = "select from pg_database where datname = %s"
        return self._connection.execute(query, [name]).rowcount > 0

    def create(self, name: str) -> None:
        self._run("create database {}", name)

    def drop(self, name: str) -> None:
        """Also when somebody is connected to it."""
        self._run("drop database if exists {} with (force)", name)

    def drop_leftovers(self) -> None:
        """What was killed at its work has left its database; nobody has one now."""
        for name in [*self.names("trying"), *self.names("restoring")]:
            self.drop(name)

    def names(self, purpose: Purpose) -> list[str]:
        """The databases that are there for `purpose`, oldest first."""
        query = "select datname from pg_database where starts_with(datname, %s) order by 1"
        found = self._connection.execute(query, [self.prefix(purpose)])
        return [
            name for (name,) in found if _STAMP.fullmatch(name.removeprefix(self.prefix(purpose)))
        ]

    def expect_nobody(self) -> None:
        """Raises `DatabaseInUse` when anybody is connected to the installation's database."""
        name, deadline = self.installation.database, time.monotonic() + LEAVING_SECONDS
        while count := self._count_connected(name):
            if time.monotonic() > deadline:
                raise DatabaseInUse(f"database {name}", f"{count} connected", _STOPPED)
            time.sleep(_POLL_SECONDS)

    def _count_connected(self, name: str) -> int:
        ((count,),) = self._connection.execute(_CONNECTED, [name]).fetchall()
        return int(count)

    def swap(self, new: str, before: str) -> None:
        """Give `new` the installation's name and the database that has it the name `before`.

        Both or neither, whatever is killed. Raises `DatabaseInUse`.
        """
        name = self.installation.database
        try:
            with self._connection.transaction():
                self._run("alter database {} rename to {}", name, before)
                self._run("alter database {} rename to {}", new, name)
        except errors.ObjectInUse:
            raise DatabaseInUse(f"database {name}", "somebody is connected", _STOPPED) from None

    def _run(self, statement: Any, *names: str) -> None:
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


_STOPPED = "nobody: stop `goodfaith serve` and whatever else uses it"


@contextmanager
def neighbours_of(installation: Installation) -> Iterator[Neighbours]:
    """Databases beside that of `installation`, without leftovers; one at a time has them.

    Raises `KeepingBusy`, and `RightMissing` when the role cannot create databases.
    """
    with installation.connect(_MAINTENANCE) as connection:
        if connection.execute(_MAY_CREATE).fetchall() != [(True,)]:
            role = connection.info.user
            wanted = f"CREATEDB, to try and restore backups: alter role {role} createdb"
            raise RightMissing(f"role {role}", "may not create databases", wanted)
        if connection.execute(_LOCK, [_base(installation)]).fetchall() != [(True,)]:
            found = "another backup or restore is under way"
            raise KeepingBusy(f"database {installation.database}", found, "one at a time")
        neighbours = Neighbours(installation, connection)
        neighbours.drop_leftovers()
        yield neighbours


def _base(installation: Installation) -> str:
    """Room is left for the rest of a name; databases that share it share the lock."""
    return installation.database.encode()[:_LONGEST_BASE].decode(errors="ignore")


def stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d_%H%M%S")
