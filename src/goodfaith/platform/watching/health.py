"""Whether an installation is ready: its database, its tables, somebody who does the work."""

from __future__ import annotations

from functools import cache

import msgspec
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

HEARTBEAT_SECONDS = 30.0


class Readiness(msgspec.Struct, frozen=True):
    """What a request needs; each is true, or false when it is missing or cannot be known."""

    database: bool = False
    migrations: bool = False
    worker: bool = False

    @property
    def is_ready(self) -> bool:
        return self.database and self.migrations and self.worker


def readiness() -> Readiness:
    """Looked at now; never raises."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return Readiness()
    try:
        return Readiness(True, _all_applied(), (age := heartbeat_age()) is not None
                         and age < HEARTBEAT_SECONDS)  # fmt: skip
    except (DatabaseError, _Unapplied):
        return Readiness(database=True)


def heartbeat_age() -> float | None:
    """Seconds since any worker was heard; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers"
        )
        found = cursor.fetchone()[0]
    return None if found is None else float(found)


def unapplied() -> list[str]:
    """The migrations that are still to be applied, like `trust.0002_ledger_only_grows`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


class _Unapplied(Exception):
    pass


@cache  # once applied they stay so; that some are not is not remembered
def _all_applied() -> bool:
    if unapplied():
        raise _Unapplied
    return True
