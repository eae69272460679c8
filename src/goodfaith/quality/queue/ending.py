"""Tasks come to an end: done by somebody, or no longer needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from goodfaith.platform.events import publish
from goodfaith.quality.events import TaskDone
from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.trust.ledger import Actor, staff_id_of

State = ReviewTask.State
_OPEN = (State.WAITING, State.HELD)


def finish(*, case: Case, seat: Seat, actor: Actor, now: datetime) -> ReviewTask | None:
    """`actor` is done with what waited for that seat; None if nothing did."""
    with transaction.atomic():
        rows = ReviewTask.objects.filter(case=case, seat=seat, state__in=_OPEN)
        task = rows.select_for_update().first()
        if task is None:
            return None
        task.holder_id = staff_id_of(actor) or task.holder_id
        end([task], as_=State.DONE, now=now)
    return task


def end(tasks: Sequence[ReviewTask], *, as_: State, now: datetime) -> None:
    """End tasks that the caller has locked; each that is done is told of."""
    for task in tasks:
        task.state, task.done_at, task.held_until = as_, now, None
    ReviewTask.objects.bulk_update(tasks, ["state", "done_at", "held_until", "holder"])
    if as_ != State.DONE or not tasks:
        return
    revisions = dict(
        Case.objects.filter(pk__in=[t.case_id for t in tasks]).values_list("pk", "revision")
    )
    publish(*(TaskDone(t.case_id, revisions[t.case_id], t.pk, t.seat) for t in tasks))
