"""A whole Goodfaith in a home of its own: prepared, served, looked into, killed, removed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from goodfaith.platform.embedded import known_dsn
from goodfaith.platform.embedded.processes import processes_on

PATIENCE_SECONDS = 180.0
_TICKS = os.sysconf("SC_CLK_TCK")
_HERE = Path(__file__).parent


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """What `condition` gives once it is true. Raises `TimeoutError` naming `what`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.25)
    return value


class Installation:
    """`goodfaith serve` with one web process; `port` stays the same."""

    def __init__(self, home: Path, workers: int = 1) -> None:
        self.home, self.port, self.workers = home, 0, workers
        self.log = home / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
        path = f"{_HERE.parent / 'src'}{os.pathsep}{_HERE}"
        self.environment = kept | {"GOODFAITH_HOME": str(home), "PYTHONPATH": path}

    def run(self, script: str, *arguments: str) -> str:
        """Another of these scripts, in this home; what it writes."""
        command = [sys.executable, str(_HERE / script), *arguments]
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def start(self) -> None:
        """Serve, and wait until it is ready."""
        command = [sys.executable, "-m", "goodfaith.cli", "--lang", "en", "serve"]
        command += ["--workers", str(self.workers), "--web", "1", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self.process.stdout
        said = self.process.stdout.readline().decode()
        found = re.search(r"http://\S+", said)
        if not found:
            raise RuntimeError(f"it does not serve, see {self.log}")
        self.port = urlsplit(found[0]).port or 0
        wait_until(self.is_ready, "the server to be ready")

    def is_ready(self) -> bool:
        with suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bool(answer.status == 200)
        return False

    def pids(self) -> dict[str, int]:
        """Whoever was started last in each role, the supervisor included."""
        found = {"supervisor": self.process.pid} if self.process else {}
        for line in self.log.read_text().splitlines():
            if "process started" in line and line.startswith("{"):
                told = json.loads(line)
                found[told["role"]] = told["pid"]
        return found

    def kill(self, role: str) -> None:
        """End one process at once. A supervisor is replaced, as a service manager would."""
        with suppress(ProcessLookupError):
            os.kill(self.pids()[role], signal.SIGKILL)
        if role == "supervisor" and self.process:
            self._bury()
            self.start()

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows, as the tables' owner sees them; waits while the database is being started."""

        def asked() -> list[list[tuple[Any, ...]]]:
            with suppress(psycopg.OperationalError):
                dsn = known_dsn(self.home, "owner")
                assert dsn
                with psycopg.connect(dsn) as connection:
                    return [connection.execute(query, values or None).fetchall()]
            return []

        rows: list[tuple[Any, ...]] = wait_until(asked, "the database")[0]
        return rows

    def processor_seconds(self) -> dict[str, float]:
        """Time on the processor so far, by role; `database` is all of its processes."""
        spent = {role: _seconds_of(pid) for role, pid in self.pids().items()}
        spent["database"] = sum(map(_seconds_of, processes_on(_data(self.home))))
        return spent

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self._bury()

    def _bury(self) -> None:
        assert self.process
        self.process.wait(60)
        if self.process.stdout:
            self.process.stdout.close()
        self.process = None


@contextmanager
def installation(home: Path | None = None, workers: int = 1) -> Iterator[Installation]:
    """One in a new folder that is removed afterwards; a `home` that is given stays."""
    folder = home or Path(tempfile.mkdtemp(prefix="goodfaith-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    one = Installation(folder.resolve(), workers)
    try:
        yield one
    finally:
        one.stop()
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _data(home: Path) -> Path:
    return (home / "postgres").resolve() / "18" / "data"


def _seconds_of(pid: int) -> float:
    """Of a process and of its children that have ended; 0 for one that has left."""
    with suppress(OSError):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[11:15])) / _TICKS
    return 0.0
