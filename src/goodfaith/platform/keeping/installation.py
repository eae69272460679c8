"""What is kept: the home and its database, wherever that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping.errors import ServerUnreachable
from goodfaith.platform.keeping.programs import Programs, find_programs

# Counting and holding a snapshot take as long as they take, whatever the server thinks of that.
_PATIENCE = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0"


class Installation(msgspec.Struct, frozen=True):
    """`dsn` is that of the database's owner; `version` the server's, like "18.4"."""

    home: Path
    dsn: str
    programs: Programs
    version: str

    def __repr__(self) -> str:
        return f"Installation(home={str(self.home)!r}, …)"

    @property
    def database(self) -> str:
        return str(conninfo_to_dict(self.dsn)["dbname"])

    def dsn_of(self, database: str) -> str:
        """The same server and role, another database."""
        return make_conninfo(self.dsn, dbname=database)

    def connect(self, database: str = "") -> Connection[Any]:
        """A connection that commits by itself. Raises `ServerUnreachable`."""
        return connect(self.dsn_of(database) if database else self.dsn)


@contextmanager
def open_installation(configuration: Configuration) -> Iterator[Installation]:
    """The installation that the environment describes; the embedded server runs meanwhile.

    Raises `EmbeddedPostgresError`, `ServerUnreachable`, `ProgramsMissing`.
    """
    if not configuration.is_embedded:
        yield installation_at(configuration.home, configuration.database_url)
        return
    with embedded_postgres(configuration.home) as database:
        yield installation_at(configuration.home, database.dsn("owner"))


def installation_at(home: Path, dsn: str) -> Installation:
    """Ask the server for its version and find the programs for it."""
    with connect(dsn) as connection:
        number = connection.info.server_version  # 180004
    version = f"{number // 10_000}.{number % 10_000}"
    return Installation(Path(home).absolute(), dsn, find_programs(number // 10_000), version)


def connect(dsn: str) -> Connection[Any]:
    try:
        connection = psycopg.connect(dsn, autocommit=True, application_name="goodfaith keeping")
        connection.execute(_PATIENCE)
        return connection
    except psycopg.OperationalError as error:
        found = " / ".join(str(error).strip().splitlines())
        raise ServerUnreachable("database", found, "an answer from the server") from None
