"""What a person does with a file of facts: hand it in, name its columns, confirm, take back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.problems import Problem, Refused
from goodfaith.platform.arriving import (
    NotAsAnnounced,
    add_piece,
    announced_wrongly,
    check_whole,
    shown_name,
)
from goodfaith.platform.arriving.storing import new_name, settle
from goodfaith.policies.imports.columns import Column, header_of, mapping_problems
from goodfaith.policies.imports.files import remove_file
from goodfaith.policies.imports.jobs import look_job, undo_job, work_job
from goodfaith.policies.imports.kinds import ORGANISATION, importable
from goodfaith.policies.imports.organisation import may_establish
from goodfaith.policies.models import FactImport, SavedMapping
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

State = FactImport.State
BEFORE_TAKEN = (State.ARRIVING, State.LOOKING, State.MAPPING, State.COMPARING, State.COMPARED)
_SOURCE = re.compile(r"[\w.\-]{1,40}")


def begin_import(
    *, name: str, size: int, kind: str, source: str, actor: Actor, now: datetime, sha256: str = ""
) -> FactImport:
    """Announce a file of `size` bytes with records of one kind. Raises `Refused` with all wrong.

    `source` is the system that they come from: a word of yours, such as `core`.
    """
    problems = [_announced(wrong) for wrong in announced_wrongly(size, sha256)]
    if kind not in importable():
        problems.append(_wrong("kind", "an unknown kind", "one of " + ", ".join(importable())))
    problems += _not_allowed(kind, actor, now)
    if not _SOURCE.fullmatch(source):
        problems.append(_wrong("source", "another text", "1 to 40 letters, digits, . _ -"))
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        made = FactImport.objects.create(
            name=shown_name(name), size=size, sha256=sha256, kind=kind, source=source,
            handed_in_by_id=staff_id_of(actor), begun_at=now, state=State.ARRIVING,
            path=new_name(),
        )  # fmt: skip
        ledger.record(actor, "import.begun", made, now, kind=kind, size=size)
    return made


def add_bytes(of: FactImport, *, offset: int, piece: bytes) -> int:
    """Add the bytes from `offset` on; how many are safely there now.

    Raises `OffsetWrong` when the piece begins elsewhere, `Refused` when the file would be longer
    than it was announced or is no longer arriving.
    """
    with transaction.atomic(), _as_refused():
        return add_piece(_locked(of), offset, piece)


def complete_import(of: FactImport, *, actor: Actor, now: datetime) -> FactImport:
    """The file is whole and is looked at. Raises `Refused`: bytes are missing or are others."""
    with transaction.atomic():
        row = _locked(of)
        if row.state not in (State.ARRIVING, State.STOPPED):
            return row
        with _as_refused():
            row.sha256 = check_whole(row)
        settle(row)
        row.state = State.LOOKING
        row.save()
        ledger.record(actor, "import.completed", row, now, sha256=row.sha256)
        look_job.later(of=row.pk)
    return row


def map_columns(
    of: FactImport,
    *,
    columns: Sequence[Column],
    actor: Actor,
    now: datetime,
    in_background: bool = True,
) -> FactImport:
    """Say what the columns hold: kept for the next file with these headings, and compared by.

    Whoever does the work at once themselves asks for none `in_background`.

    Raises `Refused` with all that is wrong with the mapping, and for a file that is not yet looked
    at or already confirmed.
    """
    with transaction.atomic():
        row = _in_state(of, State.MAPPING, State.COMPARING, State.COMPARED)
        if wrong := _not_allowed(row.kind, actor, now):
            raise Refused(*wrong)
        headings = [heading["name"] for heading in row.headings]
        if problems := mapping_problems(row.kind, columns, headings):
            raise Refused(*problems)
        row.mapping, row.mapping_by = msgspec.to_builtins(list(columns)), "person"
        SavedMapping.objects.update_or_create(
            kind=row.kind, source=row.source, header=header_of(headings),
            defaults={"columns": row.mapping, "saved_at": now, "saved_by_id": staff_id_of(actor)},
        )  # fmt: skip
        ledger.record(actor, "import.mapped", row, now)
        _restart(row, State.COMPARING, in_background=in_background)
    return row


def confirm_import(
    of: FactImport, *, actor: Actor, now: datetime, in_background: bool = True
) -> FactImport:
    """Take in what was compared; all of it counts as known at `now`. Raises `Refused`."""
    with transaction.atomic():
        row = _in_state(of, State.COMPARED)
        if wrong := _not_allowed(row.kind, actor, now):
            raise Refused(*wrong)
        row.confirmed_at = now
        ledger.record(actor, "import.confirmed", row, now, kind=row.kind, rows=row.rows)
        _restart(row, State.IMPORTING, in_background=in_background)
    return row


def stop_import(of: FactImport, *, actor: Actor, now: datetime) -> FactImport:
    """No more is taken in; what is in stays until it is taken back. What is over stays so."""
    with transaction.atomic():
        row = _locked(of)
        if row.state in (*BEFORE_TAKEN, State.IMPORTING):
            row.state, row.ended_at = State.STOPPED, now
            row.save(update_fields=["state", "ended_at"])
            ledger.record(actor, "import.stopped", row, now)
            transaction.on_commit(lambda: remove_file(row))
    return row


def undo_import(of: FactImport, *, actor: Actor, now: datetime) -> FactImport:
    """Take back what an import did, but for facts that somebody has changed since.

    Facts say again what they said before; those that it brought are gone. Both is a change of its
    own, so the history tells what was believed in between. Raises `Refused`.
    """
    with transaction.atomic():
        row = _in_state(of, State.DONE, State.STOPPED, State.FAILED)
        if row.kind in ORGANISATION:
            raise Refused(_wrong("kind", row.kind, "a kind of business fact"))
        if row.confirmed_at is None:
            raise Refused(_wrong("state", "never confirmed", "an import that changed something"))
        row.state, row.restored, row.left_newer = State.UNDOING, 0, 0
        row.save()
        ledger.record(actor, "import.undone", row, now)
        undo_job.later(of=row.pk)
    return row


def _not_allowed(kind: str, actor: Actor, now: datetime) -> list[Problem]:
    """The organisation is for those who administer all of it."""
    if kind not in ORGANISATION or may_establish(actor, timezone.localdate(now)):
        return []
    return [_wrong("kind", kind, "an administrator of the whole organisation")]


def _restart(row: FactImport, state: FactImport.State, *, in_background: bool) -> None:
    """From the first row; the job is asked for by the transaction that is open."""
    row.state, row.reached = state, 0
    row.added = row.changed = row.same = row.refused = 0
    if state == State.COMPARING:
        row.by_field, row.rows = {}, 0
        row.changes.all().delete()
    row.refused_rows.all().delete()
    row.save()
    if in_background:
        work_job.later(of=row.pk)


def _locked(of: FactImport) -> FactImport:
    return FactImport.objects.select_for_update().get(pk=of.pk)


def _in_state(of: FactImport, *states: FactImport.State) -> FactImport:
    row = _locked(of)
    if row.state not in states:
        expected = ", ".join(states)
        raise Refused(_wrong("state", row.state, expected))
    return row


@contextmanager
def _as_refused() -> Iterator[None]:
    try:
        yield
    except NotAsAnnounced as wrong:
        raise Refused(_announced(wrong)) from None


def _announced(wrong: NotAsAnnounced) -> Problem:
    return _wrong(wrong.field, wrong.found, wrong.expected)


def _wrong(field: str, found: str, expected: str) -> Problem:
    return Problem("field_invalid", "import", "", field, found, expected)
