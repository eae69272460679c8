"""Three locks (`flock`), which the kernel lets go of when their holders die, however they die.

`gate`: held while somebody comes or leaves. `users`: shared by everybody who uses the server.
`serving`: inherited by each process of the server, so that it is free exactly when none is left,
whatever a pid file says.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from goodfaith.platform.embedded.errors import ServerNotReady
from goodfaith.platform.embedded.place import Place

POLL_SECONDS = 0.05


def open_lock(place: Place, name: str) -> int:
    """A descriptor of its own: locks taken through it are nobody else's, even in one process."""
    path = place.folder / f"{name}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if os.fstat(descriptor).st_uid != place.account.uid:
        place.account.own(descriptor)
    return descriptor


def try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_serving(place: Place) -> bool:
    """Whether any process of the server lives, a backend that outlived its server included."""
    try:
        descriptor = os.open(place.folder / "serving.lock", os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        return not try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def gate(place: Place, patience_seconds: float) -> Iterator[None]:
    """One at a time comes or leaves. Raises `ServerNotReady` when another takes too long."""
    descriptor = open_lock(place, "gate")
    try:
        deadline = time.monotonic() + patience_seconds
        while not try_lock(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                found = "another process is starting or stopping the server"
                raise ServerNotReady(place.folder, found, f"done in {patience_seconds:g} s")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)
