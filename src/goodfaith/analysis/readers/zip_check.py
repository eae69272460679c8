"""Whether a ZIP file can be unpacked without harm, found out without unpacking it to memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from goodfaith.analysis.readers.bounds import (
    HIGHEST_ZIP_RATIO,
    LONGEST_UNZIPPED_BYTES,
    LONGEST_ZIP_DIRECTORY_BYTES,
    MEGABYTE,
    MOST_CELLS,
    MOST_ZIP_ENTRIES,
)
from goodfaith.analysis.readers.damaged import DAMAGED_ZIP
from goodfaith.analysis.readers.report import Unfit

_SMALL: Final = MEGABYTE  # a small part of blanks may shrink far, and does no harm
_STORED_OR_DEFLATED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCAL_HEADER: Final = 30
_LONGEST_END: Final = 76 + 22 + 65_535  # the end of a ZIP file with the longest comment


def check_workbook(source: BinaryIO) -> None:
    """Raise `Unfit` when an XLSX file is damaged, protected, or would unpack beyond the bounds.

    Sizes are checked as declared and then as they are, because a header may lie. The width and
    height of each sheet count, too: a reader that keeps a sheet as a rectangle would otherwise
    need memory for all cells between two far corners.
    """
    try:
        check_directory(source)
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            _check_declared(entries)
            _check_every(source, entries)
    except Unfit:
        raise
    except (*DAMAGED_ZIP, OSError) as error:
        raise Unfit("an XLSX workbook", f"damaged ({type(error).__name__})") from None


def check_archive(source: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    """Raise `Unfit` when a ZIP archive of files is encrypted or would unpack beyond the bounds.

    One of `DAMAGED_ZIP` when it is damaged.
    """
    _check_declared(entries)
    _check_every(source, entries)


def _check_every(source: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        total += _check_actual(source, entry, LONGEST_UNZIPPED_BYTES - total)


def check_directory(source: BinaryIO) -> None:
    """Raise `Unfit` for a ZIP file whose list of entries is too long to be looked at.

    It is read whole before anything can be counted, a hundred bytes of memory a byte.
    """
    size = source.seek(0, 2)
    source.seek(max(0, size - _LONGEST_END))
    listed = _listed_bytes(source.read())
    if listed > LONGEST_ZIP_DIRECTORY_BYTES:
        expected = f"at most {MOST_ZIP_ENTRIES:,} files"
        raise Unfit(expected, f"a list of {listed:,} bytes", "too_many")
    source.seek(0)


def _listed_bytes(end: bytes) -> int:
    """How long the list of entries is, as the end of the file has it; 0: there is no such end.

    A 64-bit record before it counts instead, wherever one stands.
    """
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        return 0
    wide = end[max(0, at - 76) : at]
    if wide[-20:-16] == b"PK\x06\x07" and wide.startswith(b"PK\x06\x06"):
        return int.from_bytes(wide[40:48], "little")
    return int.from_bytes(end[at + 12 : at + 16], "little")


def _check_declared(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ZIP_ENTRIES:
        raise Unfit(f"at most {MOST_ZIP_ENTRIES:,}", f"{len(entries):,} parts", "too_many")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unfit("parts with names of their own", "two parts of one name")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unfit("a file without password", "encrypted")
        if entry.compress_type not in _STORED_OR_DEFLATED:
            raise Unfit("deflated parts", f"packed by method {entry.compress_type}")
        _check_ratio(entry.file_size, entry.compress_size)
    _check_total(sum(entry.file_size for entry in entries))


def _check_total(size: int) -> None:
    if size > LONGEST_UNZIPPED_BYTES:
        expected = f"at most {LONGEST_UNZIPPED_BYTES:,} bytes unpacked"
        raise Unfit(expected, f"at least {size:,} bytes", "too_many")


def _check_ratio(size: int, packed: int) -> None:
    if size > _SMALL and size > packed * HIGHEST_ZIP_RATIO:
        found = f"a part that unpacks more than {HIGHEST_ZIP_RATIO}-fold"
        raise Unfit("an ordinary file", found, "too_many")


def _check_actual(source: BinaryIO, entry: zipfile.ZipInfo, left: int) -> int:
    corners = _Corners() if "worksheets/" in entry.filename.replace("\\", "/") else None
    size = 0
    for block in _unpacked(source, entry):
        size += len(block)
        _check_total(size + LONGEST_UNZIPPED_BYTES - left)
        _check_ratio(size, entry.compress_size)
        if corners:
            corners.see(block)
    return size


def _unpacked(source: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part really holds, in blocks, trusting no header but where it begins."""
    source.seek(entry.header_offset)
    header = source.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise Unfit("a whole file", "cut off")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    source.seek(names, 1)
    unpack = _inflater() if entry.compress_type == zipfile.ZIP_DEFLATED else _as_is
    left = entry.compress_size
    while left > 0 and (packed := source.read(min(left, 64 * 1024))):
        left -= len(packed)
        yield from unpack(packed)


def _as_is(packed: bytes) -> Iterator[bytes]:
    yield packed


def _inflater() -> Callable[[bytes], Iterator[bytes]]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)

    def inflate(packed: bytes) -> Iterator[bytes]:
        while packed:
            yield inflater.decompress(packed, MEGABYTE)
            packed = inflater.unconsumed_tail

    return inflate


class _Corners:
    """The farthest row and column a sheet names."""

    _REFERENCE: Final = re.compile(
        rb"""\br\s*=\s*["']\s*(?:([A-Za-z]{1,3})([0-9]{1,7})|([0-9]{1,7}))\s*["']"""
    )
    _LONGEST_REFERENCE: Final = 40

    def __init__(self) -> None:
        self._column = self._row = 0
        self._tail = b""

    def see(self, block: bytes) -> None:
        """Take in the next block of the sheet; raises `Unfit` when it becomes too large."""
        seen = self._tail + block
        for column, row, alone in set(self._REFERENCE.findall(seen)):
            self._column = max(self._column, _column_number(column))
            self._row = max(self._row, int(row or alone))
        self._tail = seen[-self._LONGEST_REFERENCE :]
        if self._column * self._row > MOST_CELLS:
            found = f"a sheet of {self._column:,} columns and {self._row:,} rows"
            raise Unfit(f"at most {MOST_CELLS:,} cells", found, "too_many")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
