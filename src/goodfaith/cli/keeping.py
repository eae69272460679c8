"""`goodfaith backup`, `restore` and `upgrade`: told in words what `platform.keeping` did.

0: done and verified; 1: refused or failed, and everything is as it was; 2: the settings or the
file cannot be read.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg

from goodfaith.cli.telling import Teller
from goodfaith.platform.configuration import (
    Configuration,
    ConfigurationInvalid,
    read_configuration,
)
from goodfaith.platform.embedded import EmbeddedPostgresError
from goodfaith.platform.keeping import (
    ArchiveDamaged,
    KeepingError,
    Manifest,
    back_up,
    forget_before,
    forget_old,
    open_installation,
)
from goodfaith.platform.keeping import restore as restore_backup
from goodfaith.platform.keeping import upgrade as upgrade_cluster

Act = Callable[[argparse.Namespace, Teller, Configuration], int]
_MEGABYTE = 1_000_000


def backup(options: argparse.Namespace, teller: Teller) -> int:
    """The last line on standard output is the path of the backup."""
    return _told(_backup, options, teller)


def restore(options: argparse.Namespace, teller: Teller) -> int:
    return _told(_restore, options, teller)


def upgrade(options: argparse.Namespace, teller: Teller) -> int:
    return _told(_upgrade, options, teller)


def _told(act: Act, options: argparse.Namespace, teller: Teller) -> int:
    """Do it, and tell a refusal in one line."""
    try:
        return act(options, teller, read_configuration(os.environ))
    except (ArchiveDamaged, ConfigurationInvalid) as unreadable:
        return _refuse(teller, str(unreadable), 2)
    except (KeepingError, EmbeddedPostgresError, OSError) as refused:
        return _refuse(teller, str(refused), 1)
    except psycopg.Error as error:  # the whole message may quote what it should not
        said = error.diag.message_primary or teller.word("connection_lost")
        return _refuse(teller, f"PostgreSQL: {said}", 1)


def _refuse(teller: Teller, words: str, code: int) -> int:
    teller.err.print(words, style="bold red", markup=False, soft_wrap=True)
    return code


def _backup(options: argparse.Namespace, teller: Teller, configuration: Configuration) -> int:
    with open_installation(configuration) as installation, _watching(teller) as watch:
        made = back_up(
            installation,
            options.to,
            at=datetime.now(UTC),
            with_secrets=options.with_secrets,
            watch=watch,
        )
    megabytes = f"{made.bytes / _MEGABYTE:,.1f}"
    _say(teller, "backup_done", megabytes=megabytes, **_numbers(made.manifest))
    if not options.with_secrets:
        _say(teller, "backup_without_secrets")
    teller.out.print(made.path, markup=False, soft_wrap=True)
    return 0


def _restore(options: argparse.Namespace, teller: Teller, configuration: Configuration) -> int:
    if options.forget_before:
        with open_installation(configuration) as installation:
            return _tell_forgotten(teller, forget_before(installation))
    with open_installation(configuration) as installation, _watching(teller) as watch:
        done = restore_backup(
            installation, options.file, at=datetime.now(UTC), replace=options.replace, watch=watch
        )
    manifest = done.archive.manifest
    taken_at = manifest.taken_at.isoformat(" ", "seconds")
    _say(teller, "restore_done", taken_at=taken_at, **_numbers(manifest))
    if done.before:
        _say(teller, "restore_before", database=done.before)
    for path in done.moved:
        _say(teller, "restore_moved", path=path)
    return 0


def _upgrade(options: argparse.Namespace, teller: Teller, configuration: Configuration) -> int:
    if not configuration.is_embedded:
        _say(teller, "upgrade_not_ours")
        return 1
    if options.forget_old:
        return _tell_forgotten(teller, forget_old(configuration.home))
    with _watching(teller) as watch:
        done = upgrade_cluster(
            configuration.home,
            at=datetime.now(UTC),
            old_binaries=options.old_binaries,
            watch=watch,
        )
    if done is None:
        _say(teller, "upgrade_not_needed")
        return 0
    told = {"old": done.old_version, "new": done.new_version, "folder": done.old}
    _say(teller, "upgrade_done", rows=f"{done.rows:,}", **told)
    if done.left:
        _say(teller, "upgrade_left", names=", ".join(done.left))
    return 0


def _tell_forgotten(teller: Teller, names: Sequence[object]) -> int:
    for name in names:
        _say(teller, "forgot", what=name)
    if not names:
        _say(teller, "nothing_to_forget")
    return 0


def _numbers(manifest: Manifest) -> dict[str, object]:
    rows = manifest.contents.rows
    files = len(manifest.parts) - 1  # the first is the dump
    return {"tables": len(rows), "rows": f"{sum(rows.values()):,}", "files": f"{files:,}"}


@contextmanager
def _watching(teller: Teller) -> Iterator[Callable[[str], None]]:
    """Say what is being done, on a terminal."""
    if not teller.err.is_terminal:
        yield lambda phase: None  # noqa: ARG005
        return
    with teller.err.status("") as line:
        yield lambda phase: line.update(teller.word(f"keeping_{phase}"))


def _say(teller: Teller, name: str, **values: object) -> None:
    teller.out.print(teller.word(name, **values), markup=False, soft_wrap=True)
