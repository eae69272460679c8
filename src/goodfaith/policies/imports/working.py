"""Going through a file of facts: compared, then taken in, batch by batch, each whole or not at all.

Rows come in the same order each time, so whoever goes on after a crash reads up to where the
database is and takes each row once.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic

import msgspec
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from goodfaith.analysis.problems import Problem
from goodfaith.platform.arriving.storing import path_of
from goodfaith.policies.imports import organisation
from goodfaith.policies.imports.columns import Column
from goodfaith.policies.imports.comparing import Compared, Known, Read, Refusal, Seen, compared
from goodfaith.policies.imports.files import remove_file
from goodfaith.policies.imports.kinds import ORGANISATION
from goodfaith.policies.imports.reading import RowReader
from goodfaith.policies.imports.rows import rows_of
from goodfaith.policies.models import FactImport, ImportChange, RefusedRow
from goodfaith.policies.records import write_facts
from goodfaith.policies.services import tell
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.organisation_plan import PlanInvalid

ROWS_AT_ONCE = 2_000
SECONDS_AT_A_TIME = 30.0
"""Then another job of the queue has its turn."""
MOST_REFUSED_KEPT = 10_000
MOST_CHANGES_KEPT = 200
"""Of each sort: examples for a person to look at; all of them are counted."""

State = FactImport.State
Watch = Callable[[FactImport], None]
_KNOWN = """
select key, values::text, known_at from policies_factrecord
where kind = %s and key = any(%s::varchar[]) order by key
"""


class Overtaken(Exception):
    """Somebody else told of a record for the first time while it was being compared."""


class Elsewhere(Exception):
    """The file was stopped, or somebody else goes on with it."""


def go_on(
    id: int,
    clock: Callable[[], float] = monotonic,
    seconds: float = SECONDS_AT_A_TIME,
    watch: Watch = lambda _: None,
) -> bool:
    """Compare or take in a file for a while; whether there is more to do."""
    of = FactImport.objects.filter(pk=id, state__in=(State.COMPARING, State.IMPORTING)).first()
    if of is None:
        return False
    until = clock() + seconds
    try:
        for batch in _batches(of):
            of = _patiently(of, batch)
            watch(of)
            if clock() > until:
                return True
    except Elsewhere:
        return False
    except (DatabaseError, InterfaceError):
        raise
    except PlanInvalid as invalid:
        fail(of, invalid, "; ".join(invalid.found))
        return False
    except Exception as error:
        fail(of, error)
        return False
    _end(of)
    return False


def fail(of: FactImport, error: Exception, told: str = "") -> None:
    """Where it failed, without the message: that may quote what stands in the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = told or f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    FactImport.objects.filter(pk=of.pk).update(
        state=State.FAILED, failure=place[:300], ended_at=timezone.now()
    )


def columns_of(of: FactImport) -> list[Column]:
    return msgspec.convert(of.mapping, list[Column])


def _batches(of: FactImport) -> Iterator[list[Read]]:
    """The rows after those that are in the database; what comes before is read to be known."""
    reader = RowReader(of.kind, columns_of(of), timezone.get_default_timezone())
    seen = Seen(reader)
    rows = map(seen.read, rows_of(path_of(of), of.name))
    for _ in islice(rows, of.reached):
        pass
    at_once = organisation.MOST_ROWS if of.kind in ORGANISATION else ROWS_AT_ONCE
    while batch := list(islice(rows, at_once)):
        yield batch


def _patiently(of: FactImport, batch: Sequence[Read]) -> FactImport:
    while True:
        try:
            with transaction.atomic():
                return _take(of, batch)
        except Overtaken:
            continue


def _take(of: FactImport, batch: Sequence[Read]) -> FactImport:
    row = FactImport.objects.select_for_update().get(pk=of.pk)
    if row.state != of.state or row.reached != of.reached:
        raise Elsewhere
    take = _take_organisation if row.kind in ORGANISATION else _take_facts
    found = take(row, batch)
    _note(row, found, len(batch))
    return row


def _take_facts(row: FactImport, batch: Sequence[Read]) -> Compared:
    keys = {said.key for _, said in batch if not isinstance(said, list)}
    known = _known(row.kind, keys, lock=row.state == State.IMPORTING)
    found = compared(batch, known, row.confirmed_at)
    if row.state == State.IMPORTING:
        _write(row, found, set(known))
    return found


def _take_organisation(row: FactImport, batch: Sequence[Read]) -> Compared:
    now = timezone.now()
    known = organisation.known_of(row.kind, timezone.localdate(now))
    found = compared(organisation.settled(batch, known), known)
    found = organisation.checked(row.kind, found)
    if row.state == State.IMPORTING:
        actor = row.handed_in_by or SYSTEM
        organisation.establish(row.kind, found, actor=actor, now=now)
    return found


def _known(kind: str, keys: set[str], *, lock: bool) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN + (" for update" if lock else ""), [kind, sorted(keys)])
        return {
            key: Known(msgspec.json.decode(values), known_at)
            for key, values, known_at in cursor.fetchall()
        }


def _write(row: FactImport, found: Compared, known: set[str]) -> None:
    facts = found.facts(row.kind)
    if not facts:
        return
    assert row.confirmed_at is not None
    pairs = [(row.confirmed_at, fact) for fact in facts]
    written = write_facts(pairs, source=row.source, came_with=row.pk)
    if any(key not in known for _, key in written.changed):
        raise Overtaken
    tell(written.about, in_bulk=True)


def _note(row: FactImport, found: Compared, rows: int) -> None:
    _note_refused(row, found.refused)
    if row.state == State.COMPARING:
        _note_changes(row, found)
        row.by_field = dict(Counter(row.by_field) + found.by_field)
    row.added += found.count("new")
    row.changed += found.count("changed")
    row.same += found.count("same")
    row.refused += len(found.refused)
    row.reached += rows
    row.rows = max(row.rows, row.reached)
    row.save()


def _note_refused(row: FactImport, refused: Sequence[Refusal]) -> None:
    names = [heading["name"] for heading in row.headings]
    room = max(0, MOST_REFUSED_KEPT - row.refused)
    RefusedRow.objects.bulk_create(
        RefusedRow(
            of=row, place=one.place[:40], cells=[one.cells.get(name, "") for name in names],
            problems=[_told(problem) for problem in one.problems],
        )
        for one in refused[:room]
    )  # fmt: skip


def _told(problem: Problem) -> dict[str, str]:
    names = ("code", "field", "found", "expected")
    return {name: getattr(problem, name) for name in names}


def _note_changes(row: FactImport, found: Compared) -> None:
    for what, before in (("new", row.added), ("changed", row.changed)):
        room = max(0, MOST_CHANGES_KEPT - before)
        wanted = [change for change in found.changes if change.what == what][:room]
        ImportChange.objects.bulk_create(
            ImportChange(
                of=row, place=c.said.place[:40], key=c.said.key, what=what,
                fields=[list(field) for field in c.fields],
            )
            for c in wanted
        )  # fmt: skip


def _end(of: FactImport) -> None:
    with transaction.atomic():
        row = FactImport.objects.select_for_update().get(pk=of.pk)
        if row.reached != of.reached:
            return
        if row.state == State.COMPARING:
            row.state = State.COMPARED
        elif row.state == State.IMPORTING:
            row.state, row.ended_at = State.DONE, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        if row.state == State.DONE:
            transaction.on_commit(lambda: remove_file(row))
