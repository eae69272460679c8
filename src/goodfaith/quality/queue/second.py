"""The blind second look at a share of what was concluded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from goodfaith.quality.models import Case, Decision, ReviewTask, Seat
from goodfaith.quality.queue.drawing import lot
from goodfaith.quality.queue.ranking import rank, urgency
from goodfaith.quality.queue.settling import review_settings

SEED = "second look"
_LOOKED_AT = (Case.Conclusion.QUALIFIED, Case.Conclusion.UNQUALIFIED)


def open_second_looks(cases: Iterable[Case], *, now: datetime) -> int:
    """Tasks for those of the concluded that are drawn, one for each conclusion; how many.

    Not for whoever looked at it first, nor for whoever sold it.
    """
    drawn = _drawn(cases)
    if not drawn:
        return 0
    seen = _made(drawn)
    fresh = [c for c in drawn if c.pk not in seen or seen[c.pk] < (c.concluded_at or now)]
    known = lookers(fresh)
    tasks = [_task(case, known.get(case.pk, set()), now) for case in fresh]
    return len(ReviewTask.objects.bulk_create(tasks, ignore_conflicts=True))


def _drawn(cases: Iterable[Case]) -> list[Case]:
    closed = [c for c in cases if c.state == Case.State.CLOSED and c.conclusion in _LOOKED_AT]
    if not closed:
        return []
    share = review_settings().second_share
    return [case for case in closed if lot(SEED, case.pk, case.signed_off_id) < share]


def _made(cases: Sequence[Case]) -> Mapping[int, datetime]:
    """When the latest second look at each was asked for."""
    rows = ReviewTask.objects.filter(case__in=cases, seat=Seat.SECOND)
    return dict(rows.values_list("case_id").annotate(Max("made_at")))


def lookers(cases: Sequence[Case]) -> dict[int, set[int]]:
    """Who has looked at each case from any seat, concluded on it, or sold it."""
    found: dict[int, set[int]] = defaultdict(set)
    for case in cases:
        found[case.pk] = {
            id for id in (case.adviser_id, case.concluded_by_id, case.reviewer_id) if id
        }
    decided = Decision.objects.filter(case__in=cases).values_list("case_id", "by_id")
    done = ReviewTask.objects.filter(case__in=cases, state=ReviewTask.State.DONE)
    for id, by in (*decided.distinct(), *done.values_list("case_id", "holder_id")):
        if by:
            found[id].add(by)
    return found


def _task(case: Case, not_for: set[int], now: datetime) -> ReviewTask:
    grave = urgency(case.worst, case.undecidable_count)
    return ReviewTask(
        case_id=case.pk, seat=Seat.SECOND, queue=ReviewTask.Queue.SECOND, why=["random"],
        unit_path=list(case.unit_path), urgency=grave, rank=rank(None, grave),
        not_for=sorted(not_for), made_at=now,
    )  # fmt: skip
