"""The second, blind reading of a case, comparing it with the first, settling where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from goodfaith.platform.events import publish
from goodfaith.quality.events import TaskDone
from goodfaith.quality.models import Case, Decision, Disagreement, ReviewTask, Seat
from goodfaith.quality.review.deciding import group_of
from goodfaith.quality.review.refusals import NotFinished, NotSeated
from goodfaith.quality.review.seats import asked_of_arbiter, open_tasks
from goodfaith.quality.review.standing import group_hash
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

DISAGREED = "disagreed"
"""Why an arbitration task waits."""
Said = Mapping[str, tuple[str, str]]
"""By rule: the hash of what was found, and the verdict that somebody gave it."""


def finish(*, actor: Actor, case: Case, now: datetime) -> list[str]:
    """Be done with the second reading, or with settling; whoever holds that task.

    Returns the rules of which the two said different things: the second reading leaves them to
    an arbiter, who is neither of the two. Raises `NotSeated`, and `NotFinished` for rules that
    are still to be decided.
    """
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("judgement")
        locked = rows.get(pk=case.pk)
        task = _held(locked, staff_id_of(actor))
        if left := undecided(locked, Seat(task.seat)):
            raise NotFinished(left)
        task.state, task.done_at = ReviewTask.State.DONE, now
        task.save(update_fields=["state", "done_at"])
        is_second = task.seat == Seat.SECOND
        differing = _compared(locked, now) if is_second else _settled(locked, now)
        act = "review.second_finished" if is_second else "review.settled_differences"
        ledger.record(actor, act, locked, now, differing=len(differing))
        publish(TaskDone(locked.pk, locked.revision, task.pk, task.seat))
    return differing


def undecided(case: Case, seat: Seat) -> list[str]:
    """The rules that whoever sits there still has to decide.

    From the first two seats all that are violated, from the arbiter's those of which two said
    different things, as far as they are found as they were then.
    """
    said = said_from(case, seat)
    if seat == Seat.ARBITER:
        return [rule for rule in asked_of_arbiter(case) if rule not in said]
    return [rule for rule in case.violated if rule not in said]


def said_from(case: Case, seat: Seat) -> dict[str, tuple[str, str]]:
    """What was said from a seat about what is found now."""
    rows = case.decisions.filter(seat=seat, ended_at=None).values_list("rule", "group", "verdict")
    now = {rule: group_hash(group_of(case.judgement, rule)) for rule, _, _ in rows}
    return {rule: (group, verdict) for rule, group, verdict in rows if group == now[rule]}


def compare(first: Said, second: Said) -> list[str]:
    """The rules of which two people said different things, in the order of their ids. Pure.

    What the machine found counts where both said something of the same; what it missed also
    where only one of them heard it.
    """
    rules = sorted({*first, *second})
    return [rule for rule in rules if _differ(first.get(rule), second.get(rule))]


def _differ(one: tuple[str, str] | None, other: tuple[str, str] | None) -> bool:
    if one is None or other is None:
        alone = one or other
        return alone is not None and alone[0] == ""
    return one[0] == other[0] and one[1] != other[1]


def _held(case: Case, staff_id: int | None) -> ReviewTask:
    seats = (Seat.SECOND, Seat.ARBITER)
    held = case.tasks.select_for_update().filter(seat__in=seats, state="held", holder=staff_id)
    task = held.order_by("-seat").first() if staff_id is not None else None
    if task is None:
        raise NotSeated("not_held")
    return task


def _compared(case: Case, now: datetime) -> list[str]:
    differing = compare(said_from(case, Seat.FIRST), said_from(case, Seat.SECOND))
    if differing:
        found = {"rules": differing, "found_at": now, "settled_at": None}
        Disagreement.objects.update_or_create(case=case, defaults=found)
        _ask_arbiter(case, now)
    return differing


def _ask_arbiter(case: Case, now: datetime) -> None:
    """Somebody who has said nothing of it."""
    if open_tasks(case, Seat.ARBITER).exists():
        return
    seen = Decision.objects.filter(case=case).values_list("by_id", flat=True)
    second = case.tasks.filter(seat=Seat.SECOND).order_by("-pk").first()
    ReviewTask.objects.create(
        case=case, seat=Seat.ARBITER, queue=ReviewTask.Queue.ARBITRATION, why=[DISAGREED],
        unit_path=case.unit_path, due_at=case.due_at, made_at=now,
        urgency=second.urgency if second else 0.0,
        not_for=_whole({*seen, case.adviser_id, case.concluded_by_id}),
    )  # fmt: skip


def _whole(ids: Iterable[int | None]) -> list[int]:
    return sorted(id for id in ids if id is not None)


def _settled(case: Case, now: datetime) -> list[str]:
    Disagreement.objects.filter(case=case).update(settled_at=now)
    return []
