"""Taking what waits: each task by one person, for as long as they have it in hand.

Whoever has it goes on having it while their page is open; it comes back when they give it back,
or by itself when nothing was heard of them for the time that is settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from goodfaith.quality.cases.due import start_of
from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.quality.models.tasks import ReviewTaskQuerySet
from goodfaith.quality.queue.needed import TO_LOOK_AT
from goodfaith.quality.queue.settling import review_settings
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

Queue = ReviewTask.Queue
State = ReviewTask.State
OPEN = (State.WAITING, State.HELD)
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext(%s), %s)"


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
    looked = Q(seat=Seat.FIRST, case__state__in=TO_LOOK_AT)
    found = (
        ReviewTask.objects.filter(state=State.WAITING, case__merged_into=None)
        .filter(looked | Q(seat__gt=Seat.FIRST, case__state=Case.State.CLOSED))
        .filter(Q(pushed_to=None) | Q(pushed_to=viewer.staff_id))
        .exclude(not_for__contains=[viewer.staff_id])
        .exclude(case__adviser_id=viewer.staff_id)
    )
    if Role.COMPLIANCE in viewer.roles:
        return found
    units = viewer.units_of(Role.REVIEWER)
    return found.filter(unit_path__overlap=units) if units else found.none()


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
        settled = review_settings()
        room = _room(actor, settled.most_in_hand)
        wanted = room if most is None else min(room, most)
        waiting = open_to(actor).filter(narrowed or Q())
        pushed = waiting.filter(pushed_to=actor.staff_id)
        if queue != Queue.REVIEW:
            pushed = pushed.filter(queue=queue)
        found = _locked(pushed, wanted)
        if len(found) < wanted:
            left = wanted - len(found)
            if queue == Queue.UNDECIDABLE:
                left = min(left, _left_today(settled.undecidables_a_day, now, any_of=found))
            found += _locked(waiting.filter(pushed_to=None, queue=queue), left)
        return _held(found, actor, now, settled.lease_minutes)


def hold(*, actor: Viewer, task: ReviewTask, now: datetime) -> ReviewTask:
    """Take this one; it is theirs already: they go on having it.

    Raises `NotTaken`, `HandsFull`, `CapReached`.
    """
    with transaction.atomic():
        settled = review_settings()
        mine = in_hand(actor).filter(pk=task.pk).first()
        if mine is not None:
            return _held([mine], actor, now, settled.lease_minutes)[0]
        _room(actor, settled.most_in_hand)
        rows = open_to(actor).filter(pk=task.pk).select_for_update(of=("self",))
        row = rows.first()
        if row is None:
            known = ReviewTask.objects.select_related("holder", "pushed_to")
            raise NotTaken(known.get(pk=task.pk))
        if row.queue == Queue.UNDECIDABLE and row.pushed_to_id is None:
            _left_today(settled.undecidables_a_day, now)
        return _held([row], actor, now, settled.lease_minutes)[0]


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


def _room(actor: Viewer, most: int) -> int:
    """How many more `actor` may take. One person's presses wait for each other."""
    _alone("quality.queue.hand", actor.staff_id)
    room = most - in_hand(actor).count()
    if room <= 0:
        raise HandsFull(most)
    return room


def _left_today(cap: int, now: datetime, any_of: Sequence[ReviewTask] = ()) -> int:
    """How many undecidables may still be taken today; raises unless others are `any_of` them."""
    _alone("quality.queue.undecidable", 0)
    left = cap - taken_today(now)
    if left <= 0 and not any_of:
        raise CapReached(cap)
    return max(left, 0)


def _alone(what: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [what, number])


def _locked(waiting: ReviewTaskQuerySet, most: int) -> list[ReviewTask]:
    """The next of them, locked; what others are just taking is passed over."""
    if most <= 0:
        return []
    rows = waiting.order_by("rank", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(rows[:most])


def _held(tasks: list[ReviewTask], actor: Viewer, now: datetime, minutes: int) -> list[ReviewTask]:
    for task in tasks:
        if task.state != State.HELD:
            task.held_since = now
        task.state, task.holder_id = State.HELD, actor.staff_id
        task.held_until = now + timedelta(minutes=minutes)
    if tasks:
        columns = ["state", "holder", "held_since", "held_until"]
        ReviewTask.objects.bulk_update(tasks, columns)
    return tasks
