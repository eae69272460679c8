"""How many processes of each kind, and how many connections each may have."""

from __future__ import annotations

import errno
import os
import socket
import time

import msgspec
import psycopg

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.database import database_url

WORKER_CONNECTIONS = 16  # a lane each for work, for taking jobs and for listening, and spares
RESERVED_CONNECTIONS = 12  # superuser's, migrations, backup, an administrator's psql, timers
FEWEST_IN_POOL = 4
_POLL_SECONDS = 0.2


class CannotServe(Exception):
    """Says in one sentence what is in the way."""


class Plan(msgspec.Struct, frozen=True):
    """What `goodfaith serve` runs. `port` 0 takes any that is free."""

    host: str = "127.0.0.1"
    port: int = 8000
    web: int = 1
    workers: int = 1


def pool_size(plan: Plan, most: int, wanted: int) -> int:
    """Connections for each web process, when the server has `most`: `wanted` or fewer.

    Raises `CannotServe`.
    """
    left = most - RESERVED_CONNECTIONS - plan.workers * WORKER_CONNECTIONS
    size = min(left // max(plan.web, 1), wanted)
    if size < min(FEWEST_IN_POOL, wanted):
        raise CannotServe(
            f"The database takes {most} connections, too few for {plan.web} web and "
            f"{plan.workers} worker processes: raise max_connections, or start fewer."
        )
    return size


def most_connections(configuration: Configuration) -> int:
    """`max_connections` of the server."""
    with psycopg.connect(database_url(configuration, "application")) as connection:
        row = connection.execute("select current_setting('max_connections')::int").fetchone()
    return int(row[0]) if row else 0


def listen(plan: Plan, patience_seconds: float = 15.0) -> socket.socket:
    """The socket that all web processes share: what comes while one is restarted waits in it.

    A port that is taken is tried again for `patience_seconds`: processes whose supervisor was
    killed have it until they have answered what they have in hand. Raises `CannotServe`.
    """
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return socket.create_server((plan.host, plan.port), family=family, backlog=2048)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                why = os.strerror(error.errno or 0)
                raise CannotServe(
                    f"Cannot listen on {plan.host} port {plan.port} ({why}): "
                    "choose another with --host and --port."
                ) from None
        time.sleep(_POLL_SECONDS)
