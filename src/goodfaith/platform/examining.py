"""Looking an installation over without starting, making or changing anything.

What is found is told by codes; the words are those of whoever asks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import psycopg

from goodfaith.platform.configuration import (
    Configuration,
    ConfigurationInvalid,
    insecurities,
    read_configuration,
)
from goodfaith.platform.database import database_url
from goodfaith.platform.embedded import EmbeddedPostgresError, status

ENOUGH_DISK_BYTES = 2 * 1024**3
_CLOCK_SECONDS = 5.0
_HEARTBEAT_SECONDS = 30.0
_OLDEST_SERVER = 16_00_00
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_UNAPPLIED = """
import django
django.setup()
from goodfaith.platform.watching.health import unapplied
print(len(unapplied()))
"""


class Examined(msgspec.Struct, frozen=True):
    """One thing looked at. `todo` is a code for what to do, empty when it is fine."""

    name: str
    found: str
    todo: str = ""


def examine(environment: Mapping[str, str]) -> Iterator[Examined]:
    """Everything in order; what depends on something that is missing is left out."""
    try:
        configuration = read_configuration(environment)
    except ConfigurationInvalid as invalid:
        for wrong in invalid.wrong:
            yield Examined("settings", str(wrong), "settings")
        return
    insecure = insecurities(configuration)
    yield from (Examined("settings", reason, "settings") for reason in insecure)
    if not insecure:
        yield Examined("settings", configuration.mode)
    yield _disk(configuration.home)
    yield from _database(configuration, environment)
    yield _browser()
    yield _speech(configuration.home)


def _disk(home: Path) -> Examined:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    todo = "" if free > ENOUGH_DISK_BYTES else "disk"
    return Examined("home", f"{home}, {free / 1024**3:,.0f} GiB", todo)


def _database(configuration: Configuration, environment: Mapping[str, str]) -> Iterator[Examined]:
    if configuration.is_embedded:
        try:
            found = status(configuration.home)
        except EmbeddedPostgresError as error:
            yield Examined("database", str(error), "embedded")
            return
        yield Examined("database", f"PostgreSQL {found.version}, {found.state}")
        if found.state != "running":
            return
    try:
        address = database_url(configuration, "application")
        with psycopg.connect(address, connect_timeout=10, autocommit=True) as connection:
            yield from _server(connection, configuration)
    except psycopg.OperationalError:
        yield Examined("database", "–", "database")
        return
    yield _migrations(environment)


def _server(
    connection: psycopg.Connection[Any], configuration: Configuration
) -> Iterator[Examined]:
    if not configuration.is_embedded:
        version = connection.info.server_version
        told = f"PostgreSQL {version // 10_000}.{version % 10_000}"
        yield Examined("database", told, "" if version >= _OLDEST_SERVER else "old_database")
    yield _clock(connection, configuration)
    if _asked(connection, "select to_regclass('procrastinate_workers') is not null"):
        yield _worker(connection)
        yield _aside(connection)


def _clock(connection: psycopg.Connection[Any], configuration: Configuration) -> Examined:
    before = time.time()
    theirs = float(_asked(connection, "select extract(epoch from clock_timestamp())"))
    ahead = theirs - (before + time.time()) / 2
    here = datetime.now(UTC).astimezone(ZoneInfo(configuration.zone))
    found = f"{here:%Y-%m-%d %H:%M} {configuration.zone}, {ahead:+.1f} s"
    return Examined("clock", found, "" if abs(ahead) < _CLOCK_SECONDS else "clock")


def _worker(connection: psycopg.Connection[Any]) -> Examined:
    age = _asked(
        connection,
        "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers",
    )
    if age is None:
        return Examined("worker", "–", "worker")
    return Examined("worker", f"{float(age):.0f} s", "" if age < _HEARTBEAT_SECONDS else "worker")


def _aside(connection: psycopg.Connection[Any]) -> Examined:
    if not _asked(connection, "select to_regclass('platform_poisonedevent') is not null"):
        return Examined("events", "–")
    number = _asked(
        connection, "select count(*) from platform_poisonedevent where settled_at is null"
    )
    return Examined("events", str(number), "events" if number else "")


def _migrations(environment: Mapping[str, str]) -> Examined:
    """Asked of Django in a process of its own, which alone may read the settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings"}
    answer = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", _UNAPPLIED],
        env={**os.environ, **environment, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    number = answer.stdout.strip()
    if answer.returncode != 0 or not number.isdigit():
        return Examined("migrations", "–", "migrations")
    return Examined("migrations", number, "migrations" if int(number) else "")


def _browser() -> Examined:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    return Examined("browser", found or "–")


def _speech(home: Path) -> Examined:
    folder = home / "models" / "speech"
    return Examined("speech", str(folder) if folder.is_dir() else "–")


def _asked(connection: psycopg.Connection[Any], query: str) -> Any:
    ask: Callable[..., Any] = connection.execute
    row = ask(query).fetchone()
    return row[0] if row else None
