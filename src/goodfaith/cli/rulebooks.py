"""`goodfaith rules pull` and `push`: a rulebook between a folder and this machine's database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.cli.inputs import as_json
from goodfaith.cli.installation import Unusable, installation_in_use
from goodfaith.cli.telling import Teller

_MARK = ".goodfaith-version"
"""Which version a folder was pulled from: what is pushed is a change of that one."""


def pull(options: argparse.Namespace, teller: Teller) -> int:
    """0: the files of a version are in the folder; 2: not so. Other YAML files there stay."""
    return _here(lambda: _pulled(options, teller), teller)


def push(options: argparse.Namespace, teller: Teller) -> int:
    """0: the folder is a draft, or nothing differs; 1: a file is no rulebook's; 2: not at all."""
    return _here(lambda: _pushed(options, teller), teller)


def _here(act: Callable[[], int], teller: Teller) -> int:
    try:
        with installation_in_use(teller):
            return act()
    except Unusable as error:
        teller.error(str(error))
    except UnreadableInput as unreadable:
        for problem in unreadable.problems:
            teller.error(str(problem))
        return 1
    return 2


def _version(number: int | None) -> Any:
    """A version by number; the one in force, else the latest published."""
    from django.utils import timezone

    from goodfaith.quality.models import RulebookVersion
    from goodfaith.quality.versions.adopting import adopt_editions
    from goodfaith.quality.versions.backtesting.asking import in_force

    adopt_editions()
    if number is not None:
        return RulebookVersion.objects.filter(number=number).first()
    return in_force(timezone.localdate())


def _pulled(options: argparse.Namespace, teller: Teller) -> int:
    from goodfaith.quality.versions.contents import files_of

    version = _version(options.version)
    if version is None:
        teller.error(teller.word("rules_no_version", number=options.version or ""))
        return 2
    folder: Path = options.folder
    files = files_of(version)
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    (folder / _MARK).write_text(f"{version.number}\n", "utf-8")
    teller.say("rules_pulled", number=version.number, files=len(files), folder=folder)
    return 0


def _pushed(options: argparse.Namespace, teller: Teller) -> int:
    from django.utils import timezone

    from goodfaith.quality.versions.archive import checked_files, differing_paths
    from goodfaith.quality.versions.contents import files_of
    from goodfaith.quality.versions.drafting import start_draft
    from goodfaith.trust.ledger import SYSTEM
    from goodfaith.trust.models import Staff

    number = _pulled_from(options.folder) if options.version is None else options.version
    base = _version(number)
    if base is None:
        teller.error(teller.word("rules_no_version", number="" if number is None else number))
        return 2
    author = Staff.objects.filter(number=options.author).first() if options.author else None
    if options.author and author is None:
        teller.error(teller.word("rules_no_author", number=options.author))
        return 2
    files = checked_files(_files_in(options.folder), str(options.folder))
    changed = list(differing_paths(files_of(base), files))
    if not changed:
        teller.say("rules_push_same", number=base.number)
        return 0
    made = start_draft(based_on=base, actor=author or SYSTEM, now=timezone.now(),
                       note=options.note, files=files)  # fmt: skip
    if options.json:
        sys.stdout.write(as_json({"number": made.number, "changed": changed}) + "\n")
    else:
        teller.say("rules_pushed", number=made.number, base=base.number, files=len(changed))
    return 0


def _pulled_from(folder: Path) -> int | None:
    mark = folder / _MARK
    text = mark.read_text("utf-8").strip() if mark.is_file() else ""
    return int(text) if text.isdigit() and len(text) < 10 else None


def _files_in(folder: Path) -> dict[str, bytes]:
    """The YAML files, by relative path. Raises `OSError` for a folder that is not there."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: found no folder, expected a rulebook")
    paths = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
