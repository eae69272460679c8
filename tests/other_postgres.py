"""Clusters of other major versions than ours, made by whatever PostgreSQL is installed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from goodfaith.platform.embedded import Binaries, installed_binaries
from goodfaith.platform.embedded.account import Account
from goodfaith.platform.embedded.binaries import MAJOR, binaries_in
from goodfaith.platform.embedded.cluster import Cluster, Passwords
from goodfaith.platform.embedded.place import reachable_binaries, settle
from goodfaith.platform.embedded.server import Server

PATIENCE_SECONDS = 60
PASSWORDS = Passwords("super", "owned", "applied")
ROLES = """
create role goodfaith_owner login createdb password 'owned';
create role goodfaith_application login password 'applied';
create role auditor nologin;
create role reporter login password 'reported' in role auditor;
grant create, usage on schema public to goodfaith_owner;
alter default privileges for role goodfaith_owner
  grant select, insert, update, delete on tables to goodfaith_application;
create database goodfaith owner goodfaith_owner;
create database kept_apart;
"""


def other_versions() -> list[Binaries]:
    """One installation of each other major version that our programs can dump."""
    debian = [binaries_in(folder) for folder in Path("/usr/lib/postgresql").glob("*")]
    found = {each.major: each for each in [*debian, *installed_binaries()]}
    return [found[major] for major in sorted(found) if 9 < major < MAJOR]


def each_other_version() -> list[object]:
    """Parameters of a test that takes `other`; skipped where no other PostgreSQL is installed."""
    missing = pytest.mark.skip(reason="no PostgreSQL of another major version is installed")
    found = [pytest.param(each, id=each.version) for each in other_versions()]
    return found or [pytest.param(None, marks=missing)]


def make_cluster(home: Path, binaries: Binaries) -> Server:
    """A cluster of an older release below `home`, with our roles and two that somebody made."""
    place = settle(home)
    binaries = reachable_binaries(binaries, place.account)
    folder = place.folder / str(binaries.major)
    folder.mkdir(mode=0o700)
    place.account.own(folder)
    _initdb(folder, binaries, place.account)
    file = folder / "passwords.json"
    file.write_bytes(msgspec.json.encode(PASSWORDS))
    file.chmod(0o600)
    place.account.own(file)
    return Server(place, Cluster(folder, place.account, PASSWORDS), binaries)


def _initdb(folder: Path, binaries: Binaries, account: Account) -> None:
    """As our releases do, without what came after 15."""
    (folder / "password").write_text(PASSWORDS.superuser)
    (folder / "password").chmod(0o644)
    made = account.run(
        [
            *(binaries.initdb, "--pgdata", "data", "--username", "postgres", "--no-sync"),
            *("--pwfile", "password", "--auth", "scram-sha-256", "--encoding", "UTF8"),
            *("--locale", "C"),
        ],
        folder,
    )
    assert made.returncode == 0, made.stderr
    (folder / "password").unlink()
    vector = (binaries.install / "lib" / "postgresql" / "vector.so").exists()
    statements = ROLES + ("create extension vector;\n" if vector else "")
    single = [binaries.postgres, "--single", "-j", "-D", "data", "-c", "exit_on_error=on"]
    made = account.run([*single, "template1"], folder, input=statements.replace(";\n", ";\n\n"))
    assert made.returncode == 0, made.stderr
