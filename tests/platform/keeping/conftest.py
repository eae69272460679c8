"""An installation with rows, a table that refuses changes, and files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_users import ask, open_folder, remove
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import Backup, Installation, back_up, installation_at
from kept_installations import AT, FILES, TABLES


@pytest.fixture(scope="session")
def filled() -> Iterator[Path]:
    home = open_folder()
    with embedded_postgres(home) as database:
        ask(database.dsn("owner"), TABLES)
    shutil.rmtree(next((home / "postgres").glob("binaries-*")))  # quicker to copy
    for name, content in FILES.items():
        (home / name).parent.mkdir(parents=True)
        (home / name).write_bytes(content)
    (home / "secret-key").write_text("the key\n")
    yield home
    remove(home)


@pytest.fixture
def empty_home() -> Iterator[Path]:
    home = open_folder()
    yield home
    remove(home)


@pytest.fixture
def home(filled: Path, empty_home: Path) -> Path:
    subprocess.run(["cp", "-a", f"{filled}/.", empty_home], check=True)
    return empty_home


@pytest.fixture
def installation(home: Path) -> Iterator[Installation]:
    with embedded_postgres(home) as database:
        yield installation_at(home, database.dsn("owner"))


@pytest.fixture
def backup(installation: Installation) -> Backup:
    return back_up(installation, at=AT)


@pytest.fixture
def application(installation: Installation) -> str:
    """The application's own DSN."""
    with embedded_postgres(installation.home) as database:
        return database.dsn("application")
