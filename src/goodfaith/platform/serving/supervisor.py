"""The supervisor: keeps the database and the processes of a server running, until told to leave."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.database import database_in_use
from goodfaith.platform.embedded import Database
from goodfaith.platform.keeping import KeepingError, open_installation, settle_interrupted
from goodfaith.platform.keeping.files import drafts_left
from goodfaith.platform.serving.child import Child
from goodfaith.platform.serving.keeping_up import look_after
from goodfaith.platform.serving.metrics_folder import metrics_folder
from goodfaith.platform.serving.plan import CannotServe, Plan, listen, most_connections, pool_size

LOOK_SECONDS = 0.2
STOP_SECONDS = 15.0
_log = logging.getLogger(__name__)
Told = Callable[[str, str], None]


def supervise(configuration: Configuration, plan: Plan, told: Told) -> int:
    """Serve until SIGTERM or SIGINT. `told` hears ("ready", address) and ("first", address).

    A child that dies is started again, after a pause that grows while it keeps dying. Raises
    `CannotServe`, `EmbeddedPostgresError`.
    """
    asked: list[int] = []  # a lock that the interrupted thread may hold is none for a handler

    def leave(kind: int, frame: FrameType | None) -> None:
        asked.append(kind)

    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, leave)
    with (
        listen(plan) as listener,
        database_in_use(configuration) as database,
        metrics_folder(configuration.home) as metrics,
    ):
        _settle(configuration)
        nobody = apply_migrations(os.environ)
        pool = pool_size(plan, most_connections(configuration), configuration.pool_size)
        environment = {
            **os.environ,
            "GOODFAITH_POOL_SIZE": str(pool),
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        }
        address = f"http://{_name(plan.host)}:{listener.getsockname()[1]}"
        children = _children(plan, listener, environment)
        told("first" if nobody else "ready", address)
        try:
            _watch(children, database, asked)
        finally:
            _dismiss(children)
    return 0


def _settle(configuration: Configuration) -> None:
    """What a restore left that was killed between its database's place and that of its files."""
    if not drafts_left(configuration.home):
        return
    try:
        with open_installation(configuration) as installation:
            settle_interrupted(installation)
    except KeepingError as error:
        raise CannotServe(str(error)) from None


def apply_migrations(environment: Mapping[str, str]) -> bool:
    """In a process of its own; whether there is nobody yet who could sign in."""
    command = [sys.executable, "-m", "goodfaith.platform.serving", "migrate"]
    done = subprocess.run(  # noqa: S603 (our own program)
        command, env=dict(environment), stdout=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        raise CannotServe("The tables could not be made: what went wrong is told above.")
    return bool(done.stdout)


def _children(plan: Plan, listener: socket.socket, environment: Mapping[str, str]) -> list[Child]:
    shared = listener.fileno()
    web = ["web", "--socket", str(shared)]
    return [
        *(Child(f"web-{n}", web, environment, (shared,)) for n in range(1, plan.web + 1)),
        *(Child(f"worker-{n}", ["worker"], environment) for n in range(1, plan.workers + 1)),
        Child("timers", ["timers"], environment),
    ]


def _watch(children: list[Child], database: Database | None, asked: list[int]) -> None:
    time_to_leave = threading.Event()
    if database:
        threading.Thread(
            target=_keep_database, args=(database, children, time_to_leave), daemon=True
        ).start()
    while not asked:
        for child in children:
            child.look()
        time.sleep(LOOK_SECONDS)
    time_to_leave.set()


def _keep_database(
    database: Database, children: list[Child], time_to_leave: threading.Event
) -> None:
    while not time_to_leave.wait(1.0):
        if look_after(database):
            for child in children:  # they know the address from their start
                child.ask_to_leave()


def _dismiss(children: list[Child]) -> None:
    for child in children:
        child.ask_to_leave()
    for child in children:
        child.see_off(STOP_SECONDS)


def _name(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "localhost"
    return f"[{host}]" if ":" in host else host
