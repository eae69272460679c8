"""What somebody who looks at a case has in hand: of it, and next."""

from __future__ import annotations

import msgspec

from goodfaith.quality.models import Case, ReviewTask
from goodfaith.quality.queue.settling import review_settings
from goodfaith.quality.queue.taking import OPEN, State, in_hand, open_to
from goodfaith.trust.viewing import Viewer

BEATS = 4
"""An open page is heard so often while it may hold a task: three of them may be lost."""


class Hand(msgspec.Struct, frozen=True):
    """`task` is this case's in these hands; else `waiting` may be taken, or `other` has it.

    `next` is what comes next of what is in hand, `left` how much of it there is besides this case.
    """

    is_of_reviewer: bool = False
    task: ReviewTask | None = None
    waiting: ReviewTask | None = None
    other: ReviewTask | None = None
    next: ReviewTask | None = None
    left: int = 0
    beat_seconds: int = 0
    query: str = "tab=mine"


def hand_of(viewer: Viewer, case: Case) -> Hand:
    """For whoever may review; nothing for others, and nothing about the own sale."""
    if not viewer.may("cases.review"):
        return Hand()
    held = list(in_hand(viewer).select_related("case__conversation").order_by("rank", "pk"))
    own = sorted((t for t in held if t.case_id == case.pk), key=lambda t: -t.seat)
    rest = [t for t in held if t.case_id != case.pk and _goes_on(t)]
    task = own[0] if own and _goes_on(own[0]) else None
    waiting = other = None
    if task is None and case.adviser_id != viewer.staff_id:
        waiting = open_to(viewer).filter(case=case).order_by("-seat").first()
        other = None if waiting else _other(viewer, case)
    return Hand(
        is_of_reviewer=True, task=task, waiting=waiting, other=other,
        next=rest[0] if rest else None, left=len(rest),
        beat_seconds=review_settings().lease_minutes * 60 // BEATS,
    )  # fmt: skip


def _goes_on(task: ReviewTask) -> bool:
    """Not what was concluded a moment ago, and is about to be ended."""
    is_over = task.case.state in (Case.State.CLOSED, Case.State.WAITING)
    return task.state in OPEN and (task.seat > 1 or not is_over)


def _other(viewer: Viewer, case: Case) -> ReviewTask | None:
    """Who has the first look in hand. A second one is blind: nobody is told of it."""
    held = ReviewTask.objects.filter(case=case, state=State.HELD, seat=1)
    return held.exclude(holder=viewer.staff_id).select_related("holder").first()
