"""From which seat somebody looks at a case, and what they may not know there.

Whoever holds the second, blind task of a case is not told what the first one said; nobody says
anything from two seats.
"""

from __future__ import annotations

import msgspec
from django.db.models import F, Func, QuerySet, Value

from goodfaith.quality.models import Case, Decision, ReviewTask, Seat
from goodfaith.quality.review.refusals import NotSeated
from goodfaith.trust.viewing import Viewer

_OPEN = ("waiting", "held")
_LATER = (Seat.SECOND, Seat.ARBITER)


def seat_of(staff_id: int | None, case: Case) -> Seat:
    """The seat that somebody is in: by the task they hold, else the first."""
    held = ReviewTask.objects.filter(case=case, holder=staff_id, state="held", seat__in=_LATER)
    found = held.values_list("seat", flat=True).order_by("-seat").first()
    return Seat(found) if found else Seat.FIRST


class Sitting(msgspec.Struct, frozen=True):
    """From which seat somebody looks at one case; `is_held`: they have its task in hand.

    `is_blind`: they are, or are asked to be, the second who does not know of the first.
    """

    seat: Seat
    is_held: bool
    is_blind: bool


def sitting_of(viewer: Viewer, case: Case) -> Sitting:
    """In one query."""
    tasks = ReviewTask.objects.filter(case=case, state__in=_OPEN, seat__in=_LATER)
    rows = [*tasks.values_list("seat", "state", "holder", "pushed_to")]
    me = viewer.staff_id
    held = [seat for seat, state, holder, _ in rows if state == "held" and holder == me]
    pushed = [seat for seat, state, _, to in rows if state == "waiting" and to == me]
    is_blind = Seat.SECOND in (*held, *pushed)
    seat = Seat.SECOND if is_blind else Seat(max(held, default=Seat.FIRST))
    return Sitting(seat, seat in held, is_blind)


def blind_cases(viewer: Viewer) -> QuerySet[ReviewTask, int]:
    """The ids of such cases: lists and exports leave them out, the queue has them."""
    tasks = ReviewTask.objects.filter(seat=Seat.SECOND)
    held = tasks.filter(state="held", holder=viewer.staff_id)
    pushed = tasks.filter(state="waiting", pushed_to=viewer.staff_id)
    return (held | pushed).values_list("case_id", flat=True)


def note_sight(viewer: Viewer, case: Case) -> None:
    """Whoever has seen what was said of a case is not its second, blind reader any more."""
    waiting = ReviewTask.objects.filter(case=case, seat=Seat.SECOND, state="waiting")
    known = waiting.exclude(not_for__contains=[viewer.staff_id])
    known.update(not_for=Func(F("not_for"), Value(viewer.staff_id), function="array_append"))


def admit(staff_id: int | None, case: Case, seat: Seat, rule: str) -> int:
    """Who it is. Raises `NotSeated` for who may not say anything of `rule` from `seat`.

    Whoever answers appeals is known to those who call with that seat.
    """
    if staff_id is None:
        raise NotSeated("person")
    if case.adviser_id == staff_id:
        raise NotSeated("own_sale")
    if case.merged_into_id is not None:
        raise NotSeated("joined")
    if seat == Seat.FIRST:
        _admit_first(staff_id, case)
    elif seat != Seat.APPEAL:
        _admit_later(staff_id, case, seat)
    if seat == Seat.ARBITER and rule not in asked_of_arbiter(case):
        raise NotSeated("not_asked")
    return staff_id


def asked_of_arbiter(case: Case) -> list[str]:
    """The rules of which two said different things, that are not settled."""
    found = getattr(case, "disagreement", None)
    return list(found.rules) if found is not None and found.settled_at is None else []


def _admit_first(staff_id: int, case: Case) -> None:
    if seat_of(staff_id, case) != Seat.FIRST:
        raise NotSeated("blind")
    if case.state == Case.State.CLOSED:
        raise NotSeated("closed")


def _admit_later(staff_id: int, case: Case, seat: Seat) -> None:
    held = ReviewTask.objects.filter(case=case, seat=seat, state="held", holder=staff_id)
    if not held.exists():
        raise NotSeated("not_held")
    lower = Decision.objects.filter(case=case, by=staff_id, seat__lt=seat)
    if case.concluded_by_id == staff_id or lower.exists():
        raise NotSeated("not_yours")


def open_tasks(case: Case, seat: Seat) -> QuerySet[ReviewTask]:
    return ReviewTask.objects.filter(case=case, seat=seat, state__in=_OPEN)
