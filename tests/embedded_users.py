"""Users of the embedded PostgreSQL in processes of their own, and waiting with a deadline."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from goodfaith.platform.embedded.processes import processes_on

DEADLINE_SECONDS = 30
PLENTY_BYTES = 4_000_000_000
USER = """
import os, sys
from pathlib import Path
from goodfaith.platform.embedded import embedded_postgres
if account := [int(number) for number in sys.argv[2:]]:
    os.setgroups([])
    os.setgid(account[1])
    os.setuid(account[0])
with embedded_postgres(Path(sys.argv[1])) as database:
    print(database.dsn("owner"), flush=True)
    sys.stdin.read()
"""


def open_folder() -> Path:
    """A new folder that every account can enter: what root lends cannot enter `tmp_path`.

    In memory where there is plenty: what is tested is who lives and dies, not the disk.
    """
    memory = Path("/dev/shm")
    plenty = memory.is_dir() and shutil.disk_usage(memory).free > PLENTY_BYTES
    folder = Path(tempfile.mkdtemp(prefix="gf-", dir=memory if plenty else "/tmp")).resolve()
    folder.chmod(0o755)
    return folder


def wait_for(condition: Callable[[], Any], seconds: float = DEADLINE_SECONDS) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return value


def data_of(home: Path) -> Path:
    return (home / "postgres").resolve() / "18" / "data"


def server_pid(home: Path) -> int:
    return int((data_of(home) / "postmaster.pid").read_text().split("\n")[0])


def ask(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else None


class User:
    """Somebody who uses the database below `home` in another process, in its own session.

    Becomes the `account` (uid, gid) once Python is loaded, which may lie where only root can look.
    """

    def __init__(self, home: Path, account: tuple[int, int] | tuple[()] = ()) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(home), *map(str, account)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def dsn(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> int:
        self.process.communicate(timeout=DEADLINE_SECONDS)
        return self.process.returncode

    def kill(self, kind: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(kind)
        self.process.communicate(timeout=DEADLINE_SECONDS)


def remove(home: Path) -> None:
    for pid in processes_on(data_of(home)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not processes_on(data_of(home)))
    shutil.rmtree(home, ignore_errors=True)
