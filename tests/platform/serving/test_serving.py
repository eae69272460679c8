"""A server: whoever of it is killed comes back, and it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.request
from contextlib import contextmanager, suppress

import psycopg
import pytest

from embedded_users import data_of, server_pid, wait_for
from goodfaith.platform.embedded import known_dsn
from goodfaith.platform.embedded.processes import is_living, processes_on
from goodfaith.platform.serving.plan import CannotServe, Plan, listen, pool_size

PRUNE = """
select procrastinate_defer_jobs_v1(array[row(
  'bulk', 'platform.prune', 0, null, null, '{"timestamp": 1}', null
)::procrastinate_job_to_defer_v1])
"""
STATUS = "select status::text, attempts from procrastinate_jobs where task_name = 'platform.prune'"


@contextmanager
def job_in_hand(served):
    """A job that a worker has begun and cannot finish while we are inside."""
    dsn = known_dsn(served.home, "owner")
    with psycopg.connect(dsn) as blocker:
        blocker.execute("lock table platform_event in access exclusive mode")
        served.ask("delete from procrastinate_periodic_defers")
        served.ask("delete from procrastinate_jobs where task_name = 'platform.prune'")
        served.ask(PRUNE)
        wait_for(lambda: ("doing", 0) in served.ask(STATUS))
        yield


def test_a_server_serves_and_leaves_in_seconds(serve, home):
    served = serve()
    assert served.said.startswith("Goodfaith is running at")
    served.wait_until_ready()
    assert served.get("/healthz") == (200, "ok\n")
    assert served.leave() == 0
    assert not processes_on(data_of(home))
    assert not any(map(is_living, served.pids().values()))


def test_in_an_empty_installation_it_says_what_to_do_next(serve):
    served = serve()
    assert "goodfaith staff add" in served.process.stdout.readline()
    assert served.leave(signal.SIGINT) == 0


def test_a_process_that_is_killed_is_started_again(lasting):
    for role in ("web-1", "worker-1", "timers"):
        killed = lasting.pids()[role]
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda role=role, killed=killed: lasting.pids()[role] != killed)
    lasting.wait_until_ready()


def test_a_database_that_is_killed_is_started_again(serve, home):
    served = serve()
    served.wait_until_ready()
    killed = server_pid(home)
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: killed not in processes_on(data_of(home)))
    served.wait_until_ready()
    assert server_pid(home) != killed


def test_when_the_supervisor_is_killed_all_leave_and_another_may_come(serve, home):
    first = serve()
    first.wait_until_ready()
    pids = first.pids()
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = serve()
    second.wait_until_ready()
    wait_for(lambda: not any(map(is_living, pids.values())))
    assert second.get("/healthz")[0] == 200
    assert second.leave() == 0
    assert not processes_on(data_of(home))


def test_a_job_whose_worker_was_killed_is_done_by_the_next(lasting):
    with job_in_hand(lasting):
        os.kill(lasting.pids()["worker-1"], signal.SIGKILL)
        lasting.ask("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
                    " where id in (select worker_id from procrastinate_jobs)")  # fmt: skip
    wait_for(lambda: ("succeeded", 2) in lasting.ask(STATUS))


def test_a_job_that_cannot_be_finished_in_time_is_put_back(lasting):
    with job_in_hand(lasting):
        os.kill(lasting.pids()["worker-1"], signal.SIGTERM)
        wait_for(lambda: ("todo", 1) in lasting.ask(STATUS) or ("doing", 1) in lasting.ask(STATUS))
    wait_for(lambda: ("succeeded", 2) in lasting.ask(STATUS))


def test_a_port_that_somebody_has_is_told():
    with listen(Plan(port=0)) as taken:
        plan = Plan(port=taken.getsockname()[1])
        with pytest.raises(CannotServe, match="--port"):
            listen(plan, patience_seconds=0.1)


def test_too_many_processes_for_the_database_are_refused():
    assert pool_size(Plan(), most=100, wanted=16) == 16
    assert pool_size(Plan(web=6), most=100, wanted=16) == 12
    with pytest.raises(CannotServe, match="max_connections"):
        pool_size(Plan(workers=8), most=100, wanted=16)


def test_each_role_may_run_by_itself(alone, home):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/readyz"

    def is_ready():
        with suppress(OSError):
            return urllib.request.urlopen(address, timeout=5).status == 200

    roles = [alone("web", "--port", str(port)), alone("worker"), alone("timers")]
    wait_for(is_ready)
    for each in roles:
        each.send_signal(signal.SIGTERM)
    assert [each.wait(30) for each in roles] == [0, 0, 0]
    assert not processes_on(data_of(home))


def test_two_who_migrate_at_once_wait_for_each_other(migrating, empty_home):
    both = [migrating(empty_home), migrating(empty_home)]
    assert [each.wait(60) for each in both] == [0, 0]


def test_requests_of_all_processes_are_counted_together(serve):
    served = serve("--web", "2")
    served.wait_until_ready()
    for _ in range(20):
        served.get("/healthz")
    (line,) = [
        line
        for line in served.get("/metrics")[1].splitlines()
        if line.startswith("goodfaith_request_seconds_count") and "healthz" in line
    ]
    assert float(line.rpartition(" ")[2]) == 20


def test_what_somebody_wrote_is_in_no_log(serve):
    served = serve()
    served.wait_until_ready()
    sentinel = "zhangsan-unheard-of"
    for path in (f"/{sentinel}?q={sentinel}", f"/healthz?q={sentinel}", f"/api/v1/{sentinel}"):
        served.get(
            path, Cookie=f"sessionid={sentinel}", **{"X-Request-ID": f"{sentinel} {sentinel}"}
        )
    served.leave()
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line[0] == "{"]
    assert sentinel not in served.log.read_text()
    assert [line["route"] for line in lines if line["event"] == "request"].count("unknown") == 2
