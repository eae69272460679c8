"""A whole server in a home of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded_users import open_folder, remove
from migrated_home import migrated_home
from served import COMMAND, Served, migration_of


@pytest.fixture
def alone(home: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """One role by itself, as on a machine of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [*COMMAND, "serve", *arguments]
        environment = kept | {"GOODFAITH_HOME": str(home)}
        started.append(subprocess.Popen(command, env=environment, start_new_session=True))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


@pytest.fixture
def migrating() -> Callable[[Path], subprocess.Popen[bytes]]:
    return migration_of


@pytest.fixture
def empty_home() -> Iterator[Path]:
    home = open_folder()
    yield home
    remove(home)


@pytest.fixture
def home() -> Iterator[Path]:
    home = migrated_home()
    yield home
    remove(home)


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    """A server that several tests share: each leaves it as it was, all its processes at work."""
    home = migrated_home()
    served = Served(home)
    yield served
    served.end()
    remove(home)


@pytest.fixture
def lasting(running: Served) -> Served:
    running.wait_until_ready()
    return running


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., Served]]:
    served: list[Served] = []

    def start(*options: str, **settings: str) -> Served:
        served.append(Served(home, *options, **settings))
        return served[-1]

    yield start
    for each in served:
        each.end()
    shutil.rmtree(home / "run", ignore_errors=True)
