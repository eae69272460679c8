"""Parts and drafts of uploads that nobody went on with, told by their age and removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from goodfaith.platform.keeping.draft import SUFFIX

PART = ".part"  # an upload of which more is to come
_FOLDER = "uploads"


def expired(home: Path, *, older_than: timedelta, at: datetime) -> Iterator[Path]:
    """Unfinished files below `<home>/uploads` (`….part`, `….draft`) unchanged for `older_than`.

    Files and links of those names only, in no order; whole uploads are not looked at.
    """
    oldest = (at - older_than).timestamp()
    for folder, _, names in os.walk(home / _FOLDER):
        for name in names:
            if name.endswith((PART, SUFFIX)):
                path = Path(folder) / name
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime < oldest:
                        yield path


def remove_expired(home: Path, *, older_than: timedelta, at: datetime) -> int:
    """Remove what has `expired`, and the folders this empties; how many files went.

    What is gone already, or written to meanwhile, does not count.
    """
    removed = 0
    for path in list(expired(home, older_than=older_than, at=at)):
        with suppress(FileNotFoundError):
            path.unlink()
            removed += 1
        with suppress(OSError):  # not empty
            if path.parent != home / _FOLDER:
                path.parent.rmdir()
    return removed
