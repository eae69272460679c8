"""A cluster of an older PostgreSQL becomes one of ours, or stays as it was."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import errors

from embedded_users import DEADLINE_SECONDS, ask, wait_for
from goodfaith.platform.embedded import (
    ClusterOfAnotherMajor,
    embedded_postgres,
    find_binaries,
    status,
)
from goodfaith.platform.embedded.kept_binaries import keep_binaries, kept_binaries
from goodfaith.platform.embedded.locks import open_lock
from goodfaith.platform.embedded.place import find_place
from goodfaith.platform.embedded.processes import processes_on
from goodfaith.platform.keeping import (
    ContentsDiffer,
    DatabaseInUse,
    OldBinariesMissing,
    forget_old,
    loading,
    old_programs,
    upgrade,
)
from kept_installations import AT, ROWS, TABLES
from other_postgres import each_other_version, make_cluster

OTHERS = each_other_version()


@contextmanager
def running(server):
    server.ensure_ready(DEADLINE_SECONDS)
    try:
        yield server.cluster.dsn("owner")
    finally:
        server.stop()


def fill(server) -> None:
    with running(server) as dsn:
        ask(dsn, TABLES + "; grant select on customer to auditor")
        if ask(dsn, "select 1 from pg_extension where extname = 'vector'"):
            ask(dsn, "create table near (place vector(2)); insert into near values ('[1,2]')")


@pytest.fixture
def home(empty_home):
    yield empty_home
    for data in (empty_home / "postgres").glob("*/data"):
        for pid in processes_on(data):
            subprocess.run(["kill", "-9", str(pid)])
        wait_for(lambda data=data: not processes_on(data))


@pytest.fixture
def old(home, other):
    """A stopped server of another major version, with rows."""
    server = make_cluster(home, other)
    fill(server)
    return server


@pytest.mark.parametrize("other", OTHERS)
def test_the_start_refuses_it_and_says_what_to_do(home, old):
    with pytest.raises(ClusterOfAnotherMajor, match="goodfaith upgrade"):
        embedded_postgres(home).__enter__()
    with pytest.raises(ClusterOfAnotherMajor):
        status(home)
    assert not (home / "postgres" / "18").exists()


@pytest.mark.parametrize("other", OTHERS)
def test_everything_is_there_afterwards(home, old, other):
    done = upgrade(home, at=AT)
    assert done.old_version == other.version
    assert done.new_version == find_binaries().version
    assert (done.roles, done.left) == (["auditor", "reporter"], ["kept_apart"])
    with embedded_postgres(home) as database:
        assert ask(database.dsn(), ROWS) == [(3000, 500)]
        with pytest.raises(errors.InsufficientPrivilege):
            ask(database.dsn(), "delete from ledger")
        if ask(database.dsn("owner"), "select 1 from pg_class where relname = 'near'"):
            assert ask(database.dsn(), "select place <-> '[1,3]' from near") == [(1.0,)]
        reporter = database.dsn().replace("goodfaith_application:", "reporter:reported@/")
        reporter = reporter.split("@/")[0] + "@/" + database.dsn().split("@/")[1]
        assert ask(reporter, "select count(*) from customer") == [(3000,)]
    assert not list((home / "postgres").glob(".upgrade-*"))


@pytest.mark.parametrize("other", OTHERS)
def test_the_old_one_is_kept_until_it_may_go(home, old, other):
    upgrade(home, at=AT)
    with running(old) as dsn:
        assert ask(dsn, ROWS) == [(3000, 500)]
    assert upgrade(home, at=AT) is None
    assert forget_old(home) == [old.cluster.folder]
    assert not old.cluster.folder.exists()
    with embedded_postgres(home) as database:
        assert ask(database.dsn(), ROWS) == [(3000, 500)]


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_the_old_one_may_not_go_while_it_is_in_force(home, old):
    with pytest.raises(ClusterOfAnotherMajor):
        forget_old(home)


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_programs_that_a_release_kept_are_found_again(home, old, other, monkeypatch):
    place = find_place(home)
    keep_binaries(place, other)
    kept = kept_binaries(place, other.major)
    assert kept.install.is_relative_to(home)
    monkeypatch.setattr(old_programs, "installed_binaries", list)
    used = []
    monkeypatch.setattr(
        old_programs, "reachable_binaries", lambda found, account: used.append(found) or found
    )
    upgrade(home, at=AT)
    assert kept in used
    assert sorted(forget_old(home)) == sorted([old.cluster.folder, kept.install.parents[1]])


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_without_the_old_programs_it_asks_for_them(home, old, other, monkeypatch, tmp_path):
    (home / "postgres" / str(other.major)).rename(home / "postgres" / "11")
    (home / "postgres" / "11" / "data" / "PG_VERSION").write_text("11\n")
    with pytest.raises(OldBinariesMissing, match=r"PostgreSQL 11.*--old-binaries"):
        upgrade(home, at=AT)
    with pytest.raises(OldBinariesMissing, match=str(tmp_path)):
        upgrade(home, at=AT, old_binaries=tmp_path)


@pytest.mark.parametrize("other", OTHERS[-1:])
@pytest.mark.parametrize("below", ["", "bin"])
def test_the_old_programs_may_be_named(home, old, other, below, monkeypatch):
    monkeypatch.setattr(old_programs, "installed_binaries", list)
    assert upgrade(home, at=AT, old_binaries=other.install / below)


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_what_does_not_load_into_what_was_dumped_leaves_the_old_one(home, old, monkeypatch):
    whole = loading.load

    def load(programs, dsn, dump, wanted):
        whole(programs, dsn, dump, [line for line in wanted if "TABLE DATA" not in line])

    monkeypatch.setattr(loading, "load", load)
    with pytest.raises(ContentsDiffer, match=r"public\.customer: rows 3000"):
        upgrade(home, at=AT)
    still_the_old_one(home, old)


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_nobody_may_use_it_meanwhile(home, other):
    server = make_cluster(home, other)
    users = open_lock(server.place, "users")
    fcntl.flock(users, fcntl.LOCK_SH)
    with pytest.raises(DatabaseInUse, match="somebody uses the database"):
        upgrade(home, at=AT)
    os.close(users)


def still_the_old_one(home: Path, old) -> None:
    assert not (home / "postgres" / "18").exists()
    with pytest.raises(ClusterOfAnotherMajor):
        embedded_postgres(home).__enter__()
    with running(old) as dsn:
        assert ask(dsn, ROWS) == [(3000, 500)]


KILLED = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from goodfaith.platform.keeping import upgrade
def stop(phase):
    if phase == sys.argv[2]:
        print(phase, flush=True)
        sys.stdin.read()
upgrade(Path(sys.argv[1]), at=datetime(2026, 3, 1, 4, tzinfo=UTC), watch=stop)
"""


@pytest.mark.parametrize("other", OTHERS[-1:])
@pytest.mark.parametrize("phase", ["writing", "loading", "placing"])
def test_an_upgrade_that_is_killed_can_be_done_again(home, old, phase):
    command = [sys.executable, "-c", KILLED, home, phase]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline().decode().strip() == phase
        process.kill()
    still_the_old_one(home, old)
    upgrade(home, at=AT)
    with embedded_postgres(home) as database:
        assert ask(database.dsn(), ROWS) == [(3000, 500)]
    assert not list((home / "postgres").glob(".upgrade-*"))


def test_a_home_without_a_cluster_or_with_todays_needs_none(empty_home):
    assert upgrade(empty_home, at=AT) is None
    with embedded_postgres(empty_home):
        pass
    assert upgrade(empty_home, at=AT) is None


def test_a_cluster_of_a_newer_release_is_refused_by_start_and_upgrade(empty_home):
    with embedded_postgres(empty_home):
        pass
    (empty_home / "postgres" / "99").mkdir()
    for act in (
        lambda: embedded_postgres(empty_home).__enter__(),
        lambda: upgrade(empty_home, at=AT),
    ):
        with pytest.raises(ClusterOfAnotherMajor, match="install the release that made it"):
            act()


def test_programs_are_kept_from_the_first_start_on(empty_home):
    with embedded_postgres(empty_home) as database:
        place = find_place(empty_home)
        kept = kept_binaries(place, 18)
    assert kept.version == database.version
    answer = subprocess.run([kept.postgres, "--version"], capture_output=True, text=True)
    assert answer.stdout.split()[-1] == kept.version


def test_programs_of_an_older_minor_version_make_room(empty_home):
    with embedded_postgres(empty_home):
        place = find_place(empty_home)
    older = place.folder / "binaries-18.0"
    (place.folder / f"binaries-{find_binaries().version}").rename(older)
    with embedded_postgres(empty_home):
        pass
    assert not older.exists()
    assert kept_binaries(place, 18).version == find_binaries().version
