"""Where the programs are that can read a cluster of an older PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goodfaith.platform.embedded.binaries import Binaries, binaries_in, installed_binaries
from goodfaith.platform.embedded.kept_binaries import kept_binaries
from goodfaith.platform.embedded.place import Place, reachable_binaries
from goodfaith.platform.keeping.errors import OldBinariesMissing


def find_old_programs(place: Place, major: int, given: Path | None) -> Binaries:
    """Those in the folder `given`, else kept beside the cluster, come with us, or the machine's.

    Raises `OldBinariesMissing`, which says how to name them.
    """
    for binaries in _candidates(place, major, given):
        if binaries.major == major:
            return reachable_binaries(binaries, place.account)
    found = f"no programs of PostgreSQL {major}, which alone can read the cluster"
    expected = f"those: goodfaith upgrade --old-binaries FOLDER (Debian: postgresql-{major})"
    raise OldBinariesMissing(given or place.folder, found, expected)


def _candidates(place: Place, major: int, given: Path | None) -> Iterator[Binaries]:
    if given:
        given = given.absolute()
        yield binaries_in(given.parent if given.name == "bin" else given)
        return
    if kept := kept_binaries(place, major):
        yield kept
    yield from installed_binaries()
    yield binaries_in(Path(f"/usr/lib/postgresql/{major}"))  # where Debian puts them
    yield binaries_in(Path(f"/usr/pgsql-{major}"))  # where the PostgreSQL RPMs put them
