"""The cluster: made once, whole or not at all, with its database, roles and passwords.

`goodfaith_owner` owns the database and runs migrations; `goodfaith_application` may read and write
rows of the owner's tables, and cannot take part of that back from a table that refuses it. The
superuser only makes what they cannot.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import Literal
from urllib.parse import quote

import msgspec

from goodfaith.platform.embedded.account import Account
from goodfaith.platform.embedded.binaries import MAJOR, Binaries
from goodfaith.platform.embedded.errors import (
    ClusterDamaged,
    ClusterNotMade,
    ClusterOfAnotherMajor,
)
from goodfaith.platform.embedded.place import Place
from goodfaith.platform.embedded.sockets import PORT, socket_folder

Role = Literal["application", "owner"]
DATABASE = "goodfaith"
SUPERUSER = "postgres"
# For a laptop with 8 GB that has other things to do; anybody may edit postgresql.conf.
SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",  # nobody has a spinning disk
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# In template1, so that databases made for tests and for trying a backup are alike.
_ROLES = """
create role goodfaith_owner login createdb password '{owner}';
create role goodfaith_application login password '{application}';
create extension vector;
grant create, usage on schema public to goodfaith_owner;
alter default privileges for role goodfaith_owner
  grant select, insert, update, delete on tables to goodfaith_application;
alter default privileges for role goodfaith_owner
  grant usage, select on sequences to goodfaith_application;
create database goodfaith owner goodfaith_owner;
"""


class Passwords(msgspec.Struct, frozen=True):
    superuser: str
    owner: str
    application: str

    def __repr__(self) -> str:
        return "Passwords(...)"


class Cluster(msgspec.Struct, frozen=True):
    """A cluster that is complete: `data` inside, and whatever belongs to it."""

    folder: Path
    account: Account
    passwords: Passwords

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def dsn(self, role: Role) -> str:
        """A URL for libpq and Django alike, through the socket; carries the password."""
        password = getattr(self.passwords, role)
        host = quote(os.fsencode(socket_folder(self.folder)), safe="")
        return f"postgresql://goodfaith_{role}:{password}@/{DATABASE}?host={host}&port={PORT}"


def cluster_folder(place: Place, major: int = MAJOR) -> Path:
    """Named by major version: an upgrade makes its neighbour and loads a dump into it."""
    return place.folder / str(major)


def majors(place: Place) -> list[int]:
    """The major versions there are clusters of, oldest first. The newest is the one in force."""
    names = (path.name for path in place.folder.iterdir() if path.is_dir())
    return sorted(int(name) for name in names if name.isascii() and name.isdecimal())


def open_cluster(place: Place, major: int = MAJOR) -> Cluster:
    """The cluster that is there. Raises `ClusterDamaged`."""
    folder = cluster_folder(place, major)
    file = folder / "passwords.json"
    try:
        passwords = msgspec.json.decode(file.read_bytes(), type=Passwords)
    except (OSError, msgspec.DecodeError) as error:
        raise ClusterDamaged(file, type(error).__name__, "the passwords of the cluster") from None
    mark = folder / "data" / "PG_VERSION"
    found = mark.read_text().strip() if mark.is_file() else "no PG_VERSION"
    if found != str(major):
        raise ClusterDamaged(folder / "data", found, f"a cluster of PostgreSQL {major}")
    return Cluster(folder, place.account, passwords)


def find_cluster(place: Place) -> Cluster | None:
    """The cluster in force, None where there is none yet.

    Raises `ClusterDamaged`, `ClusterOfAnotherMajor`.
    """
    found = majors(place)
    if found and found[-1] != MAJOR:
        raise _of_another(cluster_folder(place, found[-1]), found[-1])
    return open_cluster(place) if found else None


def settle_cluster(place: Place, binaries: Binaries) -> Cluster:
    """The cluster in `place`, made if there is none; to be called inside the gate.

    Raises `ClusterNotMade`, `ClusterDamaged`, `ClusterOfAnotherMajor`.
    """
    if cluster := find_cluster(place):
        return cluster
    _make(place, binaries)
    return open_cluster(place)


def _of_another(folder: Path, major: int) -> ClusterOfAnotherMajor:
    way = "run `goodfaith upgrade`" if major < MAJOR else "install the release that made it"
    found, expected = f"a cluster of PostgreSQL {major}", f"one of {MAJOR}: {way}"
    return ClusterOfAnotherMajor(folder, found, expected)


def _make(place: Place, binaries: Binaries) -> None:
    prefix = f".{MAJOR}-"
    for left_by_a_crash in place.folder.glob(f"{prefix}*"):
        shutil.rmtree(left_by_a_crash, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=place.folder))
    place.account.own(draft)
    try:
        _fill(draft, place.account, binaries)
        draft.rename(cluster_folder(place))
        _sync(place.folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _fill(draft: Path, account: Account, binaries: Binaries) -> None:
    passwords = Passwords(*(secrets.token_urlsafe(24) for _ in range(3)))
    _write(draft / "passwords.json", msgspec.json.encode(passwords), account)
    _write(draft / "password", passwords.superuser.encode(), account)
    _expect_success(account.run(_initdb(binaries), draft), draft)
    (draft / "password").unlink()
    statements = _ROLES.format(owner=passwords.owner, application=passwords.application)
    single: list[str | Path] = [
        binaries.postgres,
        "--single",
        "-j",
        "-D",
        "data",
        *_quiet(),
        "template1",
    ]
    # -j: a statement ends with a semicolon and an empty line.
    _expect_success(account.run(single, draft, input=statements.replace(";\n", ";\n\n")), draft)
    _sync(draft)


def _initdb(binaries: Binaries) -> list[str | Path]:
    settings = [part for item in SETTINGS.items() for part in ("--set", "=".join(item))]
    return [
        binaries.initdb,
        *("--pgdata", "data", "--username", SUPERUSER, "--pwfile", "password"),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *settings,
    ]


def _quiet() -> list[str]:
    """Stop at the first error, and do not repeat the statement: it has a password in it."""
    return ["-c", "exit_on_error=on", "-c", "log_min_error_statement=panic"]


def _write(path: Path, content: bytes, account: Account) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        account.own(descriptor)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    """A name in a folder is on disk only once the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _expect_success(answer: CompletedProcess[str], draft: Path) -> None:
    if answer.returncode != 0:
        program = Path(answer.args[0]).name
        words = " / ".join(answer.stderr.strip().splitlines()[-3:])
        found = f"{program} ended with {answer.returncode}: {words or 'no message'}"
        raise ClusterNotMade(draft.parent, found, "room, and a file system that PostgreSQL can use")
