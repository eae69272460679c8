"""`goodfaith serve` in processes of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

from embedded_users import DEADLINE_SECONDS, ask, wait_for
from goodfaith.platform.embedded import known_dsn

COMMAND = (sys.executable, "-m", "goodfaith.cli", "--lang", "en")


class Served:
    """`goodfaith serve` on a port that was free."""

    def __init__(self, home: Path, *options: str, **settings: str) -> None:
        self.home = home
        self.log = Path(tempfile.mkstemp(dir=home)[1])
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", "0", *options],
                env=kept | {"GOODFAITH_HOME": str(home)} | settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.said)
        assert found, self.log.read_text()
        self.address = found[0]

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def is_ready(self) -> bool:
        with suppress(URLError, OSError):
            return self.get("/readyz")[0] == 200
        return False

    def wait_until_ready(self) -> None:
        wait_for(self.is_ready)

    def pids(self) -> dict[str, int]:
        """Whoever was started last in each role."""
        found = {}
        for line in self.log.read_text().splitlines():
            if (
                line.startswith("{")
                and (told := json.loads(line)).get("event") == "process started"
            ):
                found[told["role"]] = told["pid"]
        return found

    def ask(self, query: str) -> list[tuple[object, ...]]:
        dsn = known_dsn(self.home, "owner")
        assert dsn
        return ask(dsn, query) or []

    def leave(self, kind: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(kind)
        return self.process.wait(DEADLINE_SECONDS)

    def end(self) -> None:
        pids = self.pids().values()
        for pid in (self.process.pid, *pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()


def migration_of(home: Path) -> subprocess.Popen[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    return subprocess.Popen([*COMMAND, "migrate"], env=kept | {"GOODFAITH_HOME": str(home)})
