"""A folder of what takes long to compile, so that the next run starts at once.

Only a convenience: whatever goes wrong with it, the thing is compiled again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path

MOST_KEPT = 12
_KEY = re.compile(r"[0-9a-f]{32}")


def cache_folder() -> Path:
    """`GOODFAITH_CACHE`, else a folder of ours in the user's cache."""
    if given := os.environ.get("GOODFAITH_CACHE"):
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "goodfaith"


class Compiled(MutableMapping[str, bytes]):
    """Files by key, 32 hexadecimal digits; keeps the `MOST_KEPT` most recently used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, key: str) -> bytes:
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            raise KeyError(key) from None
        with suppress(OSError):
            os.utime(path)
        return content

    def __setitem__(self, key: str, content: bytes) -> None:
        path = self._path(key)
        draft = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(content)
            draft.replace(path)
            for old in self._by_use()[MOST_KEPT:]:
                old.unlink(missing_ok=True)

    def __delitem__(self, key: str) -> None:
        try:
            self._path(key).unlink()
        except OSError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in self._by_use())

    def __len__(self) -> int:
        return len(self._by_use())

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise KeyError(key)
        return self.folder / f"{key}.hs"

    def _by_use(self) -> list[Path]:
        """Latest first."""
        paths = self.folder.glob("*.hs") if self.folder.is_dir() else ()
        return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
