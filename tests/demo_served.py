"""`goodfaith demo --size tiny` in processes of its own, and who may sign in there."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from goodfaith.demo.insurer.people import PASSWORD

COMMAND = (sys.executable, "-m", "goodfaith.cli", "--lang", "en")
READY_SECONDS = 240
_ROLES = "Adviser Reviewer Manager Operations Service Compliance Administrator".split()

__all__ = ["PASSWORD", "Demo"]


class Demo:
    """A demo on a port that was free; `begun_at` is when it was started, in seconds."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.begun_at = time.monotonic()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
        settings = {
            "GOODFAITH_HOME": str(home),
            "GOODFAITH_CACHE": os.environ["GOODFAITH_CACHE"],
            "GOODFAITH_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }
        self.process = subprocess.Popen(
            [*COMMAND, "demo", "--size", "tiny", "--port", "0"],
            env=kept | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as said:
            for line in said:
                self._lines.put(line)
        self._lines.put("")

    def wait_until_it_says(self, words: str) -> None:
        """Raises `AssertionError` when it ends, or does not say so in minutes."""
        deadline = time.monotonic() + READY_SECONDS
        while words not in self.said:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            assert line, f"it ended: {self.said}"
            self.said += line

    @property
    def address(self) -> str:
        self.wait_until_it_says("http://")
        found = re.search(r"http://[\w.:]+", self.said)
        assert found
        return found[0]

    def logins(self) -> dict[str, list[str]]:
        """Staff numbers by role, when all has moved in."""
        self.wait_until_it_says("All is ready")
        found: dict[str, list[str]] = {}
        for line in self.said.splitlines():
            words = line.split()
            if words and words[0] in _ROLES:
                found.setdefault(words[0].lower(), []).append(words[1])
        return found

    def kill(self) -> None:
        """kill -9 of what was started; its processes find out by themselves."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def leave(self) -> int:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)
