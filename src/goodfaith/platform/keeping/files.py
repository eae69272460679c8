"""The files below a home that belong to a backup, and their way back.

The cluster is never one of them: its rows are in the dump, and its files are of use to nobody
while a server runs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from goodfaith.platform.keeping.archive import FILES, MANIFEST, Archive, ArchiveWriter
from goodfaith.platform.keeping.errors import KeepingError

FOLDERS = ("recordings", "uploads", "rulebooks")
SECRETS = ("secret-key",)
_DRAFT = ".restoring-"
_BEFORE = "_before_"
_CHUNK_BYTES = 1 << 20


class KeptFile(msgspec.Struct, frozen=True):
    """`name` is its path below the home."""

    path: Path
    name: str

    def write_to(self, writer: ArchiveWriter) -> None:
        """What has been removed meanwhile is left out: nothing in the dump's snapshot needs it."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            found = os.fstat(file.fileno())
            mode = found.st_mode & 0o777
            writer.add(FILES + self.name, _chunks(file), mode=mode, at=found.st_mtime)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def kept_files(home: Path, *, with_secrets: bool) -> Iterator[KeptFile]:
    """Every file that belongs to a backup, ordered by name; links inside the folders are not.

    Raises `KeepingError` for a name that is not UTF-8, which nobody could restore elsewhere.
    """
    for folder in FOLDERS:
        for where, below, names in os.walk(home / folder):
            below.sort()
            for name in sorted(names):
                yield from _kept(Path(where) / name, home)
    for name in SECRETS if with_secrets else ():
        yield from _kept(home / name, home)


def _kept(path: Path, home: Path) -> Iterator[KeptFile]:
    name = path.relative_to(home).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        raise KeepingError(repr(os.fsencode(path)), "a name", "a name in UTF-8") from None
    if path.is_file() and not path.is_symlink():
        yield KeptFile(path, name)


class FilesDraft(msgspec.Struct, frozen=True):
    """Files unpacked beside their places, on the same disk, to be put there by renaming."""

    home: Path
    stamp: str

    @property
    def folder(self) -> Path:
        return self.home / f"{_DRAFT}{self.stamp}"

    def put_in_place(self) -> list[Path]:
        """Give every folder and file its place, and return where what was there is now.

        What was killed in between may be done again.
        """
        moved = []
        for draft in sorted(self.folder.iterdir()):
            place, before = self.home / draft.name, self.home / f"{draft.name}{_BEFORE}{self.stamp}"
            if os.path.lexists(place):
                place.rename(before)
                moved.append(before)
            draft.rename(place)
        self.folder.rmdir()
        sync_folder(self.home)
        return moved


def unpack(archive: Archive, draft: FilesDraft) -> None:
    """Write the files of a checked backup into `draft`; root gives them to whose home it is."""
    draft.home.mkdir(parents=True, exist_ok=True)
    _make_folder(draft.folder, draft.home)
    for name, member in archive.members.items():
        if name == MANIFEST or not name.startswith(FILES):
            continue
        path = draft.folder / name.removeprefix(FILES)
        _make_folder(path.parent, draft.home)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode & 0o777)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in archive.chunks(name):
                file.write(chunk)
            file.flush()
            os.fsync(descriptor)
        _own(path, draft.home)
        os.utime(path, (member.mtime, member.mtime))


def _make_folder(folder: Path, home: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent, home)
        folder.mkdir(mode=0o700)
        _own(folder, home)


def _own(path: Path, home: Path) -> None:
    if os.geteuid() == 0:
        owner = home.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def drafts_left(home: Path) -> list[FilesDraft]:
    """Drafts of restores that were killed."""
    return [
        FilesDraft(home, folder.name.removeprefix(_DRAFT))
        for folder in sorted(home.glob(f"{_DRAFT}*"))
    ]


def remove_moved(home: Path) -> list[str]:
    """Remove what gave way to the files of backups; the names."""
    gone = []
    for name in (*FOLDERS, *SECRETS):
        for path in sorted(home.glob(f"{name}{_BEFORE}????????_??????")):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
            gone.append(path.name)
    return gone


def sync_folder(folder: Path) -> None:
    """A name in a folder is on disk only once the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
