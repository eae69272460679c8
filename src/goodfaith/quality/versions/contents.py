"""The files of a version as they are now, and as they were after so many changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from goodfaith.conversations.reading.packing import unpacked
from goodfaith.quality.models import RulebookVersion, VersionFile

KEPT = 16


def files_of(version: RulebookVersion, changes: int | None = None) -> Mapping[str, str]:
    """The files by path; after the first `changes` changes only, if it says so. Not to be changed.

    A rulebook is read often and changed seldom: the last few are kept.
    """
    return _files(version.pk, version.changes if changes is None else changes)


@lru_cache(maxsize=KEPT)
def _files(version: int, changes: int) -> Mapping[str, str]:
    archive = RulebookVersion.objects.values_list("archive", flat=True).get(pk=version)
    files = unpacked(bytes(archive))
    rows = VersionFile.objects.filter(version=version).order_by("pk")[:changes]
    for path, text in rows.values_list("path", "text"):
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text
    return files


def files_it_began_with(version: RulebookVersion) -> Mapping[str, str]:
    """What its author started from."""
    return files_of(version, 0)


class FileState(msgspec.Struct, frozen=True):
    """A file of a version: its text (None: it is not there) and how often it was changed here."""

    path: str
    text: str | None
    number: int


def file_state(version: RulebookVersion, path: str) -> FileState:
    """The file as it is now."""
    last = version.file_changes.filter(path=path).order_by("-number").first()
    if last is not None:
        return FileState(path, last.text, last.number)
    return FileState(path, files_it_began_with(version).get(path), 0)


def text_at(version: RulebookVersion, path: str, number: int) -> str | None:
    """The file after so many changes of it; as it began for 0."""
    if number == 0:
        return files_it_began_with(version).get(path)
    found = version.file_changes.filter(path=path, number=number).first()
    return found.text if found else None


def history_of(version: RulebookVersion, path: str) -> list[VersionFile]:
    """Every change of the file, the latest first."""
    return list(version.file_changes.filter(path=path).select_related("by").order_by("-number"))


def changed_paths(version: RulebookVersion) -> set[str]:
    """Files that are not as they were when the version began."""
    if not version.changes:
        return set()
    paths = set(version.file_changes.values_list("path", flat=True).distinct())
    began, now = files_it_began_with(version), files_of(version)
    return {path for path in paths if began.get(path) != now.get(path)}
