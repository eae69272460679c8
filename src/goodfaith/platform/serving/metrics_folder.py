"""Where the processes of one server count what they do, for whoever of them is asked."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def metrics_folder(home: Path) -> Iterator[Path]:
    """A folder below `home` while inside; what supervisors left that were killed is removed."""
    above = home / "run"
    above.mkdir(parents=True, exist_ok=True)
    for left in above.glob("metrics-*"):
        with suppress(OSError), _held(left):
            shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix="metrics-", dir=above))
    with _held(folder):
        yield folder
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Raises `BlockingIOError` while the supervisor lives to whom the folder belongs."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
