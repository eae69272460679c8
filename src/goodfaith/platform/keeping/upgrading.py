"""The embedded database's next major version: dumped by the old server, loaded by the new one.

The new cluster is made, filled and counted in a folder of its own; its last step is a rename, so
that whatever is killed, the old cluster or the new one is whole and in force. The old one stays
until somebody says that it may go.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from psycopg.conninfo import make_conninfo

from goodfaith.platform.embedded.binaries import MAJOR, find_binaries
from goodfaith.platform.embedded.cluster import (
    DATABASE,
    SUPERUSER,
    Cluster,
    cluster_folder,
    find_cluster,
    majors,
    open_cluster,
    settle_cluster,
)
from goodfaith.platform.embedded.errors import ClusterOfAnotherMajor
from goodfaith.platform.embedded.kept_binaries import forget_binaries
from goodfaith.platform.embedded.locks import gate, open_lock, try_lock
from goodfaith.platform.embedded.place import Place, find_place, reachable_binaries
from goodfaith.platform.embedded.server import Server
from goodfaith.platform.embedded.users import PATIENCE_SECONDS
from goodfaith.platform.keeping.archive import Archive
from goodfaith.platform.keeping.backup import Watch, unwatched
from goodfaith.platform.keeping.dumping import write_backup
from goodfaith.platform.keeping.errors import DatabaseInUse
from goodfaith.platform.keeping.files import sync_folder
from goodfaith.platform.keeping.installation import Installation, connect
from goodfaith.platform.keeping.loading import expect_loadable, load_and_compare
from goodfaith.platform.keeping.old_programs import find_old_programs
from goodfaith.platform.keeping.programs import Programs
from goodfaith.platform.keeping.roles import carry_roles

_DRAFT = ".upgrade-"
_OTHER_DATABASES = (
    "select datname::text from pg_database where not datistemplate and datname <> all(%s)"
)


class Upgraded(msgspec.Struct, frozen=True):
    """`old` is the folder of the cluster that was; `left` are its other databases, not carried.

    `roles` are those besides ours, and `rows` the number loaded.
    """

    old: Path
    old_version: str
    new_version: str
    rows: int
    roles: list[str]
    left: list[str]


def upgrade(
    home: Path,
    *,
    at: datetime,
    old_binaries: Path | None = None,
    watch: Watch = unwatched,
) -> Upgraded | None:
    """Bring the cluster below `home` to the major version of today's programs; nobody may use it.

    None when it is of that version, or when there is none. The old server's programs are found
    where an earlier release kept them or the machine has them; `old_binaries` is their folder.
    Raises `DatabaseInUse`, `OldBinariesMissing`, `ProgramFailed`, `ContentsDiffer`,
    `EmbeddedPostgresError`; the old cluster is then as it was.
    """
    try:
        place = find_place(Path(home).absolute())
    except FileNotFoundError:
        return None
    with _alone(place):
        _clear_left(place)
        major = _older_major(place)
        if major is None:
            return None
        old = Server(
            place, open_cluster(place, major), find_old_programs(place, major, old_binaries)
        )
        with _draft(place) as draft:
            return _upgrade(old, Place(draft, place.account), at, watch)


def forget_old(home: Path) -> list[Path]:
    """Remove the clusters of older major versions, and the programs kept for them; what went.

    Raises `ClusterOfAnotherMajor` when the newest of them is the one in force.
    """
    try:
        place = find_place(Path(home).absolute())
    except FileNotFoundError:
        return []
    with _alone(place):
        find_cluster(place)
        gone = [cluster_folder(place, major) for major in majors(place) if major < MAJOR]
        for folder in gone:
            shutil.rmtree(folder)
        return gone + forget_binaries(place, older_than=MAJOR)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    users = open_lock(place, "users")
    try:
        with gate(place, PATIENCE_SECONDS):
            if not try_lock(users, fcntl.LOCK_EX):
                expected = "nobody: stop `goodfaith serve` and whatever else uses it"
                raise DatabaseInUse(place.folder, "somebody uses the database", expected)
            yield
    finally:
        os.close(users)


def _older_major(place: Place) -> int | None:
    try:
        find_cluster(place)
    except ClusterOfAnotherMajor:
        newest = majors(place)[-1]
        if newest > MAJOR:
            raise
        return newest
    return None


@contextmanager
def _draft(place: Place) -> Iterator[Path]:
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=place.folder))
    place.account.own(draft)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _clear_left(place: Place) -> None:
    """What a killed upgrade has left; its server may still be at work, and has locks of its own."""
    for folder in place.folder.glob(f"{_DRAFT}*"):
        draft = Place(folder, place.account)
        with gate(draft, PATIENCE_SECONDS):
            if majors(draft):
                Server(draft, open_cluster(draft), find_binaries()).stop()
        shutil.rmtree(folder)


def _upgrade(old: Server, draft: Place, at: datetime, watch: Watch) -> Upgraded:
    binaries = reachable_binaries(find_binaries(), draft.account)
    new = Server(draft, settle_cluster(draft, binaries), binaries)
    with _running(old), _running(new), (draft.folder / "dump.tar").open("xb") as file:
        watch("writing")
        source = _installation(old)
        write_backup(file, source, (), at)
        file.flush()
        roles, left = _carry(old.cluster, new.cluster)
        watch("loading")
        archive = Archive(draft.folder / "dump.tar")
        target = _installation(new)
        expect_loadable(archive, target)
        load_and_compare(archive, target, DATABASE)
        with target.connect() as connection:
            connection.execute("analyze")
    watch("placing")
    place = old.place
    new.cluster.folder.rename(cluster_folder(place))
    sync_folder(place.folder)
    rows = sum(archive.manifest.contents.rows.values())
    return Upgraded(old.cluster.folder, source.version, target.version, rows, roles, left)


@contextmanager
def _running(server: Server) -> Iterator[None]:
    try:
        server.ensure_ready(PATIENCE_SECONDS)
        yield
    finally:
        server.stop()


def _installation(server: Server) -> Installation:
    """Also the old server is dumped by the new programs, as PostgreSQL's manual advises."""
    dsn = server.cluster.dsn("owner")
    with connect(dsn) as connection:
        number = connection.info.server_version
    programs = Programs(find_binaries().install / "bin", MAJOR)
    version = f"{number // 10_000}.{number % 10_000}"
    return Installation(server.place.folder, dsn, programs, version)


def _carry(old: Cluster, new: Cluster) -> tuple[list[str], list[str]]:
    """The roles carried, and the other databases, which are not."""
    with connect(_superuser(old)) as before, connect(_superuser(new)) as after:
        ours = [[DATABASE, SUPERUSER]]
        left = [name for (name,) in before.execute(_OTHER_DATABASES, ours)]
        return carry_roles(before, after), left


def _superuser(cluster: Cluster) -> str:
    dsn, password = cluster.dsn("owner"), cluster.passwords.superuser
    return make_conninfo(dsn, user=SUPERUSER, password=password, dbname=SUPERUSER)
