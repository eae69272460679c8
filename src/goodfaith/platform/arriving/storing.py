"""Where the bytes of files that arrive are, and getting them onto the disk for good."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from goodfaith.platform.arriving.file import ArrivingFile
from goodfaith.platform.keeping.pruning import PART

BLOCK_BYTES = 1 << 20
WHOLE = ".whole"


def uploads() -> Path:
    """The folder of uploads below home, made when it is not there; nobody else may look."""
    folder: Path = settings.CONFIGURATION.home / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def new_name() -> str:
    """Of a file of which more is to come; nothing that was here before, or comes back, has it."""
    return f"{secrets.token_hex(16)}{PART}"


def path_of(row: ArrivingFile) -> Path:
    """An absolute `path` is of a file that somebody else keeps."""
    return uploads() / row.path


def write_at(path: Path, offset: int, chunk: bytes) -> None:
    """Write `chunk` behind the first `offset` bytes, which are what is left of the file before.

    It is on the disk when this returns.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if offset == 0:
        sync_folder(path.parent)


def settle(row: ArrivingFile) -> None:
    """The file of `row` is whole: it has the name of one that stays when this returns."""
    before = path_of(row)
    row.path = before.with_suffix(WHOLE).name
    move(before, path_of(row))


def move(source: Path, target: Path) -> None:
    """Give a file another name in the same file system; it has it when this returns."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """A name is safe once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """In hex. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
