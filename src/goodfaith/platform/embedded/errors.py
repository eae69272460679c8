"""What can go wrong with the embedded PostgreSQL.

EmbeddedPostgresError
  BinariesMissing      the programs are not installed, or not of the version we use
  FolderNotOurs        the folder exists, but we did not make it like this
  FolderUnreachable    whoever runs the server cannot enter the folder
  NoServerAccount      nobody whom PostgreSQL would run as
  ClusterNotMade       initdb or the first statements failed; nothing is left behind
  ClusterDamaged       a file of the cluster is missing or does not fit
  ClusterOfAnotherMajor  the cluster is of another major version than the programs
  ServerNotStarted     the server gave up; its last words are told
  ServerNotReady       the server or whoever is starting it took longer than we wait
  ServerNotStopped     the server did not leave
"""

from __future__ import annotations

from typing import ClassVar


class EmbeddedPostgresError(Exception):
    """Carries `place` (a path), `found`, `expected`; `code` is for programs and never changes."""

    code: ClassVar[str] = "embedded_postgres"

    def __init__(self, place: object, found: str, expected: str) -> None:
        self.place, self.found, self.expected = str(place), found, expected
        super().__init__(f"{self.place}: {found}, expected {expected}")

    def __reduce__(self) -> tuple[type[EmbeddedPostgresError], tuple[str, str, str]]:
        return (type(self), (self.place, self.found, self.expected))


class BinariesMissing(EmbeddedPostgresError):
    code = "binaries_missing"


class FolderNotOurs(EmbeddedPostgresError):
    code = "folder_not_ours"


class FolderUnreachable(EmbeddedPostgresError):
    code = "folder_unreachable"


class NoServerAccount(EmbeddedPostgresError):
    code = "no_server_account"


class ClusterNotMade(EmbeddedPostgresError):
    code = "cluster_not_made"


class ClusterDamaged(EmbeddedPostgresError):
    code = "cluster_damaged"


class ClusterOfAnotherMajor(EmbeddedPostgresError):
    code = "cluster_of_another_major"


class ServerNotStarted(EmbeddedPostgresError):
    code = "server_not_started"


class ServerNotReady(EmbeddedPostgresError):
    code = "server_not_ready"


class ServerNotStopped(EmbeddedPostgresError):
    code = "server_not_stopped"
