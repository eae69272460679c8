"""Handing out: a manager says who looks at what, or that anybody may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from goodfaith.quality.models import ReviewTask
from goodfaith.trust import ledger
from goodfaith.trust.models import Staff
from goodfaith.trust.queries import organisation, people_who_may
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer, viewer_of

State = ReviewTask.State
MOST = 500


class HandedOut(msgspec.Struct, frozen=True):
    """Ids of the tasks that wait for somebody now, and of those they may not look at."""

    given: tuple[int, ...]
    refused: tuple[int, ...]


def reviewers(viewer: Viewer, now: datetime) -> list[Staff]:
    """To whom `viewer` may hand out: who reviews in a part of the organisation that they hold.

    Compliance may to anybody who reviews.
    """
    people = people_who_may("cases.review")
    if Role.COMPLIANCE in viewer.roles:
        return list(people)
    units = set(_held(viewer, now))
    fit = Q(assignments__role=Role.REVIEWER, assignments__unit__in=units)
    return list(
        people.filter(fit, assignments__during__contains=timezone.localdate(now)).distinct()
    )


def _held(viewer: Viewer, now: datetime) -> set[int]:
    """The units that a manager holds, with all below them and above them.

    Reviewers of a whole branch look at its teams, too.
    """
    tree = organisation().on(timezone.localdate(now))
    own = viewer.units_of(Role.MANAGER)
    above = {unit for one in own for unit in tree.path(one)}
    return above | {unit for one in own for unit in tree.subtree(one)}


def hand_out(*, actor: Viewer, tasks: Iterable[int], to: Staff, now: datetime) -> HandedOut:
    """These wait for `to` alone from now on, also what somebody else has in hand.

    Refused are those that `to` may not look at: the own sale, what they looked at from another
    seat, another part of the organisation. What `actor` does not see is not there for them.
    """
    with transaction.atomic():
        rows = _seen(actor, tasks)
        looks = viewer_of(to, timezone.localdate(now))
        given = [task for task in rows if _may_take(looks, task)]
        for task in given:
            _free(task)
            task.pushed_to, task.pushed_by_id = to, actor.staff_id
        ReviewTask.objects.bulk_update(given, _COLUMNS)
        ids = tuple(task.pk for task in given)
        if ids:
            ledger.record(actor, "review.handed_out", to, now, tasks=list(ids))
    return HandedOut(ids, tuple(task.pk for task in rows if task.pk not in ids))


_COLUMNS = ["state", "holder", "held_since", "held_until", "pushed_to", "pushed_by"]


def hand_to_anybody(*, actor: Viewer, tasks: Iterable[int], now: datetime) -> int:
    """These wait for anybody again; how many of them waited for one person, or were in hand."""
    with transaction.atomic():
        rows = [t for t in _seen(actor, tasks) if t.pushed_to_id or t.state == State.HELD]
        for task in rows:
            _free(task)
            task.pushed_to, task.pushed_by_id = None, None
        ReviewTask.objects.bulk_update(rows, _COLUMNS)
        if rows:
            about = "quality.review_queue", ""
            ledger.record(actor, "review.freed", about, now, tasks=[task.pk for task in rows])
    return len(rows)


def _free(task: ReviewTask) -> None:
    task.state = State.WAITING
    task.holder, task.held_since, task.held_until = None, None, None


def _seen(actor: Viewer, tasks: Iterable[int]) -> list[ReviewTask]:
    """Locked in one order, as far as `actor` sees them and they are open."""
    ids = list(tasks)[:MOST]
    found = ReviewTask.objects.visible_to(actor).filter(pk__in=ids)
    found = found.filter(state__in=[State.WAITING, State.HELD]).order_by("pk")
    return list(found.select_related("case").select_for_update(of=("self",)))


def _may_take(looks: Viewer, task: ReviewTask) -> bool:
    if looks.staff_id in task.not_for or task.case.adviser_id == looks.staff_id:
        return False
    if Role.COMPLIANCE in looks.roles:
        return True
    return not set(looks.units_of(Role.REVIEWER)).isdisjoint(task.unit_path)
