"""The database of an installation: the embedded one below `home`, or the one `DATABASE_URL` names.

Rows are read and written by the application's role; tables are made and changed by their owner's.
With an address of one's own both may be the same role, and a trigger alone keeps what may only be
appended to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.embedded import Database, embedded_postgres, known_dsn
from goodfaith.platform.embedded.cluster import Role

_NOWHERE = "postgresql://nobody@localhost:1/goodfaith"


@contextmanager
def database_in_use(configuration: Configuration) -> Iterator[Database | None]:
    """Keep the embedded server running while inside; None where somebody else runs the server.

    Raises `EmbeddedPostgresError`.
    """
    if not configuration.is_embedded:
        yield None
        return
    with embedded_postgres(configuration.home) as database:
        yield database


def database_url(configuration: Configuration, role: Role) -> str:
    """Where to connect; an address that leads nowhere before the embedded cluster was made."""
    if configuration.is_embedded:
        return known_dsn(configuration.home, role) or _NOWHERE
    if role == "owner":
        return configuration.database_owner_url or configuration.database_url
    return configuration.database_url


def connections(configuration: Configuration) -> dict[str, Any]:
    """Django's `DATABASES`: `default` is the application's, `owner` is for migrations."""
    address = database_url(configuration, "application")
    application = _connection(address)
    if address != _NOWHERE:
        pool = {"min_size": 0, "max_size": configuration.pool_size, "timeout": 30}
        application["OPTIONS"]["pool"] = pool
        application["CONN_HEALTH_CHECKS"] = True  # the server may have been restarted meanwhile
    owner = _connection(database_url(configuration, "owner"))
    return {"default": application, "owner": owner | {"TEST": {"MIRROR": "default"}}}


def _connection(url: str) -> dict[str, Any]:
    """One of `DATABASES`; what is asked for after `?` goes to libpq."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.pop("host", "") or parts.hostname or "",
        "PORT": asked.pop("port", "") or str(parts.port or ""),
        "OPTIONS": dict(asked),
    }
