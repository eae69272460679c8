"""Writing a backup: one snapshot of the database, counted and dumped, then the files.

Files come after the snapshot: whatever a row in it speaks of is on disk by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from typing import BinaryIO

from goodfaith.platform.keeping.archive import DUMP, FORMAT, ArchiveWriter, Manifest
from goodfaith.platform.keeping.contents import count_contents
from goodfaith.platform.keeping.files import KeptFile
from goodfaith.platform.keeping.installation import Installation
from goodfaith.platform.keeping.programs import dump

_SNAPSHOT = "begin isolation level repeatable read read only"


def write_backup(
    file: BinaryIO, installation: Installation, files: Iterable[KeptFile], at: datetime
) -> Manifest:
    """Write everything into `file` and return the manifest that is its end.

    Raises `RightMissing`, `ProgramFailed`, `ServerUnreachable`; the file is then of no use.
    """
    writer = ArchiveWriter(file)
    programs = installation.programs
    with installation.connect() as connection:
        connection.execute(_SNAPSHOT)
        ((snapshot,),) = connection.execute("select pg_export_snapshot()").fetchall()
        contents = count_contents(connection)
        writer.add(DUMP, dump(programs, installation.dsn, snapshot), at=at.timestamp())
    for each in files:
        each.write_to(writer)
    manifest = Manifest(
        FORMAT,
        version("goodfaith"),
        installation.version,
        programs.major,
        at,
        contents,
        tuple(writer.parts),
    )
    writer.finish(manifest)
    return manifest
