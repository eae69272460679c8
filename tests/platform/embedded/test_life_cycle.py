"""The first to come starts the server, the last to leave stops it, whatever dies in between."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from embedded_users import ask, data_of, server_pid, wait_for
from goodfaith.platform.embedded import embedded_postgres, status
from goodfaith.platform.embedded.cluster import open_cluster
from goodfaith.platform.embedded.place import find_place
from goodfaith.platform.embedded.processes import processes_on

KEPT = "select number from kept order by number"


def state(home: Path) -> str:
    return status(home).state


def test_what_is_committed_is_there_after_a_restart(home):
    with embedded_postgres(home) as database:
        ask(database.dsn("owner"), "insert into kept values (2)")
    assert state(home) == "stopped"
    with embedded_postgres(home) as database:
        assert ask(database.dsn("owner"), KEPT) == [(1,), (2,)]


def test_two_who_come_at_once_to_an_empty_folder_share_one_server(empty_home, user):
    one, two = user(empty_home), user(empty_home)
    assert one.dsn() == two.dsn()
    assert one.leave() == 0
    assert state(empty_home) == "running"
    assert two.leave() == 0
    assert state(empty_home) == "stopped"


def test_many_who_come_and_go_always_find_a_server(home):
    failures = []

    def visit() -> None:
        try:
            for _ in range(4):
                with embedded_postgres(home) as database:
                    assert ask(database.dsn(), KEPT) == [(1,)]
        except BaseException as error:
            failures.append(error)

    visitors = [Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert not failures
    assert state(home) == "stopped"


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_server_outlives_whoever_started_it(home, user, kind):
    starter = user(home)
    starter.dsn()
    with embedded_postgres(home) as database:
        pid = server_pid(home)
        os.killpg(starter.process.pid, kind)  # as the terminal does for Ctrl-C
        starter.kill()
        assert ask(database.dsn("owner"), KEPT) == [(1,)]
        assert server_pid(home) == pid
    assert state(home) == "stopped"


def test_after_all_users_were_killed_the_next_one_stops_the_server(home, user):
    users = [user(home), user(home)]
    for each in users:
        each.dsn()
        each.kill()
    assert state(home) == "running"
    with embedded_postgres(home):
        pass
    assert state(home) == "stopped"
    assert not processes_on(data_of(home))


def test_after_the_server_was_killed_the_next_user_recovers_what_was_committed(home, user):
    first = user(home)
    ask(first.dsn(), "insert into kept values (2)")
    os.kill(server_pid(home), signal.SIGKILL)
    with embedded_postgres(home) as database:
        assert ask(database.dsn("owner"), KEPT) == [(1,), (2,)]
        assert first.leave() == 0
        assert state(home) == "running"
    assert state(home) == "stopped"


def test_a_user_can_bring_a_killed_server_back(home):
    with embedded_postgres(home) as database:
        os.kill(server_pid(home), signal.SIGKILL)
        database.ensure_running()
        assert ask(database.dsn("owner"), KEPT) == [(1,)]
    assert state(home) == "stopped"


def test_a_user_may_leave_a_server_that_was_killed(home):
    with embedded_postgres(home):
        os.kill(server_pid(home), signal.SIGKILL)
    assert state(home) == "stopped"
    assert not processes_on(data_of(home))


def test_a_backend_that_works_on_after_its_server_was_killed_is_sent_away(home):
    with embedded_postgres(home) as database:
        with closing(psycopg.connect(database.dsn("owner"))) as connection:
            connection.pgconn.send_query(b"select count(*) from generate_series(1, 1e12)")
            busy = connection.info.backend_pid
            os.kill(server_pid(home), signal.SIGKILL)
            wait_for(lambda: set(processes_on(data_of(home))) == {busy})
            database.ensure_running()
            assert busy not in processes_on(data_of(home))
        assert ask(database.dsn("owner"), KEPT) == [(1,)]


def test_after_a_backend_was_killed_the_server_recovers_by_itself(home):
    with embedded_postgres(home) as database:
        pid = server_pid(home)
        with psycopg.connect(database.dsn("owner")) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select 1")
        database.ensure_running()
        assert ask(database.dsn("owner"), KEPT) == [(1,)]
        assert server_pid(home) == pid


def test_a_recovery_whose_process_was_killed_does_not_hang(home):
    with embedded_postgres(home) as database:
        ask(database.dsn("owner"), "create table much as select generate_series(1, 300000) number")
        with psycopg.connect(database.dsn("owner"), autocommit=True) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
        os.kill(wait_for(lambda: recovering(home)), signal.SIGKILL)
        database.ensure_running()
        assert ask(database.dsn("owner"), "select count(*) from much") == [(300_000,)]
    assert state(home) == "stopped"


def recovering(home: Path) -> int | None:
    found = processes_on(data_of(home)).items()
    return next((pid for pid, words in found if words.startswith("postgres: startup rec")), None)


def test_after_everything_was_killed_the_next_user_finds_everything(home, user):
    first = user(home)
    ask(first.dsn(), "insert into kept values (2)")
    for pid in processes_on(data_of(home)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.kill()
    with embedded_postgres(home) as database:
        assert ask(database.dsn("owner"), KEPT) == [(1,), (2,)]
    assert state(home) == "stopped"


@pytest.mark.parametrize("sign", [".18-*", ".18-*/data/PG_VERSION", "18", "18/data/postmaster.pid"])
def test_whoever_is_killed_while_making_the_cluster_leaves_nothing_half_made(
    empty_home, user, sign
):
    first = user(empty_home)
    wait_for(lambda: list((empty_home / "postgres").glob(sign)))
    first.kill()
    with embedded_postgres(empty_home) as database:
        assert ask(database.dsn(), "select 1") == [(1,)]
    assert state(empty_home) == "stopped"


def test_a_pid_file_whose_number_a_stranger_has_by_now_is_stale(home, user):
    with embedded_postgres(home):
        server = server_pid(home)
        os.kill(server, signal.SIGKILL)
        wait_for(lambda: not processes_on(data_of(home)))
        account = find_place(home).account
        options = {"user": account.uid} if account.lent else {}
        with subprocess.Popen(["sleep", "600"], **options) as stranger:
            for file in (data_of(home) / "postmaster.pid", data_of(home) / "../.s.PGSQL.5432.lock"):
                file.write_text(file.read_text().replace(str(server), str(stranger.pid), 1))
            with embedded_postgres(home) as database:
                assert ask(database.dsn("owner"), KEPT) == [(1,)]
            assert stranger.poll() is None
            stranger.kill()
    assert state(home) == "stopped"


@pytest.mark.skipif(sys.platform != "linux", reason="adopting orphans is Linux's")
def test_a_killed_server_that_nobody_buried_does_not_count(home):
    adopt_orphans = 36  # PR_SET_CHILD_SUBREAPER: as process 1 of a container, which reaps nobody
    ctypes.CDLL(None).prctl(adopt_orphans, 1, 0, 0, 0)
    try:
        with embedded_postgres(home) as database:
            dead = server_pid(home)
            os.kill(dead, signal.SIGKILL)
            database.ensure_running()
            assert ask(database.dsn("owner"), KEPT) == [(1,)]
            assert "Z" in Path(f"/proc/{dead}/stat").read_text()
    finally:
        ctypes.CDLL(None).prctl(adopt_orphans, 0, 0, 0, 0)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    assert state(home) == "stopped"


def test_an_empty_pid_file_is_stale(home):
    (data_of(home) / "postmaster.pid").touch()
    with embedded_postgres(home) as database:
        assert ask(database.dsn("owner"), KEPT) == [(1,)]


def test_a_child_that_leaves_does_not_stop_the_server_of_its_parent(home):
    with embedded_postgres(home) as database:
        uses = embedded_postgres(home)
        uses.__enter__()
        if (child := os.fork()) == 0:
            with suppress(BaseException):
                uses.__exit__(None, None, None)
            os._exit(0)
        os.waitpid(child, 0)
        assert ask(database.dsn("owner"), KEPT) == [(1,)]
        uses.__exit__(None, None, None)
    assert state(home) == "stopped"


def test_the_cluster_is_whole_before_it_has_its_name(made):
    cluster = open_cluster(find_place(made))
    assert sorted(path.name for path in cluster.folder.iterdir()) == [
        "data",
        "passwords.json",
        "postgres.log",
    ]
