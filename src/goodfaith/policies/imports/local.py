"""Files of this machine: looked at, compared and taken in here and now, where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from django.utils import timezone

from goodfaith.analysis.problems import Refused
from goodfaith.platform.arriving.storing import sha256_of
from goodfaith.policies.imports.columns import Column, mapping_problems
from goodfaith.policies.imports.looking import look
from goodfaith.policies.imports.steps import begin_import, confirm_import, map_columns
from goodfaith.policies.imports.working import go_on
from goodfaith.policies.models import FactImport
from goodfaith.trust.ledger import SYSTEM

State = FactImport.State
Watch = Callable[[FactImport], None]


def look_at_file(path: Path, *, kind: str, source: str) -> FactImport:
    """The import of a file that stays where it is, with its columns. Raises `OSError`, `Refused`.

    It has failed where the file cannot be read.
    """
    size = path.stat().st_size
    made = begin_import(
        name=path.name, size=size, kind=kind, source=source, actor=SYSTEM, now=timezone.now()
    )
    made.path, made.received, made.state = str(path.resolve()), size, State.LOOKING
    made.sha256 = sha256_of(path)
    made.save(update_fields=["path", "received", "state", "sha256"])
    return look(made.pk) or made


def compare_file(
    of: FactImport, columns: Sequence[Column] = (), watch: Watch = lambda _: None
) -> FactImport:
    """Compare by `columns`, or by those that were kept or guessed. Raises `Refused`."""
    chosen = list(columns) or msgspec.convert(of.mapping, list[Column])
    if wrong := mapping_problems(of.kind, chosen, [heading["name"] for heading in of.headings]):
        raise Refused(*wrong)
    map_columns(of, columns=chosen, actor=SYSTEM, now=timezone.now(), in_background=False)
    return _worked(of, watch)


def take_in_file(of: FactImport, watch: Watch = lambda _: None) -> FactImport:
    """Take in what was compared."""
    confirm_import(of, actor=SYSTEM, now=timezone.now(), in_background=False)
    return _worked(of, watch)


def _worked(of: FactImport, watch: Watch) -> FactImport:
    while go_on(of.pk, watch=watch):
        pass
    return FactImport.objects.get(pk=of.pk)
