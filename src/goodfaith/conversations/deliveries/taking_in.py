"""Taking in a delivered file: batch by batch, each with the progress it makes in one transaction.

Readers give the same items in the same order each time, so whoever goes on after a crash skips as
many as are in the database, and takes in every conversation once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from time import monotonic

import msgspec
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.damaged import UNREADABLE
from goodfaith.analysis.readers.detect import HEAD_BYTES, detect
from goodfaith.analysis.readers.options import Format, ReadOptions
from goodfaith.analysis.readers.sources import Source, is_archive, read_source
from goodfaith.batch.desk import failed
from goodfaith.conversations.deliveries.ending import put_away
from goodfaith.conversations.deliveries.options import Options, read_options
from goodfaith.conversations.models import Delivery, DeliveryProblem
from goodfaith.conversations.receiving import Received, receive
from goodfaith.platform.arriving.storing import path_of
from goodfaith.platform.events import job
from goodfaith.trust.ledger import SYSTEM

ITEMS_AT_ONCE, UTTERANCES_AT_ONCE = 200, 8_000
MOST_PROBLEMS_KEPT = 10_000
SECONDS_AT_A_TIME = 20.0
"""Then another job of the queue has its turn."""

State = Delivery.State
Item = Conversation | Problem


class Progress(msgspec.Struct, frozen=True):
    """How far a delivery is, in conversations and problems."""

    state: str
    reached: int
    added: int
    revised: int
    same: int
    refused: int


def go_on(
    id: int,
    clock: Callable[[], float] = monotonic,
    seconds: float = SECONDS_AT_A_TIME,
    watch: Callable[[Progress], None] = lambda _: None,
) -> bool:
    """Take in a delivery for a while; whether there is more to do."""
    delivery = _begin(id)
    if delivery is None:
        return False
    until = clock() + seconds
    try:
        for batch in _batches(_items(delivery), delivery.reached):
            row = _take(delivery, batch)
            watch(progress_of(row))
            if row.state != State.READING or row.reached != delivery.reached:
                return False  # stopped, or somebody else goes on with it
            if clock() > until:
                return True
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        _fail(delivery, error)
        return False
    _end(delivery, watch)
    return False


def take_in(id: int, watch: Callable[[Progress], None] = lambda _: None) -> Delivery:
    """Take in the rest of a delivery here and now; how it ended."""
    while go_on(id, watch=watch):
        pass
    return Delivery.objects.get(pk=id)


@job("conversations.take_in", lock="conversations.take_in:{delivery}")
def take_in_job(*, delivery: int) -> None:
    """Go on with a delivery, and ask for the rest."""
    if go_on(delivery):
        take_in_later(delivery)


def take_in_later(id: int) -> None:
    """Ask for a delivery to be taken in."""
    take_in_job.later(delivery=id)


def progress_of(row: Delivery) -> Progress:
    return Progress(row.state, row.reached, row.added, row.revised, row.same, row.refused)


def _begin(id: int) -> Delivery | None:
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=id).first()
        if row is None or row.state not in (State.WAITING, State.READING):
            return None
        row.state = State.READING
        row.save(update_fields=["state"])
    return row


def _items(delivery: Delivery) -> Iterator[Item]:
    options = msgspec.convert(delivery.options, Options)
    source = Source(path_of(delivery), delivery.name, options.format)
    if is_archive(source):
        yield from read_source(msgspec.structs.replace(source, format=None), _of_archive(options))
        return
    if source.format is None:
        source = msgspec.structs.replace(source, format=_detected(source))
    yield from read_source(source, read_options(options, source.format))


def _of_archive(options: Options) -> ReadOptions:
    """Its files may be in any format."""
    return read_options(options, "wecom")


def _detected(source: Source) -> Format | None:
    """By content, and by the name it was handed in with."""
    try:
        with source.open() as stream:
            return detect(stream.read(HEAD_BYTES), source.name.removesuffix(".gz"))
    except UNREADABLE:
        return None


def _batches(items: Iterator[Item], reached: int) -> Iterator[list[Item]]:
    for _ in islice(items, reached):
        pass
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.utterances) if isinstance(item, Conversation) else 1
        if len(batch) >= ITEMS_AT_ONCE or size >= UTTERANCES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _take(delivery: Delivery, batch: Sequence[Item]) -> Delivery:
    now = timezone.now()
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != State.READING or row.reached != delivery.reached:
            return row
        found = [item for item in batch if isinstance(item, Conversation)]
        received = _receive(row, found, now) if found else Received()
        _note(row, [item for item in batch if isinstance(item, Problem)])
        row.added += received.count("added")
        row.revised += received.count("revised")
        row.same += received.count("same")
        row.reached += len(batch)
        row.save()
    delivery.reached = row.reached
    return row


def _receive(row: Delivery, found: Sequence[Conversation], now: datetime) -> Received:
    source = row.options.get("source") or row.source
    return receive(found, source=source, actor=row.handed_in_by or SYSTEM, now=now, delivery=row.pk)


def _note(row: Delivery, problems: Sequence[Problem]) -> None:
    room = max(0, MOST_PROBLEMS_KEPT - row.refused)
    DeliveryProblem.objects.bulk_create(
        DeliveryProblem(
            delivery=row,
            code=problem.code[:60],
            entry=_entry_of(problem, row),
            place=problem.place[:200],
            field=problem.field[:200],
            found=problem.found,
            expected=problem.expected,
        )
        for problem in problems[:room]
    )
    row.refused += len(problems)


def _entry_of(problem: Problem, row: Delivery) -> str:
    """The file of an archive that has the problem."""
    within = f"{row.name}/"
    return problem.file.removeprefix(within)[:200] if problem.file.startswith(within) else ""


def _end(delivery: Delivery, watch: Callable[[Progress], None]) -> None:
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != State.READING:
            return
        row.state, row.ended_at = State.DONE, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        transaction.on_commit(lambda: put_away(row))
    watch(progress_of(row))


def _fail(delivery: Delivery, error: Exception) -> None:
    place = failed(error, delivery.name, "").found
    Delivery.objects.filter(pk=delivery.pk, state=State.READING).update(
        state=State.FAILED, failure=place[:200], ended_at=timezone.now()
    )
