"""Bringing a backup back: beside what is there, counted, and only then in its place.

Until the database is renamed, in one transaction, nothing of the old one has been touched; what
was killed is cleared away or finished by whoever comes next.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import msgspec

from goodfaith.platform.keeping.archive import Archive
from goodfaith.platform.keeping.backup import Watch, unwatched
from goodfaith.platform.keeping.contents import table_names
from goodfaith.platform.keeping.errors import DatabaseNotEmpty
from goodfaith.platform.keeping.files import FilesDraft, remove_moved, unpack
from goodfaith.platform.keeping.installation import Installation
from goodfaith.platform.keeping.interrupted import finish_interrupted
from goodfaith.platform.keeping.loading import expect_loadable, load_and_compare
from goodfaith.platform.keeping.neighbours import Neighbours, neighbours_of, stamp


class Restored(msgspec.Struct, frozen=True):
    """What was done: `archive` is in force.

    `before` is the old database's name now, empty where there was nothing in it; `moved` are the
    folders and files that gave way, under the names they have now.
    """

    archive: Archive
    before: str
    moved: tuple[Path, ...]


def restore(
    installation: Installation,
    file: Path,
    *,
    at: datetime,
    replace: bool = False,
    watch: Watch = unwatched,
) -> Restored:
    """Put the backup in `file` in the place of what `installation` has; nobody may be connected.

    With `replace` also where there are tables: the old database is kept under another name.
    Raises `ArchiveDamaged`, `RolesMissing`, `DatabaseNotEmpty`, `DatabaseInUse`, `KeepingBusy`,
    `RightMissing`, `ProgramFailed`, `ContentsDiffer`; the installation is then as it was.
    """
    watch("checking")
    archive = Archive(file)
    archive.check()
    expect_loadable(archive, installation)
    with neighbours_of(installation) as neighbours:
        finish_interrupted(neighbours)
        occupied = _expect_room(installation, replace=replace)
        neighbours.expect_nobody()
        new, before = neighbours.name("restoring", at), neighbours.name("before", at)
        watch("loading")
        _load(archive, neighbours, new)
        draft = _swap(archive, neighbours, new, at)
        watch("placing")
        moved = draft.put_in_place()
        if not occupied:
            neighbours.drop(before)
    return Restored(archive, before if occupied else "", tuple(moved))


def forget_before(installation: Installation) -> list[str]:
    """Remove for good the databases, files and folders that gave way to backups; their names."""
    with neighbours_of(installation) as neighbours:
        finish_interrupted(neighbours)
        names = neighbours.names("before")
        for name in names:
            neighbours.drop(name)
    return names + remove_moved(installation.home)


def _expect_room(installation: Installation, *, replace: bool) -> bool:
    """Whether there are tables. Raises `DatabaseNotEmpty` unless they may give way."""
    with installation.connect() as connection:
        count = len(table_names(connection))
    if count and not replace:
        expected = "an empty database, or --replace (the old one is kept under another name)"
        raise DatabaseNotEmpty(f"database {installation.database}", f"{count} tables", expected)
    return count > 0


def _load(archive: Archive, neighbours: Neighbours, new: str) -> None:
    neighbours.create(new)
    try:
        load_and_compare(archive, neighbours.installation, new)
        with neighbours.installation.connect(new) as connection:
            connection.execute("analyze")  # or the first pages would be planned blindly
    except BaseException:
        neighbours.drop(new)
        raise


def _swap(archive: Archive, neighbours: Neighbours, new: str, at: datetime) -> FilesDraft:
    """Unpack the files beside their places and let `new` be the database; both or neither."""
    home = neighbours.installation.home
    draft = FilesDraft(home, stamp(at))
    try:
        unpack(archive, draft)
        neighbours.swap(new, neighbours.name("before", at))
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        neighbours.drop(new)
        raise
    return draft
