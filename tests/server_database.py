"""The database of tests: the real one, as the application's role, a copy for each worker.

The first worker to come makes the tables, as their owner; the others copy them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from goodfaith.platform.embedded import embedded_postgres

_FAST = "alter database {} set synchronous_commit = off"


@pytest.fixture(scope="session")
def server_home() -> Path:
    return Path(os.environ["GOODFAITH_HOME"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The settings of the worker's copy are made in `django_db_setup`."""


@pytest.fixture(scope="session")
def django_db_setup(
    server_home: Path, worker_id: str, django_db_blocker: Any, cache: Path
) -> Iterator[None]:
    from django.db import connections

    from goodfaith.platform.database import connections as settled
    from goodfaith.platform.settings import CONFIGURATION

    with embedded_postgres(server_home) as database, django_db_blocker.unblock():
        owner = database.dsn("owner")
        for alias, values in settled(CONFIGURATION).items():
            connections[alias].settings_dict.update(values)
        name = f"test_{worker_id}"
        with (server_home / "tables.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # nobody may be in the database that is copied
            _make_once(server_home)
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute(f"create database {name} template goodfaith")
                connection.execute(_FAST.format(name))
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = name
        yield
        for alias in ("default", "owner"):
            connections[alias].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]


def _make_once(home: Path) -> None:
    from django.core.management import call_command
    from django.db import connections

    made = home / "tables.made"
    if not made.exists():
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
        made.touch()
