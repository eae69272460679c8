"""The folder of the embedded PostgreSQL: `<home>/postgres`, 0700, of the server's account.

Where root's home cannot be entered by the account that the server runs as, the folder is made
below `/var/lib/goodfaith` and `<home>/postgres` is a link to it.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from goodfaith.platform.embedded.account import Account, account_of, server_account
from goodfaith.platform.embedded.binaries import Binaries
from goodfaith.platform.embedded.errors import FolderNotOurs, FolderUnreachable

NAME = "postgres"
SYSTEM_FOLDER = Path("/var/lib/goodfaith")


class Place(msgspec.Struct, frozen=True):
    """`folder` has no links in it; it belongs to `account`."""

    folder: Path
    account: Account


def settle(home: Path) -> Place:
    """The folder below `home`, made where it is missing.

    Raises `FolderNotOurs`, `FolderUnreachable`, `NoServerAccount`.
    """
    if not os.path.lexists(home / NAME):
        _make(home)
    return find_place(home)


def find_place(home: Path) -> Place:
    """The folder that is there already. Raises as `settle`, and `FileNotFoundError`."""
    folder = (home / NAME).resolve(strict=True)
    found = folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    allowed = found.st_uid != 0 if os.geteuid() == 0 else found.st_uid == os.geteuid()
    if not (stat.S_ISDIR(found.st_mode) and mode == 0o700 and allowed):
        is_now = f"mode {mode:04o}, account {found.st_uid}"
        wanted = "an ordinary account" if os.geteuid() == 0 else f"account {os.geteuid()}"
        raise FolderNotOurs(folder, is_now, f"a folder we made: mode 0700, {wanted}")
    account = account_of(found.st_uid)
    if account.lent and not account.reaches(folder):
        raise _unreachable(folder, account)
    return Place(folder, account)


def _make(home: Path) -> None:
    """Made aside and renamed, so that nobody ever sees it half made; whoever is second yields."""
    account = server_account()
    try:
        home.mkdir(parents=True, exist_ok=True)
        _make_in(home, account)
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise FolderUnreachable(home, found, "a folder in which we may make one") from None


def _make_in(home: Path, account: Account) -> None:
    if not account.lent or account.reaches(home):
        folder = _private(home, f".{NAME}-", account)
        with suppress(OSError):  # somebody else was first, and has begun to use it
            folder.rename(home / NAME)
    else:
        folder = _private(system_folder(account), f"{home.name[:40]}-", account)
        with suppress(FileExistsError):
            (home / NAME).symlink_to(folder)
    if (home / NAME).resolve() != folder:
        with suppress(FileNotFoundError):
            folder.rmdir()


def _private(parent: Path, prefix: str, account: Account) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))  # mkdtemp makes it 0700
    account.own(folder)
    return folder


def system_folder(account: Account) -> Path:
    """Root's folder for what `account` must reach. Raises `FolderUnreachable`."""
    if not SYSTEM_FOLDER.exists():
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        SYSTEM_FOLDER.chmod(0o755)
    found = SYSTEM_FOLDER.stat()
    if found.st_uid != 0 or found.st_mode & 0o022 or not account.reaches(SYSTEM_FOLDER):
        raise _unreachable(SYSTEM_FOLDER, account)
    return SYSTEM_FOLDER


def reachable_binaries(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where `account` can run them.

    They are copied once where an environment below root's home hides them.
    """
    if not account.lent or account.reaches(binaries.install / "bin"):
        return binaries
    package, home = binaries.install.parent, system_folder(account)
    copy = home / f"{package.name}-{binaries.version}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix=".binaries-", dir=home))
        # The programs find their libraries beside the package.
        shutil.copytree(binaries.install, draft / package.name / binaries.install.name)
        libraries = f"{package.name}.libs"
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, draft / libraries)
        draft.chmod(0o755)
        with suppress(OSError):  # somebody else was first
            draft.rename(copy)
        shutil.rmtree(draft, ignore_errors=True)
    return Binaries(copy / package.name / binaries.install.name, binaries.version)


def _unreachable(folder: Path, account: Account) -> FolderUnreachable:
    expected = f"that account {account.name}, which runs the server for root, can enter it"
    return FolderUnreachable(folder, "closed on the way or writable by others", expected)
