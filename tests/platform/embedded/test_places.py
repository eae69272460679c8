"""Where the cluster lies and who runs it: long paths, odd names, root and ordinary accounts."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from pathlib import Path

import pytest

from embedded_users import ask, data_of, open_folder, remove, server_pid
from goodfaith.platform.embedded import (
    EmbeddedPostgresError,
    FolderNotOurs,
    NoServerAccount,
    embedded_postgres,
    find_binaries,
    status,
)
from goodfaith.platform.embedded import account as accounts
from goodfaith.platform.embedded import place as places
from goodfaith.platform.embedded.account import server_account
from goodfaith.platform.embedded.place import find_place, reachable_binaries
from goodfaith.platform.embedded.sockets import socket_folder

KEPT = "select number from kept"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    "name", ["d" * 200, "保单" * 20, "a comma, a 'quote', a \"quote\"", "$HOME `id` \\ %s"]
)
def test_a_home_may_have_any_name(home, name):
    odd = home / name
    odd.mkdir(mode=0o755)
    (home / "postgres").rename(odd / "postgres")
    with embedded_postgres(odd) as database:
        assert ask(database.dsn("owner"), KEPT) == [(1,)]
        folder = socket_folder(data_of(odd).parent)
        assert mode(folder) == 0o700
    if folder != data_of(odd).parent:
        assert not list(folder.iterdir())
        with embedded_postgres(odd) as database:  # the same folder again
            assert socket_folder(data_of(odd).parent) == folder
            assert ask(database.dsn("owner"), KEPT) == [(1,)]
        folder.rmdir()


def test_a_short_folder_that_has_vanished_is_made_anew(home):
    deep = home / ("d" * 200)
    deep.mkdir(mode=0o755)
    (home / "postgres").rename(deep / "postgres")
    for _ in range(2):
        with embedded_postgres(deep) as database:
            assert ask(database.dsn("owner"), KEPT) == [(1,)]
        socket_folder(data_of(deep).parent).rmdir()


def test_no_folder_that_was_there_before_changes(empty_home):
    inner = empty_home / "a" / "home"
    inner.mkdir(parents=True)
    inner.chmod(0o751)
    (empty_home / "a").chmod(0o715)
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in (inner, *inner.parents)]
    with embedded_postgres(inner):
        assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path, *_ in before]
    assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path, *_ in before]
    assert mode(inner / "postgres") == 0o700


def test_a_folder_that_somebody_else_made_is_refused_and_left_alone(empty_home):
    theirs = empty_home / "postgres"
    theirs.mkdir()
    theirs.chmod(0o755)
    with pytest.raises(FolderNotOurs, match=r"mode 0755.*expected a folder we made: mode 0700"):
        embedded_postgres(empty_home).__enter__()
    assert mode(theirs) == 0o755
    assert not list(theirs.iterdir())


def test_asking_for_the_status_makes_nothing(empty_home):
    assert status(empty_home / "missing").state == "absent"
    assert not list(empty_home.iterdir())


@as_root
def test_for_root_the_server_runs_as_another_account(home):
    with embedded_postgres(home):
        owner = Path(f"/proc/{server_pid(home)}").stat().st_uid
        assert owner == server_account().uid != 0
        for path in (home / "postgres").rglob("*"):
            assert path.lstat().st_uid == owner


@as_root
def test_a_home_that_only_root_can_enter_links_to_a_folder_that_the_server_can(
    empty_home, monkeypatch
):
    system = open_folder()
    monkeypatch.setattr(places, "SYSTEM_FOLDER", system)
    empty_home.chmod(0o700)
    for _ in range(2):
        with embedded_postgres(empty_home) as database:
            assert ask(database.dsn(), "select 1") == [(1,)]
    assert (empty_home / "postgres").is_symlink()
    assert find_place(empty_home).folder.parent == system
    assert mode(empty_home) == 0o700
    remove(empty_home)
    shutil.rmtree(system)


@as_root
def test_programs_that_only_root_can_reach_are_copied_to_where_the_server_can(
    empty_home, monkeypatch
):
    binaries, account = find_binaries(), server_account()
    package = binaries.install.parent
    hidden = empty_home / "hidden"
    hidden.mkdir(mode=0o700)
    for name in (f"{package.name}/{binaries.install.name}", f"{package.name}.libs"):
        shutil.copytree(package.parent / name, hidden / name)
    system = empty_home / "system"
    system.mkdir(mode=0o755)
    monkeypatch.setattr(places, "SYSTEM_FOLDER", system)
    found = type(binaries)(hidden / package.name / binaries.install.name, binaries.version)
    assert not account.reaches(found.install)
    copied = reachable_binaries(found, account)
    assert account.run([copied.postgres, "--version"], Path("/")).stdout.strip().endswith("18.4")
    assert reachable_binaries(found, account) == copied


@as_root
def test_root_without_any_account_to_lend_is_told_so(empty_home, monkeypatch):
    monkeypatch.setattr(accounts, "SERVICE_ACCOUNTS", ("nobody-of-this-name",))
    with pytest.raises(NoServerAccount, match="expected nobody-of-this-name"):
        embedded_postgres(empty_home).__enter__()
    assert not list(empty_home.iterdir())


@as_root
def test_an_ordinary_account_makes_and_uses_its_own(empty_home, user):
    entry = pwd.getpwnam("nobody")
    os.chown(empty_home, entry.pw_uid, entry.pw_gid)
    somebody = (entry.pw_uid, entry.pw_gid)
    one, two = user(empty_home, somebody), user(empty_home, somebody)
    dsn = one.dsn()
    assert dsn
    assert two.dsn() == dsn
    assert (empty_home / "postgres").stat().st_uid == entry.pw_uid
    with embedded_postgres(empty_home) as database:  # root joins, and leaves nothing of root's
        assert database.dsn("owner") == dsn
    for path in (empty_home / "postgres").rglob("*"):
        assert path.lstat().st_uid == entry.pw_uid
    assert one.leave() == two.leave() == 0
    assert status(empty_home).state == "stopped"


def test_errors_survive_being_sent_to_another_process():
    import pickle

    error = pickle.loads(pickle.dumps(FolderNotOurs("/a", "this", "that")))
    assert isinstance(error, EmbeddedPostgresError)
    assert (str(error), error.code) == ("/a: this, expected that", "folder_not_ours")
