"""pg_dump and pg_restore of the server's own major version, and what they are told.

A newer pg_restore speaks settings that an older server refuses, an older pg_dump refuses a newer
server: only the same major does for both.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import msgspec
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from goodfaith.platform.embedded import installed_binaries
from goodfaith.platform.keeping.errors import ProgramFailed, ProgramsMissing

CHUNK_BYTES = 1 << 20
_MOST_WORDS = 5
_FAST = "--compress=1"  # of Chinese text a tenth larger than the default, in a quarter of the time


class Programs(msgspec.Struct, frozen=True):
    """The folder of pg_dump and pg_restore, and their major version."""

    folder: Path
    major: int

    @property
    def pg_dump(self) -> Path:
        return self.folder / "pg_dump"

    @property
    def pg_restore(self) -> Path:
        return self.folder / "pg_restore"


def find_programs(major: int) -> Programs:
    """Those that came with us, else the machine's. Raises `ProgramsMissing`."""
    found = set()
    for folder in _folders(major):
        version = major_of(folder / "pg_dump")
        if version == major == major_of(folder / "pg_restore"):
            return Programs(folder, major)
        if version:
            found.add(version)
    have = ", ".join(map(str, sorted(found))) or "none"
    expected = f"those of the server's version {major} (Debian: postgresql-client-{major})"
    raise ProgramsMissing("pg_dump and pg_restore", f"found of versions: {have}", expected)


def _folders(major: int) -> Iterator[Path]:
    for binaries in installed_binaries():
        yield binaries.install / "bin"
    yield Path(f"/usr/lib/postgresql/{major}/bin")  # where Debian puts them
    yield Path(f"/usr/pgsql-{major}/bin")  # where the PostgreSQL RPMs put them
    for name in filter(None, map(shutil.which, ("pg_dump", "pg_restore"))):
        yield Path(name).parent


def major_of(program: Path) -> int | None:
    """The major version that a program of PostgreSQL tells; None where there is none to ask."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    match = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else None


def dump(programs: Programs, dsn: str, snapshot: str) -> Iterator[bytes]:
    """The whole database as of `snapshot`, in pg_dump's custom format. Raises `ProgramFailed`."""
    options = ["--format=custom", f"--snapshot={snapshot}", "--lock-wait-timeout=60s", _FAST]
    with _spoken(programs.pg_dump, dsn, options, stdout=subprocess.PIPE) as process:
        assert process.stdout
        while chunk := process.stdout.read(CHUNK_BYTES):
            yield chunk


def contents_list(programs: Programs, dump: Iterable[bytes]) -> list[str]:
    """The lines of `pg_restore --list`."""
    with tempfile.TemporaryFile() as listing:
        # It leaves as soon as it has read the head of the dump.
        with _spoken(programs.pg_restore, "", ["--list"], **_fed(listing)) as process:
            _feed(process, dump)
        listing.seek(0)
        return listing.read().decode().splitlines()


def load(programs: Programs, dsn: str, dump: Iterable[bytes], wanted: list[str]) -> None:
    """Load what the lines of `wanted` name into a database, up to the first error.

    Raises `ProgramFailed`; whoever called drops the half-filled database.
    """
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as listing:
        listing.write("\n".join(wanted) + "\n")
        listing.flush()
        options = ["--exit-on-error", f"--use-list={listing.name}"]
        with _spoken(programs.pg_restore, dsn, options, **_fed(subprocess.DEVNULL)) as process:
            _feed(process, dump)


def _fed(out: IO[bytes] | int) -> dict[str, IO[bytes] | int]:
    return {"stdin": subprocess.PIPE, "stdout": out}


def _feed(process: subprocess.Popen[bytes], dump: Iterable[bytes]) -> None:
    assert process.stdin
    with suppress(BrokenPipeError), process.stdin:
        for chunk in dump:
            process.stdin.write(chunk)


@contextmanager
def _spoken(
    program: Path, dsn: str, options: list[str], **streams: IO[bytes] | int
) -> Iterator[subprocess.Popen[bytes]]:
    """A program at work on `dsn`; its password travels in the environment, which others cannot see.

    Raises `ProgramFailed` when it does not end well.
    """
    parts: dict[str, Any] = conninfo_to_dict(dsn)
    environment = os.environ | {"LC_ALL": "C"}
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    command = [program, *options]
    if dsn:
        command += ["--no-password", f"--dbname={make_conninfo(**parts)}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, env=environment, stderr=said, **streams) as process:  # type: ignore[call-overload]  # noqa: S603
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        said.seek(0)
        if process.returncode != 0:
            words = words_of(said.read().decode(errors="replace"))
            found = f"ended with {process.returncode}: {words or 'no message'}"
            raise ProgramFailed(program.name, found, "a dump or load without an error")


def words_of(said: str) -> str:
    """What a program said about its failure, without anything that may quote a row.

    Details and contexts name keys and values, and so does any error in the rows themselves.
    """
    lines = [line for line in said.splitlines() if re.match(r"pg_\w+: (error|detail)|ERROR:", line)]
    told = (re.sub(r"(COPY failed for table [^:]*):.*", r"\1", line) for line in lines)
    return " / ".join(list(told)[:_MOST_WORDS])
