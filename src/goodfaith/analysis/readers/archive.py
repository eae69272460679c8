"""A ZIP file of inputs: each file in it is a source of its own, named `calls.zip/a.csv`.

Nothing is ever written by a name that stands in an archive: one file at a time is unpacked, into a
file without a name. An archive beyond the bounds, encrypted or damaged is refused as a whole; of
its files those that are archives themselves, links, or named as if they lay elsewhere. What a
system leaves behind (hidden files, `__MACOSX`) is passed over.
"""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import BLOCK_BYTES
from goodfaith.analysis.readers.damaged import DAMAGED_ZIP
from goodfaith.analysis.readers.detect import HEAD_BYTES, detect, is_zip
from goodfaith.analysis.readers.options import Format
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.zip_check import check_archive, check_directory

_GZIP: Final = b"\x1f\x8b"
_UTF8_NAME: Final = 0x800
_NAMED_BY_FILE: Final[frozenset[Format]] = frozenset({"text", "vtt", "srt", "json"})
"""Formats in which the name of the file may become the id of the conversation."""


class Entry(msgspec.Struct, frozen=True):
    """A file of an archive, unpacked; `name` has that of the archive before its own."""

    name: str
    format: Format | None
    file: BinaryIO

    def open(self) -> BinaryIO:
        """A stream from the first byte on; one at a time, they share their place."""
        stream = os.fdopen(os.dup(self.file.fileno()), "rb")
        stream.seek(0)
        return stream


def entries_of(
    archive: BinaryIO, name: str, format: Format | None = None
) -> Iterator[Entry | Problem]:
    """The files of an archive in its order, each good until the next; what is wrong with it.

    `format` is what all of them are; None: each as its content tells.
    """
    try:
        check_directory(archive)
        with zipfile.ZipFile(archive) as opened:
            check_archive(archive, opened.infolist())
            yield from _files(opened, name, format)
    except Unfit as unfit:
        yield Problem(unfit.code, name, "", "", unfit.found, unfit.expected)
    except DAMAGED_ZIP as error:
        found = f"damaged ({type(error).__name__})"
        yield Problem("unreadable", name, "", "", found, "a ZIP archive")


def _files(opened: zipfile.ZipFile, name: str, format: Format | None) -> Iterator[Entry | Problem]:
    stems: set[str] = set()
    found = False
    for info in opened.infolist():
        path = _name_of(info)
        if info.is_dir() or _is_left_behind(path):
            continue
        found = True
        own = f"{name}/{path.strip('/')}"
        if wrong := _wrong_with(info, path):
            yield Problem("field_invalid", own, "", "", wrong, "an ordinary file of the archive")
            continue
        with tempfile.TemporaryFile() as file:
            _unpack(opened, info, file)
            entry = _entry(own, file, format)
            stem = PurePosixPath(path).stem
            if isinstance(entry, Entry) and entry.format in _NAMED_BY_FILE and stem in stems:
                expected = "names of their own: they may be the ids of conversations"
                yield Problem("duplicate_id", own, "", "", "a name that is taken", expected)
                continue
            stems.add(stem)
            yield entry
    if not found:
        yield Problem("unreadable", name, "", "", "an archive without files", "files in it")


def _entry(name: str, file: BinaryIO, format: Format | None) -> Entry | Problem:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(_GZIP) or is_zip(head, name):
        return Problem("format_unknown", name, "", "", "an archive in an archive", "a plain file")
    return Entry(name, format or detect(head, name), file)


def _unpack(opened: zipfile.ZipFile, info: zipfile.ZipInfo, file: BinaryIO) -> None:
    with opened.open(info) as packed:
        while block := packed.read(BLOCK_BYTES):
            file.write(block)
    file.flush()


def _name_of(info: zipfile.ZipInfo) -> str:
    """With `/` between folders; where no encoding is noted, as Chinese Windows writes it."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_left_behind(path: str) -> bool:
    parts = path.split("/")
    hidden = (part.startswith(".") and part != ".." for part in parts)
    return "__MACOSX" in parts or any(hidden)


def _wrong_with(info: zipfile.ZipInfo, path: str) -> str:
    """What is suspicious about a file of an archive; "" when nothing is."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link"
    leads_out = path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")
    if leads_out or not path.isprintable():
        return "a name that leads elsewhere"
    return ""
