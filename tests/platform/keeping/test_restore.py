"""Restoring puts a backup in the place of what is there, or leaves everything as it was."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from embedded_users import ask, open_folder, remove, wait_for
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import (
    Archive,
    ArchiveDamaged,
    ContentsDiffer,
    DatabaseInUse,
    DatabaseNotEmpty,
    RolesMissing,
    back_up,
    forget_before,
    installation_at,
    loading,
    restore,
    settle_interrupted,
)
from goodfaith.platform.keeping.archive import DUMP, ArchiveWriter
from goodfaith.platform.keeping.contents import count_contents
from kept_installations import AT, FILES, databases, files, rows

LATER = AT + timedelta(hours=1)
BEFORE = "goodfaith_before_20260301_040000"


def contents(installation):
    with installation.connect() as connection:
        return count_contents(connection)


def change(installation) -> None:
    """What the backup does not know of."""
    ask(installation.dsn, "delete from ledger where line > 10; create table later (n int)")
    (installation.home / "recordings" / "later.wav").write_bytes(b"later")
    (installation.home / "uploads" / "名单.csv").unlink()


def test_a_backup_comes_back_with_rows_owners_and_grants(installation, backup):
    as_it_was = contents(installation)
    change(installation)
    restore(installation, backup.path, at=LATER, replace=True)
    assert contents(installation) == as_it_was == backup.manifest.contents


def test_a_table_that_refused_the_application_still_does(installation, backup, application):
    restore(installation, backup.path, at=LATER, replace=True)
    ask(application, "insert into ledger (act, customer) values ('after', 1)")
    ask(application, "update customer set name = 'new' where id = 1")
    for refused in ("update ledger set act = ''", "delete from ledger", "truncate ledger"):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(application, refused)


def test_tables_made_after_a_restore_are_open_to_the_application_as_before(
    installation, backup, application
):
    restore(installation, backup.path, at=LATER, replace=True)
    ask(installation.dsn, "create table made_later (n int)")
    ask(application, "insert into made_later values (1)")


def test_a_new_installation_takes_a_backup_without_being_asked_twice(backup, empty_installation):
    done = restore(empty_installation, backup.path, at=LATER)
    assert (done.before, done.moved) == ("", ())
    assert rows(empty_installation) == (3000, 500)
    assert files(empty_installation.home) == FILES
    assert databases(empty_installation) == ["goodfaith"]


def test_tables_do_not_give_way_unless_told_to(installation, backup):
    change(installation)
    with pytest.raises(DatabaseNotEmpty, match=r"3 tables.*--replace"):
        restore(installation, backup.path, at=LATER)
    assert rows(installation) == (3000, 10)
    assert databases(installation) == ["goodfaith"]


def test_what_gave_way_is_kept_under_another_name(installation, backup):
    change(installation)
    done = restore(installation, backup.path, at=LATER, replace=True)
    assert done.before == BEFORE
    assert ask(installation.dsn_of(BEFORE), "select count(*) from ledger") == [(10,)]
    assert {path.name for path in done.moved} == {
        f"{name}_before_20260301_040000" for name in ("recordings", "rulebooks", "uploads")
    }
    assert (installation.home / "recordings_before_20260301_040000" / "later.wav").exists()
    assert files(installation.home).items() >= FILES.items()
    assert not (installation.home / "recordings" / "later.wav").exists()


def test_what_gave_way_goes_when_told_to(installation, backup):
    restore(installation, backup.path, at=LATER, replace=True)
    gone = forget_before(installation)
    assert sorted(gone) == sorted(
        [BEFORE]
        + [f"{name}_before_20260301_040000" for name in ("recordings", "rulebooks", "uploads")]
    )
    assert files(installation.home) == FILES | {"secret-key": b"the key\n"}
    assert databases(installation) == ["goodfaith"]
    assert rows(installation) == (3000, 500)


def test_nothing_is_restored_under_somebodys_feet(installation, backup):
    with psycopg.connect(installation.dsn), pytest.raises(DatabaseInUse, match="1 connected"):
        restore(installation, backup.path, at=LATER, replace=True)
    assert databases(installation) == ["goodfaith"]


def test_somebody_who_comes_meanwhile_stops_it_and_all_is_as_it_was(installation, backup):
    change(installation)
    as_it_was, kept = contents(installation), files(installation.home)
    guests = []

    def come(phase: str) -> None:
        if phase == "loading":
            guests.append(psycopg.connect(installation.dsn))

    with pytest.raises(DatabaseInUse):
        restore(installation, backup.path, at=LATER, replace=True, watch=come)
    guests[0].close()
    assert databases(installation) == ["goodfaith"]
    assert (contents(installation), files(installation.home)) == (as_it_was, kept)


def test_what_does_not_load_into_what_was_dumped_takes_no_place(installation, backup, monkeypatch):
    as_it_was = contents(installation)
    whole = loading.load

    def load(programs, dsn, dump, wanted):
        whole(programs, dsn, dump, [line for line in wanted if "TABLE DATA" not in line])

    monkeypatch.setattr(loading, "load", load)
    with pytest.raises(ContentsDiffer, match=r"public\.customer: rows 3000 in the dump, 0 after"):
        restore(installation, backup.path, at=LATER, replace=True)
    assert contents(installation) == as_it_was
    assert databases(installation) == ["goodfaith"]


def test_every_role_that_is_missing_is_named(installation, backup):
    ask(installation.dsn, "drop table ledger")
    manifest = backup.path.read_bytes()
    archive = Archive(backup.path)
    archive.manifest.contents.roles.extend(["auditor", "reporter"])
    with pytest.raises(RolesMissing, match="no auditor, no reporter"):
        loading.expect_loadable(archive, installation)
    assert manifest == backup.path.read_bytes()


KILLED = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import installation_at, loading, restore
home, at = Path(sys.argv[1]), datetime(2026, 3, 1, 4, tzinfo=UTC)
def stop(phase):
    if phase == sys.argv[3]:
        print(phase, flush=True)
        sys.stdin.read()
whole = loading.count_contents
def count(connection):
    stop("counting")
    return whole(connection)
loading.count_contents = count
with embedded_postgres(home) as database:
    dsn = database.dsn("owner")
    restore(installation_at(home, dsn), Path(sys.argv[2]), at=at, replace=True, watch=stop)
"""


def kill_a_restore(installation, backup, phase: str) -> None:
    command = [sys.executable, "-c", KILLED, installation.home, backup.path, phase]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline().decode().strip() == phase
        process.kill()
    wait_for(
        lambda: not ask(installation.dsn, "select 1 from pg_locks where locktype = 'advisory'")
    )


@pytest.mark.parametrize("phase", ["checking", "loading", "counting"])
def test_a_restore_that_is_killed_leaves_the_old_one_as_it_was(installation, backup, phase):
    change(installation)
    as_it_was, kept = contents(installation), files(installation.home)
    kill_a_restore(installation, backup, phase)
    assert (contents(installation), files(installation.home)) == (as_it_was, kept)
    restore(installation, backup.path, at=LATER, replace=True)
    assert databases(installation) == ["goodfaith", BEFORE]
    assert rows(installation) == (3000, 500)


def test_a_restore_that_is_killed_while_rows_are_loaded_leaves_the_old_one(installation):
    many = "insert into customer select n, 'K' || n from generate_series(3001, 400000) n"
    ask(installation.dsn, many)
    backup = back_up(installation, at=AT)
    command = [sys.executable, "-c", KILLED, installation.home, backup.path, "never"]
    with subprocess.Popen(command) as process:
        copying = "select 1 from pg_stat_progress_copy where tuples_processed > 0"
        wait_for(lambda: ask(installation.dsn_of("postgres"), copying))
        process.kill()
    assert rows(installation) == (400_000, 500)
    wait_for(
        lambda: not ask(installation.dsn, "select 1 from pg_locks where locktype = 'advisory'")
    )
    restore(installation, backup.path, at=LATER, replace=True)
    assert databases(installation) == ["goodfaith", BEFORE]


@pytest.mark.parametrize(
    "finish", [settle_interrupted, lambda found: back_up(found, at=LATER)], ids=["start", "backup"]
)
def test_files_whose_database_is_in_its_place_are_put_in_theirs_after_a_kill(
    installation, backup, finish
):
    change(installation)
    kill_a_restore(installation, backup, "placing")
    assert rows(installation) == (3000, 500)  # renamed already
    assert (installation.home / "recordings" / "later.wav").exists()
    finish(installation)
    assert not (installation.home / "recordings" / "later.wav").exists()
    assert files(installation.home).items() >= FILES.items()
    assert not list(installation.home.glob(".restoring-*"))


def test_files_of_a_restore_that_was_killed_before_its_database_are_removed(installation):
    (installation.home / ".restoring-20260301_040000" / "recordings").mkdir(parents=True)
    settle_interrupted(installation)
    assert files(installation.home) == FILES | {"secret-key": b"the key\n"}


def test_the_secret_key_comes_back_for_its_owner_only(installation):
    (installation.home / "secret-key").chmod(0o600)
    backup = back_up(installation, at=AT, with_secrets=True)
    (installation.home / "secret-key").write_text("another\n")
    restore(installation, backup.path, at=LATER, replace=True)
    key = installation.home / "secret-key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("the key\n", 0o600)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda whole: b"not a backup", "a backup made by goodfaith"),
        (lambda whole: b"", "expected a backup made by goodfaith"),
        (lambda whole: whole[:-20_000], "expected a backup"),
        (lambda whole: whole.replace(b'"format": 1,', b'"format": 7,'), "format 7"),
        (
            lambda whole: whole.replace(b"RIFF", b"RAFF"),
            r"files/recordings/2026/a\.wav has changed",
        ),
        (lambda whole: whole.replace(b'"name": "files/up', b'"name": "files/UP'), "not in the man"),
    ],
)
def test_a_file_that_is_no_whole_backup_is_refused_before_anything(
    installation, backup, tmp_path, harm, told
):
    harmed = tmp_path / "harmed.tar"
    harmed.write_bytes(harm(backup.path.read_bytes()))
    with pytest.raises(ArchiveDamaged, match=told):
        restore(installation, harmed, at=LATER, replace=True)
    assert databases(installation) == ["goodfaith"]


@pytest.mark.parametrize(
    "name", ["files/../../x", "/x", "files/a/../../x", "elsewhere", "files//x"]
)
def test_a_part_that_would_leave_the_home_is_refused(tmp_path, backup, name):
    path = tmp_path / "made.tar"
    with path.open("w+b") as file:
        writer = ArchiveWriter(file)
        writer.add(DUMP, [b"dump"])
        writer.add(name, [b"x"])
        writer.finish(msgspec.structs.replace(backup.manifest, parts=tuple(writer.parts)))
    with pytest.raises(ArchiveDamaged, match="has no place below a home"):
        Archive(path).check()


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_byte_that_changes_is_noticed_or_belongs_to_no_part(backup, tmp_path, data):
    whole = bytearray(backup.path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / "harmed.tar").write_bytes(whole)
    try:
        harmed = Archive(tmp_path / "harmed.tar")
        harmed.check()
    except ArchiveDamaged:
        return
    sound = Archive(backup.path)
    assert harmed.manifest.parts == sound.manifest.parts
    for part in sound.manifest.parts:
        assert b"".join(harmed.chunks(part.name)) == b"".join(sound.chunks(part.name))


def test_files_restored_by_root_belong_to_whose_home_it_is(installation, backup):
    restore(installation, backup.path, at=LATER, replace=True)
    owner = installation.home.stat().st_uid
    for path in (installation.home / "recordings").rglob("*"):
        assert path.stat().st_uid == owner


@pytest.fixture
def empty_installation(tmp_path_factory):
    home: Path = open_folder()
    with embedded_postgres(home) as database:
        yield installation_at(home, database.dsn("owner"))
    remove(home)
