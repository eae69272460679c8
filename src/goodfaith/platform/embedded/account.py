"""Who the server runs as. PostgreSQL refuses root, so root lends the server another account."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from goodfaith.platform.embedded.errors import NoServerAccount

# Accounts that root may lend, best first. What runs as `nobody` besides us could read the files.
SERVICE_ACCOUNTS = ("goodfaith", "postgres", "nobody")
# Nothing of ours must change what PostgreSQL does: no PG* variable, and messages we can read.
_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


class Account(msgspec.Struct, frozen=True):
    uid: int
    gid: int
    name: str

    @property
    def lent(self) -> bool:
        """Whether programs have to drop to this account first."""
        return self.uid != os.geteuid()

    def run(
        self, command: Sequence[str | Path], folder: Path, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL in `folder`; it must not be stopped by our terminal."""
        if self.lent:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        return subprocess.run(  # noqa: S603 - our own programs, arguments as a list
            command,
            cwd=folder,
            env=_ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            check=False,
            **options,
        )

    def reaches(self, folder: Path) -> bool:
        """Whether this account can enter `folder`; asked of the system, which knows of ACLs too."""
        try:
            answer = self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], Path("/"))
        except OSError as error:
            raise NoServerAccount(
                f"account {self.name}", str(error), "that root can be it"
            ) from None
        return answer.returncode == 0

    def own(self, path: Path | int) -> None:
        """Hand over a file or folder that we have just made."""
        if self.lent:
            os.chown(path, self.uid, self.gid)


def account_of(uid: int) -> Account:
    """The account with this number.

    Raises `NoServerAccount` for one without a name: PostgreSQL asks for it and would give up.
    """
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NoServerAccount(f"account {uid}", "no name", "a line in /etc/passwd") from None
    return Account(uid, entry.pw_gid, entry.pw_name)


def server_account() -> Account:
    """Who a new cluster belongs to: whoever asks, or for root the first service account found."""
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, name)
    wanted = " or ".join(SERVICE_ACCOUNTS)
    raise NoServerAccount("/etc/passwd", "only root to run as, which PostgreSQL refuses", wanted)
