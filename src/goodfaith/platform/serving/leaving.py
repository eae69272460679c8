"""How a process learns that it has to leave: a signal, or the pipe to its supervisor closes.

The pipe closes however the supervisor dies, so nobody stays behind.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

LEAVING_SECONDS = 8.0  # for requests and jobs in hand
_LATEST_SECONDS = 12.0  # then whatever is left is cut off


class Leaving:
    """Calls `leave` once when it is time; it may be called from a signal or another thread."""

    def __init__(self, leave: Callable[[], object]) -> None:
        self._leave = leave
        self._asked = False
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._signalled)

    def watch(self, descriptor: int) -> None:
        """Leave when the pipe behind `descriptor` closes."""
        threading.Thread(target=self._read, args=(descriptor,), daemon=True).start()

    def _read(self, descriptor: int) -> None:
        while os.read(descriptor, 1):
            pass
        self._ask()

    def _signalled(self, kind: int, frame: FrameType | None) -> None:
        self._ask()

    def _ask(self) -> None:
        if self._asked:
            return
        self._asked = True
        latest = threading.Timer(_LATEST_SECONDS, os._exit, (1,))
        latest.daemon = True
        latest.start()
        self._leave()


def watch_supervisor(leaving: Leaving) -> None:
    """Leave with the supervisor, which holds the other end of standard input."""
    leaving.watch(sys.stdin.fileno())
