"""A backup is one file that has been proved to load into what was dumped."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import timedelta
from threading import Event, Thread

import psycopg
import pytest

from embedded_users import ask, wait_for
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import (
    Archive,
    ContentsDiffer,
    KeepingBusy,
    NameTaken,
    NothingToKeep,
    ProgramFailed,
    RightMissing,
    back_up,
    installation_at,
    loading,
    programs,
)
from goodfaith.platform.keeping.contents import count_contents
from goodfaith.platform.keeping.neighbours import neighbours_of
from kept_installations import AT, FILES, databases

SENTINEL = "张三的身份证"


def test_it_counts_tables_and_says_what_made_it(backup):
    manifest = Archive(backup.path).manifest
    assert manifest.contents.rows == {"public.customer": 3000, "public.ledger": 500}
    assert manifest.contents.objects == {
        "constraint": 5,
        "function": 1,
        "index": 3,
        "trigger": 1,
        "view": 1,
    }
    assert manifest.contents.roles == ["goodfaith_application", "goodfaith_owner"]
    assert (manifest.format, manifest.pg_dump, manifest.taken_at) == (1, 18, AT)
    assert manifest.postgres.startswith("18.")


def test_it_holds_the_files_of_the_installation_and_never_the_cluster(backup):
    names = {name.removeprefix("files/") for name in Archive(backup.path).members}
    assert names == {*FILES, "database.dump", "manifest.json"}


def test_secrets_are_taken_only_when_asked_for(installation):
    made = back_up(installation, at=AT, with_secrets=True)
    assert "files/secret-key" in Archive(made.path).members


def test_nobody_else_may_read_it(backup):
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert b"SCRAM" not in backup.path.read_bytes()


def test_it_leaves_neither_scratch_nor_draft(backup, installation):
    assert databases(installation) == ["goodfaith"]
    assert [path.name for path in (installation.home / "backups").iterdir()] == [backup.path.name]


def test_a_folder_takes_a_file_named_by_its_time(installation, tmp_path):
    assert back_up(installation, tmp_path, at=AT).path == tmp_path / "goodfaith-20260301_030000.tar"


def test_no_file_is_overwritten(installation, tmp_path):
    there = tmp_path / "there.tar"
    there.write_text("mine")
    with pytest.raises(NameTaken, match=r"there\.tar"):
        back_up(installation, there, at=AT)
    assert there.read_text() == "mine"


def test_rows_written_meanwhile_are_all_in_it_or_all_missing(installation):
    stop = Event()

    def write() -> None:
        with psycopg.connect(installation.dsn, autocommit=True) as connection:
            while not stop.is_set():
                connection.execute("insert into ledger (act, customer) values ('a', 1), ('b', 1)")

    writer = Thread(target=write)
    writer.start()
    try:
        many = [back_up(installation, at=AT + timedelta(seconds=n)) for n in range(3)]
    finally:
        stop.set()
        writer.join()
    counts = [each.manifest.contents.rows["public.ledger"] for each in many]
    assert all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("TABLE DATA public ledger", r"public\.ledger: rows 500 in the dump, 0 after"),
        ("TRIGGER public ledger", r"trigger: number 1 in the dump, none after"),
        ("ACL public TABLE ledger", r"public\.ledger: grants"),
    ],
)
def test_a_dump_that_does_not_load_into_what_was_dumped_is_no_backup(
    installation, monkeypatch, lost, told
):
    whole = loading.load

    def load(programs, dsn, dump, wanted):
        whole(programs, dsn, dump, [line for line in wanted if lost not in line])

    monkeypatch.setattr(loading, "load", load)
    with pytest.raises(ContentsDiffer, match=told):
        back_up(installation, at=AT)
    assert list((installation.home / "backups").iterdir()) == []
    assert databases(installation) == ["goodfaith"]


def test_a_role_that_may_not_create_databases_is_told_so(installation, application):
    with pytest.raises(RightMissing, match="alter role goodfaith_application createdb"):
        back_up(installation_at(installation.home, application), at=AT)


def test_a_table_that_the_role_may_not_read_is_named(installation, application):
    ask(installation.dsn, "revoke all on ledger from goodfaith_application")
    told = pytest.raises(RightMissing, match=r"public\.ledger.*the role that owns the tables")
    with psycopg.connect(application) as connection, told:
        count_contents(connection)


def test_a_database_without_tables_is_no_installation(empty_home):
    with embedded_postgres(empty_home) as database:
        nothing = installation_at(empty_home, database.dsn("owner"))
        with pytest.raises(NothingToKeep, match="the home you meant"):
            back_up(nothing, at=AT)
    assert list((empty_home / "backups").iterdir()) == []


def test_one_keeps_an_installation_at_a_time(installation):
    with neighbours_of(installation), pytest.raises(KeepingBusy):
        back_up(installation, at=AT)


KILLED = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import back_up, installation_at
home, at = Path(sys.argv[1]), datetime(2026, 3, 1, 3, tzinfo=UTC)
def stop(phase):
    if phase == sys.argv[2]:
        print(phase, flush=True)
        sys.stdin.read()
with embedded_postgres(home) as database:
    back_up(installation_at(home, database.dsn("owner")), at=at, watch=stop)
"""


@pytest.mark.parametrize("phase", ["writing", "checking", "loading"])
def test_what_a_killed_backup_left_is_cleared_by_the_next(installation, phase):
    command = [sys.executable, "-c", KILLED, str(installation.home), phase]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline().decode().strip() == phase
        process.kill()
    assert list((installation.home / "backups").glob(".*.draft"))
    wait_for(
        lambda: not ask(installation.dsn, "select 1 from pg_locks where locktype = 'advisory'")
    )
    made = back_up(installation, at=AT)
    assert [path.name for path in (installation.home / "backups").iterdir()] == [made.path.name]
    assert databases(installation) == ["goodfaith"]


def test_a_dump_that_fails_is_told_and_leaves_nothing(installation, monkeypatch):
    ask(installation.dsn, "create table bad (number int)")
    whole = loading.load

    def load(programs, dsn, dump, wanted):
        ask(dsn, "create table bad (number int)")
        whole(programs, dsn, dump, wanted)

    monkeypatch.setattr(loading, "load", load)
    with pytest.raises(ProgramFailed, match=r'pg_restore: ended with 1.*"bad" already exists'):
        back_up(installation, at=AT)
    assert databases(installation) == ["goodfaith"]


def test_nobodys_words_are_in_an_error():
    said = f"""pg_restore: error: COPY failed for table "t": ERROR:  invalid input: "{SENTINEL}"
CONTEXT:  COPY t, line 1, column a: "{SENTINEL}"
pg_restore: error: could not execute query: ERROR:  could not create unique index "u"
DETAIL:  Key (name)=({SENTINEL}) is duplicated.
Command was: CREATE UNIQUE INDEX u ON t (name) -- {SENTINEL}
"""
    told = programs.words_of(said)
    assert SENTINEL not in told
    assert 'table "t"' in told
    assert 'unique index "u"' in told
