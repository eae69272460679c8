"""Taking the pieces of a file, and seeing that it is whole and the one that was announced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings

from goodfaith.platform.arriving.file import ARRIVING, ArrivingFile
from goodfaith.platform.arriving.storing import path_of, sha256_of, write_at

LARGEST_PIECE = 8 << 20
LONGEST_NAME = 255
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotAsAnnounced(ValueError):
    """One thing about a file that cannot be: which `field`, what was found and expected."""

    def __init__(self, field: str, found: str, expected: str) -> None:
        self.field, self.found, self.expected = field, found, expected
        super().__init__(f"{field} is {found}, expected {expected}")


class OffsetWrong(ValueError):
    """A piece does not begin where the file ends; `received` is where it does."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(f"expected the piece from byte {received} on")


def shown_name(name: str) -> str:
    """The last part of a path as any system writes it; never empty."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return last[-LONGEST_NAME:].replace("\x00", "") or "unnamed"


def announced_wrongly(size: int, sha256: str) -> Iterator[NotAsAnnounced]:
    """All that is wrong with an announcement; the bound is the configuration's."""
    most = settings.CONFIGURATION.upload_megabytes << 20
    if not 0 <= size <= most:
        yield NotAsAnnounced("size", f"{size:,}", f"0 to {most:,} bytes")
    if sha256 and not _SHA256.fullmatch(sha256):
        yield NotAsAnnounced("sha256", "another text", "64 hexadecimal digits")


def check_arriving(row: ArrivingFile) -> None:
    """Raises `NotAsAnnounced` for a file that takes no more pieces."""
    if row.state != ARRIVING:
        raise NotAsAnnounced("state", row.state, ARRIVING)


def add_piece(row: ArrivingFile, offset: int, piece: bytes) -> int:
    """Add the bytes from `offset` on to a locked row; how many are safely there now.

    Raises `OffsetWrong` when the piece begins elsewhere, `NotAsAnnounced` when the file would be
    longer than it was announced or is no longer arriving.
    """
    check_arriving(row)
    if offset != row.received:
        raise OffsetWrong(row.received)
    if offset + len(piece) > row.size:
        found = f"{offset + len(piece):,} bytes"
        raise NotAsAnnounced("size", found, f"{row.size:,} bytes, as was announced")
    write_at(path_of(row), offset, piece)
    row.received += len(piece)
    row.save(update_fields=["received"])
    return row.received


def check_whole(row: ArrivingFile) -> str:
    """The SHA-256 of a locked row's file, in hex.

    Raises `NotAsAnnounced` when bytes are missing or are not those that were announced.
    """
    check_arriving(row)
    if row.received != row.size:
        raise NotAsAnnounced("received", f"{row.received:,}", f"{row.size:,} bytes")
    if row.size == 0:
        write_at(path_of(row), 0, b"")
    found = sha256_of(path_of(row))
    if row.sha256 not in ("", found):
        raise NotAsAnnounced("sha256", "other bytes", "the file that was announced")
    return found
