"""A file arrives in pieces: whoever was interrupted goes on where the last safe byte is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.deliveries.options import options_of
from goodfaith.conversations.deliveries.storing import move, path_of, sha256_of, write_at
from goodfaith.conversations.deliveries.taking_in import take_in_later
from goodfaith.conversations.models import Delivery
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

LARGEST_PIECE = 8 << 20
LONGEST_NAME = 255
State = Delivery.State
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Refused(ValueError):
    """Carries every reason for which a delivery cannot be what was asked for."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class OffsetWrong(ValueError):
    """A piece does not begin where the file ends; `received` is where it does."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(f"expected the piece from byte {received} on")


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
    shown = PurePosixPath(name.replace("\\", "/")).name[-LONGEST_NAME:].replace("\x00", "")
    problems = [*_size_problems(size), *_hash_problems(sha256)]
    chosen, wrong = options_of(options or {})
    if problems or wrong:
        raise Refused(*problems, *wrong)
    with transaction.atomic():
        earlier = _taken_in_before(sha256)
        made = Delivery.objects.create(
            name=shown or "unnamed",
            source=source,
            handed_in_by_id=staff_id_of(actor),
            begun_at=now,
            ended_at=now if earlier else None,
            state=State.DONE if earlier else State.ARRIVING,
            options=msgspec.to_builtins(chosen),
            size=size,
            sha256=sha256,
            same_as=earlier,
        )
        made.path = f"{made.pk}.part"
        made.save(update_fields=["path"])
        ledger.record(actor, "delivery.begun", made, now, size=size)
    return made


def add_bytes(delivery: Delivery, *, offset: int, piece: bytes) -> int:
    """Add the bytes from `offset` on; how many are safely there now.

    Raises `OffsetWrong` when the piece begins elsewhere, `Refused` when the file would be longer
    than it was announced or is no longer arriving.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        _check_arriving(row)
        if offset != row.received:
            raise OffsetWrong(row.received)
        if offset + len(piece) > row.size:
            found = f"{offset + len(piece):,} bytes"
            raise Refused(_problem("size", found, f"{row.size:,} bytes, as was announced"))
        write_at(path_of(row), offset, piece)
        row.received += len(piece)
        row.save(update_fields=["received"])
    return row.received


def complete_delivery(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery:
    """The file is whole: it is taken in from now on, unless the same one was before.

    Raises `Refused` when bytes are missing or are not those that were announced.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state in (State.WAITING, State.READING, State.DONE):
            return row
        _check_arriving(row)
        if row.received != row.size:
            raise Refused(_problem("received", f"{row.received:,}", f"{row.size:,} bytes"))
        if row.size == 0:
            write_at(path_of(row), 0, b"")
        found = sha256_of(path_of(row))
        if row.sha256 not in ("", found):
            raise Refused(_problem("sha256", "other bytes", "the file that was announced"))
        row.sha256 = found
        row.same_as = _taken_in_before(found)
        _settle(row, now)
        row.save()
        ledger.record(actor, "delivery.completed", row, now, sha256=found)
    return row


def _settle(row: Delivery, now: datetime) -> None:
    path = path_of(row)
    if row.same_as is not None:
        row.state, row.ended_at = State.DONE, now
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        return
    row.path = f"{row.pk}.whole"
    move(path, path_of(row))
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


def _check_arriving(row: Delivery) -> None:
    if row.state != State.ARRIVING:
        raise Refused(_problem("state", row.state, State.ARRIVING))


def _taken_in_before(sha256: str) -> Delivery | None:
    if not sha256:
        return None
    done = Delivery.objects.filter(sha256=sha256, state=State.DONE, same_as=None)
    return done.order_by("pk").first()


def _size_problems(size: int) -> list[Problem]:
    most = settings.CONFIGURATION.upload_megabytes << 20
    if 0 <= size <= most:
        return []
    return [_problem("size", f"{size:,}", f"0 to {most:,} bytes")]


def _hash_problems(sha256: str) -> list[Problem]:
    if not sha256 or _SHA256.fullmatch(sha256):
        return []
    return [_problem("sha256", "another text", "64 hexadecimal digits")]


def _problem(field: str, found: str, expected: str) -> Problem:
    return Problem("field_invalid", "delivery", "", field, found, expected)
