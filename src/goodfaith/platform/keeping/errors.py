"""What can go wrong while an installation is kept.

KeepingError
  ProgramsMissing     no pg_dump and pg_restore of the server's major version
  ProgramFailed       one of them gave up; its words are told, never a row's
  ServerUnreachable   the database cannot be connected to
  KeepingBusy         another backup or restore of this database is under way
  RightMissing        the role may not create the databases that this needs
  NothingToKeep       the database has no tables: a wrong home, or nothing was ever in it
  RolesMissing        the backup names roles that the server does not have
  NameTaken           the file is there already
  ArchiveDamaged      the file is not a whole backup, or not one that we understand
  ContentsDiffer      what was loaded is not what was dumped
  DatabaseNotEmpty    there are tables that would have to give way
  DatabaseInUse       somebody is connected, or the server runs
  OldBinariesMissing  nothing here can read the old cluster
"""

from __future__ import annotations

from typing import ClassVar


class KeepingError(Exception):
    """Carries `place`, `found`, `expected`; `code` is for programs and never changes."""

    code: ClassVar[str] = "keeping"

    def __init__(self, place: object, found: str, expected: str) -> None:
        self.place, self.found, self.expected = str(place), found, expected
        super().__init__(f"{self.place}: {found}, expected {expected}")

    def __reduce__(self) -> tuple[type[KeepingError], tuple[str, str, str]]:
        return (type(self), (self.place, self.found, self.expected))


class ProgramsMissing(KeepingError):
    code = "programs_missing"


class ProgramFailed(KeepingError):
    code = "program_failed"


class ServerUnreachable(KeepingError):
    code = "server_unreachable"


class KeepingBusy(KeepingError):
    code = "keeping_busy"


class RightMissing(KeepingError):
    code = "right_missing"


class NothingToKeep(KeepingError):
    code = "nothing_to_keep"


class RolesMissing(KeepingError):
    code = "roles_missing"


class NameTaken(KeepingError):
    code = "name_taken"


class ArchiveDamaged(KeepingError):
    code = "archive_damaged"


class ContentsDiffer(KeepingError):
    code = "contents_differ"


class DatabaseNotEmpty(KeepingError):
    code = "database_not_empty"


class DatabaseInUse(KeepingError):
    code = "database_in_use"


class OldBinariesMissing(KeepingError):
    code = "old_binaries_missing"
