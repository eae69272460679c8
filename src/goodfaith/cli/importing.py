"""`goodfaith import`: a file of business facts into this machine's database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import yaml

from goodfaith.analysis.problems import Refused
from goodfaith.cli.installation import Unusable, installation_in_use
from goodfaith.cli.telling import Teller


def import_facts(options: argparse.Namespace, teller: Teller) -> int:
    """0: every row is in; 1: rows were refused; 2: it could not be done at all."""
    try:
        with installation_in_use(teller):
            return _here(options, teller)
    except (Unusable, MappingInvalid) as error:
        teller.error(str(error))
        return 2


class MappingInvalid(ValueError):
    """A file of `--mapping` that is none."""


def _here(options: argparse.Namespace, teller: Teller) -> int:
    fine = True
    _finish_left(teller)
    try:
        for path in options.inputs:
            fine = _one(path, options, teller) and fine
    except Refused as refused:
        teller.problems(refused.problems)
        return 2
    return 0 if fine else 1


def _finish_left(teller: Teller) -> None:
    """What a command before this one was killed at."""
    from goodfaith.policies.imports.left import finish, left_lying

    for of in left_lying():
        teller.say("import_taken_up", file=of.name, id=of.pk)
        if (done := finish(of)) is not None and done.state == "done":
            _tell(teller, Path(done.name), done, "import_done")


def _one(path: Path, options: argparse.Namespace, teller: Teller) -> bool:
    """Whether all rows of a file are in, or would be. Raises `Refused`."""
    from goodfaith.policies.imports.left import in_hand
    from goodfaith.policies.imports.local import look_at_file

    of = look_at_file(path, kind=options.kind, source=options.source)
    with in_hand(of):
        return _worked(path, of, options, teller)


def _worked(path: Path, of: Any, options: argparse.Namespace, teller: Teller) -> bool:
    from goodfaith.policies.imports.local import compare_file, take_in_file

    if of.state == "failed":
        teller.error(f"{path.name}: {of.failure}")
        return False
    columns = _columns(options.mapping) if options.mapping else []
    with teller.err.status(path.name) as status:

        def watch(row: Any) -> None:
            status.update(f"{path.name} {row.get_state_display()} {row.reached:,}")

        of = compare_file(of, columns, watch)
        _tell(teller, path, of, "import_compared")
        if not options.dry_run and of.state == "compared":
            of = take_in_file(of, watch)
            _tell(teller, path, of, "import_done")
    _tell_refused(teller, of)
    return of.refused == 0 and of.state in ("done", "compared")


def _columns(path: Path) -> list[Any]:
    """`columns` maps headings to fields, `key` lists the headings that make up the key."""
    from goodfaith.policies.imports import Column

    try:
        written = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        fields = {str(name): str(field or "") for name, field in written["columns"].items()}
        keys = {str(name) for name in written.get("key", ())}
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError, AttributeError):
        raise MappingInvalid(f"{path}: expected YAML with `columns` and `key`") from None
    keys = keys or {name for name, field in fields.items() if field == "id"}
    return [Column(name, field, name in keys) for name, field in fields.items()]


def _tell(teller: Teller, path: Path, of: Any, word: str) -> None:
    names = ("rows", "added", "changed", "same", "refused")
    teller.say(word, file=path.name, id=of.pk, **{name: getattr(of, name) for name in names})


def _tell_refused(teller: Teller, of: Any) -> None:
    from goodfaith.analysis.problems import Problem

    rows = of.refused_rows.order_by("pk")[:60]
    found = [Problem(file=of.name, place=row.place, **one) for row in rows for one in row.problems]
    teller.problems(found)
