"""A delivery that failed is taken in again, from where it stopped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodfaith.analysis.problems import Problem, Refused
from goodfaith.conversations.deliveries.taking_in import take_in_later
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import path_of, sha256_of
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor

State = Delivery.State


def retry_delivery(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery:
    """Take in the rest of a delivery that failed, in the background.

    One that has not failed, or that somebody was first to try again, stays as it is: however often
    it is asked for, it is done once. Raises `Refused` when its file is gone or is another one.
    """
    with transaction.atomic():
        row = begin_again(delivery, actor=actor, now=now)
        if row is not None:
            take_in_later(row.pk)
    return row or Delivery.objects.get(pk=delivery.pk)


def begin_again(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery | None:
    """A delivery that failed waits again to be taken in; None for one that has not failed.

    What is in stays counted: `reached` says where to go on. Raises `Refused`.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != State.FAILED:
            return None
        _check_file(row)
        row.state, row.ended_at, row.failure = State.WAITING, None, ""
        row.save(update_fields=["state", "ended_at", "failure"])
        ledger.record(actor, "delivery.retried", row, now, reached=row.reached)
    return row


def _check_file(row: Delivery) -> None:
    """Items are skipped by their number: it has to be the very same file."""
    path = path_of(row)
    try:
        same = path.stat().st_size == row.size and row.sha256 in ("", sha256_of(path))
    except OSError:
        raise Refused(_problem("gone")) from None
    if not same:
        raise Refused(_problem("other bytes"))


def _problem(found: str) -> Problem:
    return Problem("unreadable", "delivery", "", "file", found, "the file that was handed in")
