"""Taking what waits: each task by one person, for as long as they have it in hand.

Whoever has it goes on having it while their page is open; it comes back when they give it back,
or by itself when nothing was heard of them for the time that is settled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from goodfaith.quality.cases.due import start_of
from goodfaith.quality.models import Case, ReviewSettings, ReviewTask
from goodfaith.quality.models.tasks import ReviewTaskQuerySet
from goodfaith.quality.queue.settling import ROW, review_settings
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

Queue = ReviewTask.Queue
State = ReviewTask.State
OPEN = (State.WAITING, State.HELD)
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext(%s), %s)"
_ONE_HAND = """
select pg_advisory_xact_lock(hashtext(%s), %s),
  s.most_in_hand, s.undecidables_a_day, s.lease_minutes
from (select) as one left join quality_reviewsettings s on s.id = %s
"""
_MAY_TAKE = """(
  (quality_reviewtask.pushed_to_id is null or quality_reviewtask.pushed_to_id = %s)
  and not quality_reviewtask.not_for @> array[%s]::bigint[]
  and (%s or quality_reviewtask.unit_path && %s::bigint[])
  and exists (
    select from quality_case looked where looked.id = quality_reviewtask.case_id
    and looked.merged_into_id is null and looked.adviser_id is distinct from %s
    and case when quality_reviewtask.seat = 1 then looked.state in ('open', 'recheck', 'reopened')
        else looked.state = 'closed' end))"""
# Whoever pulls locks what they get and passes over what others are just getting.
_TAKE = """
with room as materialized (
  select greatest(0, least(%s, %s - count(*))) as number
  from quality_reviewtask where state = 'held' and holder_id = %s),
pushed as materialized (
  select id from quality_reviewtask where state = 'waiting' and {rule} {within}
  and pushed_to_id = %s {whose}
  order by rank, id limit (select number from room) for update skip locked),
others as materialized (
  select id from quality_reviewtask where state = 'waiting' and {rule} {within}
  and pushed_to_id is null and queue = %s
  order by rank, id limit least(%s, (select number from room) - (select count(*) from pushed))
  for update skip locked)
update quality_reviewtask set state = 'held', holder_id = %s, held_since = %s, held_until = %s
where id in (select id from pushed union all select id from others) returning *
"""


class HandsFull(Exception):
    """Nobody has more than `most` in hand at once."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} in hand")
        self.most = most


class CapReached(Exception):
    """So many undecidables a day are looked at here, and today they have been."""

    def __init__(self, cap: int) -> None:
        super().__init__(f"{cap} a day")
        self.cap = cap


class NotTaken(Exception):
    """Somebody else has it in hand (`task` tells who and since when), or it does not wait."""

    def __init__(self, task: ReviewTask) -> None:
        super().__init__(f"task {task.pk} is {task.state}")
        self.task = task


def open_to(viewer: Viewer) -> ReviewTaskQuerySet:
    """What waits and may be taken by `viewer`, who may review.

    Not the own sale, not what they looked at from another seat, not what waits for somebody else;
    and only what still has to be looked at where its case stands now.
    """
    rule, given = may_take(viewer)
    return ReviewTask.objects.filter(
        RawSQL(rule, given, output_field=BooleanField()),  # noqa: S611  (no part of it is given)
        state=State.WAITING,
    )


def may_take(viewer: Viewer) -> tuple[str, list[Any]]:
    """The same as a condition of a statement about `quality_reviewtask`, and its parameters."""
    me, is_everywhere = viewer.staff_id, Role.COMPLIANCE in viewer.roles
    return _MAY_TAKE, [me, me, is_everywhere, viewer.units_of(Role.REVIEWER), me]


def in_hand(viewer: Viewer) -> ReviewTaskQuerySet:
    """What `viewer` has in hand, in no order."""
    return ReviewTask.objects.filter(state=State.HELD, holder=viewer.staff_id)


def task_in_hand(actor: Viewer, case: Case) -> ReviewTask | None:
    """What `actor` has in hand of a case; of several the one from the highest seat."""
    return in_hand(actor).filter(case=case).order_by("-seat").first()


def take_next(
    *, actor: Viewer, queue: str = Queue.REVIEW, narrowed: Q | None = None, now: datetime
) -> ReviewTask | None:
    """What comes next for `actor` is in their hand now; None if nothing waits for them.

    What was handed to them comes before what waits for anybody. `narrowed` leaves out what they
    do not want to see just now. Raises `HandsFull`, and `CapReached` of undecidables.
    """
    taken = take_some(actor=actor, queue=queue, most=1, narrowed=narrowed, now=now)
    return taken[0] if taken else None


def take_some(
    *,
    actor: Viewer,
    queue: str = Queue.REVIEW,
    most: int | None = None,
    narrowed: Q | None = None,
    now: datetime,
) -> list[ReviewTask]:
    """Up to `most` at once, or as many as fit into one pair of hands, in their order."""
    with transaction.atomic():
        settled = _settled_for(actor)
        left = None
        if queue == Queue.UNDECIDABLE:
            left = _left_today(settled.cap, now)
        taken = _take(actor, queue, most, left, narrowed, now, settled)
        if not taken and in_hand(actor).count() >= settled.most:
            raise HandsFull(settled.most)
        if not taken and left == 0:
            raise CapReached(settled.cap)
    return taken


def hold(*, actor: Viewer, task: ReviewTask, now: datetime) -> ReviewTask:
    """Take this one; it is theirs already: they go on having it.

    Raises `NotTaken`, `HandsFull`, `CapReached`.
    """
    with transaction.atomic():
        settled = _settled_for(actor)
        row = in_hand(actor).filter(pk=task.pk).select_for_update().first()
        if row is None:
            if in_hand(actor).count() >= settled.most:
                raise HandsFull(settled.most)
            row = open_to(actor).filter(pk=task.pk).select_for_update().first()
        if row is None:
            known = ReviewTask.objects.select_related("holder", "pushed_to")
            raise NotTaken(known.get(pk=task.pk))
        is_new = row.state == State.WAITING
        is_capped = row.queue == Queue.UNDECIDABLE and row.pushed_to_id is None
        if is_new and is_capped and not _left_today(settled.cap, now):
            raise CapReached(settled.cap)
        row.state, row.holder_id = State.HELD, actor.staff_id
        row.held_since = now if is_new else row.held_since
        row.held_until = now + settled.lease
        row.save(update_fields=["state", "holder", "held_since", "held_until"])
    return row


def renew(*, actor: Viewer, task: int, now: datetime) -> bool:
    """Whether it is still theirs; if so for another while."""
    until = now + timedelta(minutes=review_settings().lease_minutes)
    return in_hand(actor).filter(pk=task).update(held_until=until) > 0


def give_back(*, actor: Viewer, task: int, now: datetime) -> bool:
    """It waits for anybody again, also what was handed to them; False: they have it no more."""
    return in_hand(actor).filter(pk=task).update(**_FREE, pushed_to=None, pushed_by=None) > 0


def take_back_lapsed(*, now: datetime) -> int:
    """What was in hand and nothing was heard of waits again; how many there were.

    What was handed to somebody still waits for them alone.
    """
    lapsed = ReviewTask.objects.filter(state=State.HELD, held_until__lt=now)
    return lapsed.update(**_FREE)


_FREE = {"state": State.WAITING, "holder": None, "held_since": None, "held_until": None}


def taken_today(now: datetime) -> int:
    """How many undecidables somebody has taken today and not given back."""
    zone = ZoneInfo(settings.TIME_ZONE)
    since = start_of(now.astimezone(zone).date(), zone)
    rows = ReviewTask.objects.filter(queue=Queue.UNDECIDABLE, held_since__gte=since)
    return rows.filter(pushed_to=None).count()


class _Settled(msgspec.Struct, frozen=True):
    """What is settled: most in hand, undecidables a day, how long something stays in hand."""

    most: int
    cap: int
    lease: timedelta


def _settled_for(actor: Viewer) -> _Settled:
    """One person's presses wait for each other from here on."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_HAND, ["quality.queue.hand", actor.staff_id, ROW])
        _, most, cap, minutes = cursor.fetchone()
    ours = ReviewSettings()
    if most is None:
        most, cap, minutes = ours.most_in_hand, ours.undecidables_a_day, ours.lease_minutes
    return _Settled(most, cap, timedelta(minutes=minutes))


def _left_today(cap: int, now: datetime) -> int:
    """How many undecidables may still be taken today; who asks goes before others."""
    _alone("quality.queue.undecidable", 0)
    return max(cap - taken_today(now), 0)


def _alone(what: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [what, number])


def _take(
    actor: Viewer,
    queue: str,
    most: int | None,
    left: int | None,
    narrowed: Q | None,
    now: datetime,
    settled: _Settled,
) -> list[ReviewTask]:
    """Up to `most`, of which up to `left` were not handed to them; in one statement."""
    rule, given = may_take(actor)
    within, narrowing = _within(narrowed)
    whose = "" if queue == Queue.REVIEW else "and queue = %s"
    me, wanted = actor.staff_id, settled.most if most is None else most
    parameters = [
        wanted, settled.most, me,
        *given, *narrowing, me, *([queue] if whose else []),
        *given, *narrowing, queue, wanted if left is None else left,
        me, now, now + settled.lease,
    ]  # fmt: skip
    sql = _TAKE.format(rule=rule, within=within, whose=whose)
    taken = list(ReviewTask.objects.raw(sql, parameters))
    return sorted(taken, key=lambda task: (task.pushed_to_id is None, task.rank, task.pk))


def _within(narrowed: Q | None) -> tuple[str, tuple[Any, ...]]:
    """A condition as the statement has it; nothing for none."""
    if not narrowed:
        return "", ()
    sql, given = ReviewTask.objects.filter(narrowed).values("pk").query.sql_with_params()
    return f"and quality_reviewtask.id in ({sql})", given
