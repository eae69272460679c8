"""`backup`, `restore` and `upgrade` as somebody types them."""

from __future__ import annotations

import sys

import pytest

from embedded_users import ask, open_folder, remove
from goodfaith.platform.embedded import embedded_postgres


@pytest.fixture(scope="module")
def used_home():
    """A home with one table, which every test here leaves as it is."""
    home = open_folder()
    with embedded_postgres(home) as database:
        ask(database.dsn("owner"), "create table kept (number int); insert into kept values (1)")
    yield home
    remove(home)


@pytest.fixture
def at_home(type_in, used_home, monkeypatch):
    for name in ("DATABASE_URL", "GOODFAITH_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOODFAITH_HOME", str(used_home))
    return type_in


def test_a_backup_goes_and_comes_back(at_home, tmp_path):
    made = at_home("backup", "--to", tmp_path / "one.tar")
    assert made.code == 0
    assert "1 tables, 1 rows" in made.out
    assert made.out.splitlines()[-1] == str(tmp_path / "one.tar")

    refused = at_home("restore", tmp_path / "one.tar")
    assert (refused.code, refused.out) == (1, "")
    assert "--replace" in refused.err

    done = at_home("restore", tmp_path / "one.tar", "--replace")
    assert done.code == 0
    assert "goodfaith_before_" in done.out

    gone = at_home("restore", "--forget-before")
    assert gone.code == 0
    assert "Removed goodfaith_before_" in gone.out
    assert "Nothing from before" in at_home("restore", "--forget-before").out


def test_it_says_whether_the_secret_key_is_in_it(at_home, tmp_path):
    assert "--with-secrets" in at_home("backup", "--to", tmp_path / "without.tar").out
    assert "secret" not in at_home("backup", "--with-secrets", "--to", tmp_path / "with.tar").out


def test_a_file_that_cannot_be_read_is_no_backup(at_home, tmp_path):
    (tmp_path / "x.tar").write_text("nothing")
    for name in ("x.tar", "gone.tar"):
        typed = at_home("restore", tmp_path / name)
        assert (typed.code, typed.out) == (2, "")
        assert name in typed.err


def test_restore_wants_a_file_or_to_forget(at_home):
    assert at_home("restore").code == 2


def test_an_upgrade_that_is_not_needed_says_so(at_home):
    assert (at_home("upgrade").code, "nothing to upgrade" in at_home("upgrade").out) == (0, True)
    assert at_home("upgrade", "--forget-old").code == 0


def test_a_database_of_ones_own_is_upgraded_by_its_server(at_home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1:1/goodfaith")
    assert at_home("upgrade").code == 1
    typed = at_home("backup")
    assert typed.code == 1
    assert "database: connection" in typed.err


def test_a_wrong_setting_is_told(at_home, monkeypatch):
    monkeypatch.setenv("GOODFAITH_ZONE", "Moon/Sea")
    typed = at_home("backup")
    assert (typed.code, typed.out) == (2, "")
    assert "GOODFAITH_ZONE" in typed.err


def test_without_the_server_part_it_says_what_to_install(at_home, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [name for name in sys.modules if name.startswith("goodfaith.platform.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "goodfaith.cli.keeping")
    typed = at_home("backup")
    assert typed.code == 2
    assert "pip install 'goodfaith[server]'" in typed.err
