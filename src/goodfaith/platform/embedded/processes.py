"""Processes of a cluster, told by what they run and where they stand (`/proc`, so on Linux only).

Elsewhere there are none to be seen, and whoever asks waits instead.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path


def processes_on(data: Path) -> dict[int, str]:
    """Every living postgres process whose working folder is `data`, with its command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or somebody else's
            where, program = (entry / "cwd").readlink(), (entry / "exe").readlink()
            if where == data and program.name.split(" ")[0] == "postgres":
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(entry.name)] = words.decode(errors="replace").strip()
    return found


def orphans(data: Path) -> list[int]:
    """Backends that have outlived their server; none while the server lives.

    A backend calls itself "postgres: …"; the server keeps the command line it was started with.
    """
    found = processes_on(data)
    if all(words.startswith("postgres: ") for words in found.values()):
        return sorted(found)
    return []


def end(pids: list[int], kind: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, kind)


def is_living(pid: int) -> bool:
    """Whether some process, whosever and be it a zombie, has this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
