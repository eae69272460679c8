"""Homes for clusters, and users in processes of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded_users import User, ask, open_folder, remove
from goodfaith.platform.embedded import embedded_postgres


@pytest.fixture
def empty_home() -> Iterator[Path]:
    home = open_folder()
    yield home
    remove(home)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    home = open_folder()
    with embedded_postgres(home) as database:
        ask(database.dsn("owner"), "create table kept (number int); insert into kept values (1)")
    yield home
    remove(home)


@pytest.fixture
def home(made: Path, empty_home: Path) -> Path:
    """A home whose cluster has been made before."""
    subprocess.run(["cp", "-a", made / "postgres", empty_home / "postgres"], check=True)
    return empty_home


@pytest.fixture
def user() -> Iterator[Callable[..., User]]:
    users: list[User] = []

    def come(home: Path, account: tuple[int, int] | tuple[()] = ()) -> User:
        users.append(User(home, account))
        return users[-1]

    yield come
    for each in users:
        each.process.kill()
        each.process.communicate()
