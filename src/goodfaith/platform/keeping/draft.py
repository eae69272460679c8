"""A file written beside its place, that takes its name when it is whole and on disk.

Whoever writes holds a lock on the draft: one that is free belongs to nobody any more.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from goodfaith.platform.keeping.errors import NameTaken
from goodfaith.platform.keeping.files import sync_folder

SUFFIX = ".draft"


@contextmanager
def drafted(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """The draft of `path` (0600) and its file, which take their place when all went well.

    Raises `NameTaken`; drafts that were left in the folder by killed processes are removed.
    """
    _remove_left(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}{SUFFIX}")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield draft, file
            file.flush()
            os.fsync(descriptor)
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def _remove_left(folder: Path) -> None:
    for draft in folder.glob(f".*.tar.*{SUFFIX}"):
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()


def _publish(draft: Path, path: Path) -> None:
    """Link, which takes nobody's place, and rename where the file system has no links."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise taken(path) from None
    except OSError:
        draft.rename(path)
    sync_folder(path.parent)


def taken(path: Path) -> NameTaken:
    return NameTaken(path, "a file", "a name that is free: backups are not overwritten")
