"""A process of the server: started, started again when it dies, and seen off."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

SHORTEST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
_SETTLED_SECONDS = 30.0  # who has lived so long did not die of how it was started
_log = logging.getLogger(__name__)


class Child:
    """One role, whatever process plays it just now."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        descriptors: tuple[int, ...] = (),
    ) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "goodfaith.platform.serving", *arguments]
        self._command.append("--supervised")
        self._environment, self._descriptors = dict(environment), descriptors
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._due_at = 0.0
        self._pause_seconds = SHORTEST_PAUSE_SECONDS

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def look(self) -> None:
        """Start the process where there is none and it is time to."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            self._bury(now)
        if not self._process and now >= self._due_at:
            self._start(now)

    def ask_to_leave(self) -> None:
        """Close the pipe. Nothing happens to one that has left."""
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def see_off(self, patience_seconds: float) -> None:
        """Wait until the process has left; one that does not is killed."""
        if not self._process:
            return
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            _log.error("process killed", extra={"role": self.name})
            self._process.kill()
            self._process.wait()

    def _start(self, now: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            self._command,
            stdin=subprocess.PIPE,
            env=self._environment,
            pass_fds=self._descriptors,
            start_new_session=True,  # Ctrl-C is for the supervisor, who tells the others
        )
        self._started_at = now
        _log.info("process started", extra={"role": self.name, "pid": self._process.pid})

    def _bury(self, now: float) -> None:
        assert self._process
        code = self._process.returncode
        self.ask_to_leave()  # our end of the pipe
        self._process = None
        if now - self._started_at > _SETTLED_SECONDS:
            self._pause_seconds = SHORTEST_PAUSE_SECONDS
        self._due_at = now + self._pause_seconds
        self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        _log.warning("process died", extra={"role": self.name, "code": code})
