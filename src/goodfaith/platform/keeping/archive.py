"""One backup in one file: a plain tar of the dump, the files, and the manifest as its end.

Not compressed again: the dump is, and recordings are. Parts are written in one pass, of whatever
size they turn out to have; a file without its manifest was never finished.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from tarfile import TarInfo
from typing import BinaryIO

import msgspec

from goodfaith.platform.keeping.contents import Contents
from goodfaith.platform.keeping.errors import ArchiveDamaged

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "files/"
_BLOCK = tarfile.BLOCKSIZE
_CHUNK_BYTES = 1 << 20
_LARGEST_MANIFEST_BYTES = 1 << 30
_MOST_TOLD = 20


class Part(msgspec.Struct, frozen=True):
    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. `postgres` is the server's version, `pg_dump` the major that dumped."""

    format: int
    goodfaith: str
    postgres: str
    pg_dump: int
    taken_at: datetime
    contents: Contents
    parts: tuple[Part, ...]


class ArchiveWriter:
    """Writes parts one after another into a file that can seek."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.parts: list[Part] = []

    def add(self, name: str, chunks: Iterable[bytes], *, mode: int = 0o600, at: float = 0) -> None:
        """Write a part; its size is known, and its head filled in, when it has been written."""
        start, digest, size = self._file.tell(), hashlib.sha256(), 0
        self._file.write(_head(name, 0, mode, at))
        for chunk in chunks:
            self._file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self._file.write(bytes(-size % _BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_head(name, size, mode, at))
        self._file.seek(end)
        self.parts.append(Part(name, size, digest.hexdigest()))

    def finish(self, manifest: Manifest) -> None:
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self.add(MANIFEST, [text], at=manifest.taken_at.timestamp())
        self._file.write(bytes(2 * _BLOCK))


def _head(name: str, size: int, mode: int, at: float) -> bytes:
    member = TarInfo(name)
    member.size, member.mode, member.mtime = size, mode, int(at)
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


class Archive:
    """A backup to read from. Raises `ArchiveDamaged` unless its manifest is there and understood.

    `check` reads everything; nothing else in the file is to be believed before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with tarfile.open(path, "r:") as tar:
                members = tar.getmembers()
        except (OSError, tarfile.TarError) as error:
            raise self._damaged(str(error), "a backup made by goodfaith") from None
        self._doubled = len(members) - len({member.name for member in members})
        self.members = {member.name: member for member in members}
        self.manifest = self._read_manifest()

    def _read_manifest(self) -> Manifest:
        member = self.members.get(MANIFEST)
        if member is None or member.size > _LARGEST_MANIFEST_BYTES:
            raise self._damaged(f"no {MANIFEST}", "a backup that was finished")
        text = b"".join(self.chunks(MANIFEST))
        try:
            format_ = msgspec.json.decode(text)["format"]
            if format_ != FORMAT:
                raise self._damaged(f"format {format_!r}", f"format {FORMAT}: use its own release")
            return msgspec.json.decode(text, type=Manifest)
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise self._damaged(f"{MANIFEST}: {error}", "a manifest") from None

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, in order."""
        member = self.members[name]
        with self.path.open("rb") as file:
            file.seek(member.offset_data)
            left = member.size
            while left and (chunk := file.read(min(left, _CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk

    def check(self) -> None:
        """Read every part. Raises `ArchiveDamaged` with all that is not as the manifest says."""
        problems = [*self._unexpected(), *self._changed()]
        if problems:
            more = [f"{len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else []
            found = "; ".join(problems[:_MOST_TOLD] + more)
            raise self._damaged(found, "every part as its manifest says")

    def _unexpected(self) -> Iterator[str]:
        named = {part.name for part in self.manifest.parts}
        if self._doubled:
            yield f"{self._doubled} names twice"
        for member in self.members.values():
            if not member.isreg():
                yield f"{member.name} is not a file"
            elif member.name not in named | {MANIFEST}:
                yield f"{member.name} is not in the manifest"
            elif member.name not in (DUMP, MANIFEST) and not _is_safe(member.name):
                yield f"{member.name} has no place below a home"
        if DUMP not in named:
            yield f"no {DUMP}"

    def _changed(self) -> Iterator[str]:
        for part in self.manifest.parts:
            if part.name not in self.members:
                yield f"{part.name} is missing"
                continue
            digest, size = hashlib.sha256(), 0
            for chunk in self.chunks(part.name):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (part.bytes, part.sha256):
                yield f"{part.name} has changed"

    def _damaged(self, found: str, expected: str) -> ArchiveDamaged:
        return ArchiveDamaged(self.path, found, expected)


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    below = name.startswith(FILES) and len(parts) > 1 and "/".join(parts) == name
    return below and ".." not in parts and "\0" not in name
