"""A file arrives in pieces: whoever was interrupted goes on where the last safe byte is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from goodfaith.analysis.problems import Problem, Refused
from goodfaith.conversations.deliveries.options import options_of
from goodfaith.conversations.deliveries.taking_in import take_in_later
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving import (
    LARGEST_PIECE,
    NotAsAnnounced,
    OffsetWrong,
    add_piece,
    announced_wrongly,
    check_whole,
    shown_name,
)
from goodfaith.platform.arriving.storing import new_name, path_of, settle
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

__all__ = [
    "LARGEST_PIECE",
    "OffsetWrong",
    "add_bytes",
    "begin_delivery",
    "complete_delivery",
    "stop_delivery",
]
State = Delivery.State


def begin_delivery(
    *,
    name: str,
    size: int,
    actor: Actor,
    now: datetime,
    source: str = "upload",
    options: Mapping[str, Any] | None = None,
    sha256: str = "",
) -> Delivery:
    """Announce a file of `size` bytes. Raises `Refused` with all that is wrong with it.

    With `sha256` the file that arrives has to be that one; where the same file was taken in
    before, the delivery is done at once and `same_as` names the earlier one.
    """
    problems = [_problem(wrong) for wrong in announced_wrongly(size, sha256)]
    chosen, wrong = options_of(options or {})
    if problems or wrong:
        raise Refused(*problems, *wrong)
    with transaction.atomic():
        earlier = _taken_in_before(sha256)
        made = Delivery.objects.create(
            name=shown_name(name),
            source=source,
            handed_in_by_id=staff_id_of(actor),
            begun_at=now,
            ended_at=now if earlier else None,
            state=State.DONE if earlier else State.ARRIVING,
            options=msgspec.to_builtins(chosen),
            size=size,
            sha256=sha256,
            same_as=earlier,
            path=new_name(),
        )
        ledger.record(actor, "delivery.begun", made, now, size=size)
    return made


def add_bytes(delivery: Delivery, *, offset: int, piece: bytes) -> int:
    """Add the bytes from `offset` on; how many are safely there now.

    Raises `OffsetWrong` when the piece begins elsewhere, `Refused` when the file would be longer
    than it was announced or is no longer arriving.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        with _as_refused():
            return add_piece(row, offset, piece)


def complete_delivery(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery:
    """The file is whole: it is taken in from now on, unless the same one was before.

    Raises `Refused` when bytes are missing or are not those that were announced.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state in (State.WAITING, State.READING, State.DONE):
            return row
        with _as_refused():
            found = row.sha256 = check_whole(row)
        row.same_as = _taken_in_before(found)
        _settle(row, now)
        row.save()
        ledger.record(actor, "delivery.completed", row, now, sha256=found)
    return row


def _settle(row: Delivery, now: datetime) -> None:
    if row.same_as is not None:
        row.state, row.ended_at = State.DONE, now
        path = path_of(row)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        return
    settle(row)
    row.state = State.WAITING
    take_in_later(row.pk)


def stop_delivery(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery:
    """No more is taken in; what is in stays. A delivery that is over stays as it is."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state in (State.ARRIVING, State.WAITING, State.READING):
            row.state, row.ended_at = State.STOPPED, now
            row.save(update_fields=["state", "ended_at"])
            ledger.record(actor, "delivery.stopped", row, now)
    return row


def _taken_in_before(sha256: str) -> Delivery | None:
    if not sha256:
        return None
    done = Delivery.objects.filter(sha256=sha256, state=State.DONE, same_as=None)
    return done.order_by("pk").first()


@contextmanager
def _as_refused() -> Iterator[None]:
    try:
        yield
    except NotAsAnnounced as wrong:
        raise Refused(_problem(wrong)) from None


def _problem(wrong: NotAsAnnounced) -> Problem:
    return Problem("field_invalid", "delivery", "", wrong.field, wrong.found, wrong.expected)
