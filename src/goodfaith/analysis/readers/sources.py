"""Files to be read: found in folders and patterns, told apart by content, each by its reader."""

from __future__ import annotations

import glob
import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.damaged import UNREADABLE
from goodfaith.analysis.readers.detect import HEAD_BYTES, detect, is_zip
from goodfaith.analysis.readers.documents import read_documents
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, FORMATS, Format, ReadOptions

_READERS: Final[dict[Format, tuple[str, str]]] = {
    "jsonl": ("jsonl", "read_jsonl"),
    "json": ("own_documents", "read_own_documents"),
    "parquet": ("parquet", "read_parquet"),
    "csv": ("table", "read_csv"),
    "xlsx": ("table", "read_xlsx"),
    "text": ("plain", "read_plain"),
    "vtt": ("subtitles", "read_vtt"),
    "srt": ("subtitles", "read_srt"),
    "wecom": ("wecom", "read_wecom"),
}
_COUNTING: Final = frozenset(_READERS) - {"wecom"}
_GZIP: Final = b"\x1f\x8b"

Read = Iterator[Conversation | Problem]


class Source(msgspec.Struct, frozen=True):
    """One input file. `name` stands in problems; `format` is None when no reader fits."""

    path: Path
    name: str
    format: Format | None

    def open(self) -> BinaryIO:
        """Open the file for reading, unpacking gzip on the way. Raises `OSError`."""
        stream = self.path.open("rb")
        if not stream.peek(2).startswith(_GZIP):
            return stream
        stream.close()
        return cast(BinaryIO, gzip.open(self.path, "rb"))


def open_inputs(paths: Sequence[Path], options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Source]:
    """Yield the files that paths name: files, folders with all that is in them, patterns.

    The order is that of the paths, within a folder or pattern by name; no file comes twice.
    Hidden files and what is no regular file are left out of folders. A path that leads nowhere
    gives a source without format, which reads as a problem. An archive has none, either: it reads
    as the files that are in it.
    """
    seen: set[Path] = set()
    for given in paths:
        for path in _files(given):
            if (resolved := path.resolve()) not in seen:
                seen.add(resolved)
                source = Source(path, str(path), None)
                if not is_archive(source):
                    found = options.format or _format(path)
                    source = msgspec.structs.replace(source, format=found)
                yield source


def read_source(
    source: Source,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Read:
    """Yield the conversations and problems of a file in its order; never raises for its content.

    A file that cannot be opened, breaks off or is in no known format is a problem, too.
    """
    try:
        if source.format is None and is_archive(source):
            yield from _read_archive(source, options, ignored)
        elif source.format is None:
            yield _unknown(source)
        else:
            with source.open() as stream:
                yield from _reader(source, options, ignored)(stream)
    except UNREADABLE as error:
        found = f"unreadable ({type(error).__name__})"
        yield Problem("unreadable", source.name, "", "", found, "a file that can be read")


def is_archive(source: Source) -> bool:
    """Whether it is a ZIP file of other files, by its content; False where it cannot be read."""
    try:
        with source.path.open("rb") as stream:
            return is_zip(stream.read(HEAD_BYTES), source.name)
    except OSError:
        return False


def _read_archive(source: Source, options: ReadOptions, ignored: Counter[str] | None) -> Read:
    from goodfaith.analysis.readers.archive import entries_of

    with source.path.open("rb") as stream:
        for entry in entries_of(stream, source.name, options.format):
            if isinstance(entry, Problem):
                yield entry
            elif entry.format is None:
                yield _no_format(entry.name)
            else:
                read = _reader(entry, options, ignored)  # which opens it, too, and puts it away
                with entry.open() as unpacked:
                    yield from read(unpacked)


class _Readable(Protocol):
    """A file, or a file of an archive."""

    @property
    def name(self) -> str: ...
    @property
    def format(self) -> Format | None: ...
    def open(self) -> BinaryIO: ...


def _reader(
    source: _Readable, options: ReadOptions, ignored: Counter[str] | None
) -> Callable[[BinaryIO], Read]:
    assert source.format is not None
    module, function = _READERS[source.format]
    if source.format == "json" and not _is_ours(source, options):
        module, function = "recognised", "read_recognised"
    read = getattr(import_module(f"goodfaith.analysis.readers.{module}"), function)
    counts = source.format in _COUNTING and function != "read_recognised"
    more: tuple[object, ...] = (ignored,) if counts else ()
    if source.format == "wecom":
        more = (options.wecom,)
    name = source.name.removesuffix(".gz")
    return lambda stream: cast(Read, read(stream, name, options, *more))


def _is_ours(source: _Readable, options: ReadOptions) -> bool:
    """Whether a JSON file holds conversations like ours and no recogniser's result."""
    from goodfaith.analysis.readers.own_documents import looks_like_ours

    if options.mapping is not None:
        return False
    with source.open() as stream:
        first = next(iter(read_documents(stream, source.name)), None)
    return first is not None and not isinstance(first, Problem) and looks_like_ours(first.content)


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return _inside(path)
    if not path.exists() and glob.has_magic(str(path)):
        matches = sorted(Path(match) for match in glob.glob(str(path), recursive=True))
        return (
            file for match in matches for file in (_inside(match) if match.is_dir() else (match,))
        )
    return (path,)


def _inside(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            if not name.startswith(".") and file.is_file():
                yield file


def _format(path: Path) -> Format | None:
    source = Source(path, str(path), None)
    try:
        with source.open() as stream:
            head = stream.read(HEAD_BYTES)
    except UNREADABLE:
        return None
    return detect(head, source.name.removesuffix(".gz"))


def _unknown(source: Source) -> Problem:
    if not source.path.exists():
        return Problem("unreadable", source.name, "", "", "missing", "a file, folder or pattern")
    return _no_format(source.name)


def _no_format(name: str) -> Problem:
    expected = f"one of {', '.join(FORMATS)}, or --format"
    return Problem("format_unknown", name, "", "", "in no known format", expected)
