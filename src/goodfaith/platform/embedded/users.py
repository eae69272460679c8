"""Using the embedded PostgreSQL: the first to come starts it, the last to leave stops it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodfaith.platform.embedded.binaries import find_binaries
from goodfaith.platform.embedded.cluster import Role, cluster_folder, open_cluster, settle_cluster
from goodfaith.platform.embedded.kept_binaries import keep_binaries
from goodfaith.platform.embedded.locks import gate, open_lock, try_lock
from goodfaith.platform.embedded.place import Place, find_place, reachable_binaries, settle
from goodfaith.platform.embedded.server import Server

PATIENCE_SECONDS = 900.0  # recovery after a crash reads up to max_wal_size, on a slow disk


class Database:
    """The database as long as its user stays; `version` is PostgreSQL's, like "18.4"."""

    def __init__(self, server: Server, patience_seconds: float) -> None:
        self._server, self._patience_seconds = server, patience_seconds
        self.folder = server.cluster.folder
        self.version = server.binaries.version
        self.binaries = server.binaries

    def dsn(self, role: Role = "application") -> str:
        """A URL with the password in it, for libpq, psycopg and `DATABASE_URL` alike.

        Ask again after `ensure_running`: a socket in a short folder may have moved.
        """
        return self._server.cluster.dsn(role)

    def ensure_running(self) -> None:
        """Start the server again if it was killed, and return when a connection succeeds.

        Raises `ServerNotStarted`, `ServerNotReady`, `ClusterDamaged`.
        """
        with gate(self._server.place, self._patience_seconds):
            self._server.ensure_ready(self._patience_seconds)


@contextmanager
def embedded_postgres(
    home: Path, *, patience_seconds: float = PATIENCE_SECONDS
) -> Iterator[Database]:
    """Use the database below `home`, made on first use.

    Comes back when a connection succeeds, which after a crash may take as long as recovery does,
    at most `patience_seconds`. A process that forks inside keeps the server for its children, too;
    only the process that came in can leave. Raises `EmbeddedPostgresError`.
    """
    place = settle(Path(home).absolute())
    me = os.getpid()
    users = open_lock(place, "users")
    try:
        with gate(place, patience_seconds):
            fcntl.flock(users, fcntl.LOCK_SH)  # never waits: whoever wants it alone has the gate
            server = _server(place)
            try:
                server.ensure_ready(patience_seconds)
            except BaseException:
                _stop_if_last(users, server)
                raise
        try:
            yield Database(server, patience_seconds)
        finally:
            if os.getpid() == me:
                with gate(place, patience_seconds):
                    _stop_if_last(users, server)
    finally:
        os.close(users)


def known_dsn(home: Path, role: Role) -> str | None:
    """The URL of a database that was made before, running or not; None where there is none.

    Raises `FolderNotOurs`, `FolderUnreachable`, `ClusterDamaged`.
    """
    try:
        place = find_place(Path(home).absolute())
    except FileNotFoundError:
        return None
    return open_cluster(place).dsn(role) if cluster_folder(place).exists() else None


def _server(place: Place) -> Server:
    binaries = reachable_binaries(find_binaries(), place.account)
    server = Server(place, settle_cluster(place, binaries), binaries)
    keep_binaries(place, binaries)
    return server


def _stop_if_last(users: int, server: Server) -> None:
    if try_lock(users, fcntl.LOCK_EX):
        server.stop()
