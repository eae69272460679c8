"""The files of a rulebook in a ZIP, as somebody hands them in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.readers.damaged import DAMAGED_ZIP
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.zip_check import check_archive, check_directory

MOST_FILES: Final = 2_000
LARGEST_FILE: Final = 1 << 20
LARGEST_WHOLE: Final = 32 << 20
LARGEST_ARCHIVE: Final = 16 << 20
_PATH = re.compile(r"rulebook\.yaml|(?:rules|points|words)/[a-z0-9_][a-z0-9_.\-]{0,150}\.yaml")
_EXPECTED = "rulebook.yaml, rules/….yaml, points/….yaml or words/….yaml"

Files = Mapping[str, str]


def is_path(path: str) -> bool:
    """Whether a rulebook may have a file of this name."""
    return bool(_PATH.fullmatch(path)) and ".." not in path


def read_archive(content: bytes, name: str) -> dict[str, str]:
    """The files of a rulebook that somebody hands in; a folder around all of them is left out.

    Raises `UnreadableInput` with everything that is wrong: what is no ZIP, damaged, encrypted, no
    file of a rulebook, no UTF-8, too many or too large (sizes are those found, not those told).
    """
    if len(content) > LARGEST_ARCHIVE:
        raise UnreadableInput(
            [_wrong(name, f"{len(content):,} bytes", f"at most {LARGEST_ARCHIVE:,}")]
        )
    source = BytesIO(content)
    try:
        check_directory(source)
        with zipfile.ZipFile(source) as opened:
            check_archive(source, opened.infolist())
            return _checked(opened, name)
    except Unfit as unfit:
        raise UnreadableInput([_wrong(name, unfit.found, unfit.expected)]) from None
    except DAMAGED_ZIP as error:
        found = f"no ZIP, or damaged ({type(error).__name__})"
        raise UnreadableInput([_wrong(name, found, "a ZIP of a rulebook's files")]) from None


def _checked(opened: zipfile.ZipFile, name: str) -> dict[str, str]:
    entries = [e for e in opened.infolist() if not e.is_dir() and not _is_litter(e.filename)]
    if len(entries) > MOST_FILES:
        found = f"{len(entries):,} files"
        raise UnreadableInput([_wrong(name, found, f"at most {MOST_FILES:,}")])
    around = _folder_around([e.filename for e in entries])
    contents: dict[str, bytes | None] = {}
    problems: list[Problem] = []
    left = LARGEST_WHOLE
    for entry in entries:
        path = entry.filename.removeprefix(around)
        if path in contents:
            problems.append(_wrong(path, "there twice", "once"))
            continue
        contents[path] = content = _read(opened, entry, min(left, LARGEST_FILE))
        left -= len(content or b"")
    return checked_files(contents, name, problems)


def checked_files(
    contents: Mapping[str, bytes | None], name: str, problems: Sequence[Problem] = ()
) -> dict[str, str]:
    """The files as text; `name` is where they come from, None for a content that is too large.

    Raises `UnreadableInput` with everything that is wrong, `problems` first.
    """
    found = [*problems]
    found += [p for path, content in contents.items() if (p := _problem(path, content))]
    if not found and not any(path.startswith("rules/") for path in contents):
        found.append(_wrong(name, "no rule", "at least one file rules/….yaml"))
    if found:
        raise UnreadableInput(found)
    return {path: content.decode() for path, content in contents.items() if content is not None}


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | None:
    """At most so many bytes, whatever the entry says of its size; None for more."""
    with opened.open(entry) as file:
        content = file.read(most + 1)
    return content if len(content) <= most else None


def _problem(path: str, content: bytes | None) -> Problem | None:
    if not is_path(path):
        return _wrong(repr(path[:80]), "no file of a rulebook", _EXPECTED)
    if content is None or len(content) > LARGEST_FILE:
        return _wrong(path, "too large", f"at most {LARGEST_FILE:,} bytes, all {LARGEST_WHOLE:,}")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _wrong(path, "no UTF-8", "UTF-8")
    return _wrong(path, "a NUL", "text") if "\0" in text else None


def _folder_around(names: list[str]) -> str:
    first, slash, _ = next(iter(names), "").partition("/")
    around = first + slash
    is_one = slash and first not in ("rules", "points", "words")
    return around if is_one and all(name.startswith(around) for name in names) else ""


def _is_litter(name: str) -> bool:
    """What file managers and this project put beside the files of a rulebook."""
    return name.startswith("__MACOSX/") or name.endswith((".DS_Store", "baseline.json"))


def _wrong(file: str, found: str, expected: str) -> Problem:
    return Problem("rulebook_unreadable", file, "", "", found, expected)


def differing_paths(old: Files, new: Files) -> Iterator[str]:
    """Paths of files that are in one only, or not the same in both; in order."""
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            yield path
