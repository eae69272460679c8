"""Where the server listens: a Unix socket in the cluster's folder, or in a short private one.

A socket's path has 107 bytes on Linux and 103 elsewhere, and libpq takes a comma for the end of a
host. Homes can be longer and have commas.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
import tempfile
from pathlib import Path

from goodfaith.platform.embedded.account import Account
from goodfaith.platform.embedded.errors import FolderUnreachable

PORT = 5432  # only part of the socket's name
SOCKET = f".s.PGSQL.{PORT}"
LONGEST = 107 if sys.platform == "linux" else 103  # sizeof(sockaddr_un.sun_path) - 1
_POINTER = "socket-folder"


def socket_folder(cluster: Path) -> Path:
    """Where the socket of a cluster is, or was when its server last ran."""
    if fits(cluster):
        return cluster
    try:
        return Path(os.fsdecode((cluster / _POINTER).read_bytes()))
    except FileNotFoundError:
        return cluster


def settle_socket_folder(cluster: Path, account: Account) -> Path:
    """The folder for a server that is about to start, made where it is needed.

    A short one is ours alone (0700); one that has vanished or changed hands is replaced.
    """
    folder = socket_folder(cluster)
    if fits(cluster) or (folder != cluster and _is_private(folder, account)):
        return folder
    folder = _short_folder(cluster, account)
    draft = cluster / f".{_POINTER}"
    draft.write_bytes(os.fsencode(folder))
    account.own(draft)
    draft.replace(cluster / _POINTER)
    return folder


def fits(folder: Path) -> bool:
    name = os.fsencode(folder / SOCKET)
    return len(name) <= LONGEST and b"," not in name


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return private and found.st_uid == account.uid


def _short_folder(cluster: Path, account: Account) -> Path:
    for parent in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108
        if not fits(parent / "goodfaith-12345678") or not account.reaches(parent):
            continue
        folder = Path(tempfile.mkdtemp(prefix="goodfaith-", dir=parent))
        account.own(folder)
        return folder
    expected = f"a folder for temporary files that account {account.name} can enter"
    raise FolderUnreachable(cluster, "too long for a socket", expected)


def listening_pid(cluster: Path) -> int | None:
    """The server that accepts connections on the socket; None when nobody does.

    Asked of the kernel where it can tell (a pid file may be stale and its number taken by a
    stranger). 0 for a server that is not of our process namespace.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(5)
        try:
            end.connect(os.fsencode(socket_folder(cluster) / SOCKET))
        except OSError:
            return None
        if hasattr(socket, "SO_PEERCRED"):
            packed = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            return int(struct.unpack("3i", packed)[0])
    return noted_pid(cluster / "data" / "postmaster.pid")


def noted_pid(path: Path) -> int | None:
    """The number in the first line of a pid file; None when there is none in it."""
    try:
        return int(path.read_text().split("\n")[0])
    except (FileNotFoundError, ValueError):
        return None
