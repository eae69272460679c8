"""PostgreSQL 18 without installing it: one cluster in a folder, shared by whoever uses it.

The first user starts the server, the last one stops it; what is killed in between is put right by
the next who comes. Nothing listens on the network, nothing of the machine's own PostgreSQL is
touched, and no folder that was not made here changes its mode.
"""

from goodfaith.platform.embedded.binaries import Binaries, find_binaries, installed_binaries
from goodfaith.platform.embedded.errors import (
    BinariesMissing,
    ClusterDamaged,
    ClusterNotMade,
    ClusterOfAnotherMajor,
    EmbeddedPostgresError,
    FolderNotOurs,
    FolderUnreachable,
    NoServerAccount,
    ServerNotReady,
    ServerNotStarted,
    ServerNotStopped,
)
from goodfaith.platform.embedded.status import Status, status
from goodfaith.platform.embedded.users import Database, embedded_postgres, known_dsn

__all__ = [
    "Binaries",
    "BinariesMissing",
    "ClusterDamaged",
    "ClusterNotMade",
    "ClusterOfAnotherMajor",
    "Database",
    "EmbeddedPostgresError",
    "FolderNotOurs",
    "FolderUnreachable",
    "NoServerAccount",
    "ServerNotReady",
    "ServerNotStarted",
    "ServerNotStopped",
    "Status",
    "embedded_postgres",
    "find_binaries",
    "installed_binaries",
    "known_dsn",
    "status",
]
