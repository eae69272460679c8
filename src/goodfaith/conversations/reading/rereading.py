"""Reading a period again, in the background: batch by batch, each batch whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from goodfaith.conversations.events import ConversationRead
from goodfaith.conversations.models import (
    Conversation,
    Reading,
    Rereading,
    RereadingChange,
    RulebookEdition,
)
from goodfaith.conversations.models.reading import REREAD
from goodfaith.conversations.reading.difference import difference
from goodfaith.conversations.reading.read import read_conversations
from goodfaith.platform.events import job
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.viewing import Viewer

AT_ONCE = 200
SECONDS_AT_A_TIME = 20.0
"""Then another job of the queue has its turn."""

State = Rereading.State


class NotSo(ValueError):
    """A rereading is in a state in which that cannot be done."""


def units_reread_by(actor: Actor) -> list[int] | None:
    """The units whose conversations `actor` may have read again; None for all there are."""
    if not isinstance(actor, Viewer) or Role.COMPLIANCE in actor.roles:
        return None
    return actor.units_of(*ACTS[REREAD])


def conversations_between(
    from_on: date, to_on: date, units: Sequence[int] | None
) -> QuerySet[Conversation]:
    """Conversations of the days `from_on` to `to_on`, both included, below `units`; None: all."""
    period = Conversation.objects.filter(day__range=(from_on, to_on))
    return period if units is None else period.filter(unit_path__overlap=list(units))


def start_rereading(
    *,
    edition: RulebookEdition,
    from_on: date,
    to_on: date,
    actor: Actor,
    now: datetime | None = None,
) -> Rereading:
    """Read a period again, each conversation of the actor's units by the edition of its day.

    `edition` is the one that is the reason for it. Raises `NotSo` for a period that ends before
    it begins. What people have decided stays.
    """
    if to_on < from_on:
        raise NotSo(f"to_on: found {to_on}, expected {from_on} or later")
    now, units = now or timezone.now(), units_reread_by(actor)
    with transaction.atomic():
        made = Rereading.objects.create(
            edition=edition,
            from_on=from_on,
            to_on=to_on,
            asked_by_id=staff_id_of(actor),
            asked_at=now,
            unit_ids=units,
            total=conversations_between(from_on, to_on, units).count(),
        )
        ledger.record(actor, "rereading.started", made, now, edition=edition.pk)
        reread.later(rereading=made.pk)
    return made


def change_state(rereading: Rereading, to: State, *, actor: Actor, now: datetime) -> Rereading:
    """Pause, go on with or stop a rereading. Raises `NotSo` when it is over or there already."""
    with transaction.atomic():
        row = Rereading.objects.select_for_update().get(pk=rereading.pk)
        if row.state in (State.DONE, State.STOPPED) or row.state == to or to == State.DONE:
            raise NotSo(f"state: found {row.state}, expected one from which {to} is possible")
        row.state = to
        row.ended_at = now if to == State.STOPPED else None
        row.save(update_fields=["state", "ended_at"])
        ledger.record(actor, f"rereading.{to}", row, now)
        if to == State.RUNNING:
            reread.later(rereading=row.pk)
    return row


@job("conversations.reread", lock="conversations.reread:{rereading}")
def reread(*, rereading: int) -> None:
    """Go on with a rereading, and ask for the rest."""
    if go_on(rereading):
        reread.later(rereading=rereading)


def go_on(id: int, clock: Callable[[], float] = monotonic) -> bool:
    """Read for a while; whether there is more to do. A batch and its progress are one change."""
    until = clock() + SECONDS_AT_A_TIME
    while True:
        with transaction.atomic():
            row = Rereading.objects.select_for_update().get(pk=id)
            if row.state != State.RUNNING or not _batch(row):
                return False
        if clock() > until:
            return True


def _batch(row: Rereading) -> bool:
    """Whether the rereading goes on after this batch."""
    period = conversations_between(row.from_on, row.to_on, row.unit_ids)
    rest = period.filter(pk__gt=row.reached_id).order_by("pk")
    ids = list(rest.values_list("pk", flat=True)[:AT_ONCE])
    now = timezone.now()
    if ids:
        _note(row, read_conversations(ids, now=now, reason=Reading.Reason.REREAD))
        row.reached_id, row.done = ids[-1], row.done + len(ids)
    else:
        row.state, row.ended_at = State.DONE, now
    row.save()
    return bool(ids)


def _note(row: Rereading, events: Sequence[ConversationRead]) -> None:
    events = [event for event in events if event.previous is not None]
    findings = _findings(id for e in events for id in (e.reading, e.previous) if id)
    gained, lost = Counter(row.gained), Counter(row.lost)
    changes = []
    for event in events:
        assert event.previous is not None
        found = difference(findings[event.previous], findings[event.reading])
        gained.update(found.gained)
        lost.update(found.lost)
        if found.gained or found.lost:
            changes.append(_change(row, event, found.gained, found.lost))
    RereadingChange.objects.bulk_create(changes, ignore_conflicts=True)
    row.gained, row.lost, row.changed = dict(gained), dict(lost), row.changed + len(changes)


def _change(
    row: Rereading, event: ConversationRead, gained: Iterable[str], lost: Iterable[str]
) -> RereadingChange:
    return RereadingChange(
        rereading=row,
        conversation_id=event.conversation,
        before_id=event.previous,
        after_id=event.reading,
        gained=list(gained),
        lost=list(lost),
    )


def _findings(ids: Iterable[int]) -> dict[int, list[dict[str, object]]]:
    return dict(Reading.objects.filter(pk__in=set(ids)).values_list("pk", "findings"))
