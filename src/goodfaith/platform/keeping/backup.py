"""Making a backup that is known to be one: written, loaded into a scratch database, counted.

The file has its name only after all of that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from goodfaith.platform.keeping.archive import Archive, Manifest
from goodfaith.platform.keeping.draft import drafted, taken
from goodfaith.platform.keeping.dumping import write_backup
from goodfaith.platform.keeping.errors import NothingToKeep
from goodfaith.platform.keeping.files import kept_files
from goodfaith.platform.keeping.installation import Installation
from goodfaith.platform.keeping.interrupted import finish_interrupted
from goodfaith.platform.keeping.loading import load_and_compare
from goodfaith.platform.keeping.neighbours import Neighbours, neighbours_of, stamp

Phase = Literal["writing", "checking", "loading", "placing"]
Watch = Callable[[Phase], None]


def unwatched(phase: Phase) -> None:
    """Nobody wants to know how far it is."""


class Backup(msgspec.Struct, frozen=True):
    path: Path
    bytes: int
    manifest: Manifest


def back_up(
    installation: Installation,
    to: Path | None = None,
    *,
    at: datetime,
    with_secrets: bool = False,
    watch: Watch = unwatched,
) -> Backup:
    """Back `installation` up into the file `to`, by default below `<home>/backups`, and verify it.

    `at` names it and is written into it. A folder takes a file of that name. The file (0600) holds
    customers' data, and with `with_secrets` the key that sessions and stored secrets rest on.
    Raises `NameTaken`, `NothingToKeep`, `KeepingBusy`, `RightMissing`, `ProgramFailed`;
    `ContentsDiffer` when what was written does not load into what was dumped. Nothing is left
    behind then.
    """
    path = _settled(installation, to, at)
    with neighbours_of(installation) as neighbours, drafted(path) as (draft, file):
        finish_interrupted(neighbours)
        watch("writing")
        files = kept_files(installation.home, with_secrets=with_secrets)
        manifest = write_backup(file, installation, files, at)
        if not manifest.contents.rows:
            expected = "those of an installation: is this the home you meant?"
            raise NothingToKeep(f"database {installation.database}", "no tables", expected)
        file.flush()
        archive = Archive(draft)
        verify(archive, neighbours, at, watch)
    return Backup(path, path.stat().st_size, archive.manifest)


def verify(archive: Archive, neighbours: Neighbours, at: datetime, watch: Watch) -> None:
    """Read every part again, load the dump into a scratch database and compare; drop it."""
    watch("checking")
    archive.check()
    watch("loading")
    scratch = neighbours.name("trying", at)
    neighbours.create(scratch)
    try:
        load_and_compare(archive, neighbours.installation, scratch)
    finally:
        neighbours.drop(scratch)


def _settled(installation: Installation, to: Path | None, at: datetime) -> Path:
    name = f"goodfaith-{stamp(at)}.tar"
    if to is None:
        folder = installation.home / "backups"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / name
    path = to.absolute()
    path = path / name if path.is_dir() else path
    if os.path.lexists(path):
        raise taken(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
