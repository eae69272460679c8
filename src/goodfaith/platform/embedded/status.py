"""What there is, told without making, starting or waiting for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from goodfaith.platform.embedded.binaries import find_binaries
from goodfaith.platform.embedded.cluster import cluster_folder, find_cluster
from goodfaith.platform.embedded.place import find_place
from goodfaith.platform.embedded.server import Answer, Server
from goodfaith.platform.embedded.sockets import listening_pid


class Status(msgspec.Struct, frozen=True):
    """What `status` found.

    `state`: absent (never made), stopped, running (answers), busy (starting, recovering or
    stopping). `pid` is the server's where it listens; `version` that of the installed programs.
    """

    state: Literal["absent", "stopped", "running", "busy"]
    folder: Path
    version: str
    pid: int | None = None


def status(home: Path) -> Status:
    """The state of the database below `home`.

    Raises `BinariesMissing`, `FolderNotOurs`, `FolderUnreachable`, `ClusterDamaged`,
    `ClusterOfAnotherMajor`.
    """
    binaries = find_binaries()
    home = Path(home).absolute()
    try:
        place = find_place(home)
    except FileNotFoundError:
        return Status("absent", home, binaries.version)
    folder = cluster_folder(place)
    cluster = find_cluster(place)
    if cluster is None:
        return Status("absent", folder, binaries.version)
    server = Server(place, cluster, binaries)
    answer = server.answer()
    pid = listening_pid(folder)
    if answer is Answer.READY:
        return Status("running", folder, binaries.version, pid)
    return Status("busy" if server.is_alive() else "stopped", folder, binaries.version, pid)
