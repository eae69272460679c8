"""Tasks follow their cases: opened, changed, done, gone. Done twice it is as done once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from goodfaith.quality.cases.due import end_of
from goodfaith.quality.cases.settled import settled
from goodfaith.quality.models import Case, ReviewTask, SamplingPlan, Seat
from goodfaith.quality.queue import needed, plans
from goodfaith.quality.queue.ending import end
from goodfaith.quality.queue.ranking import rank, urgency
from goodfaith.quality.queue.reasons import reasons_of
from goodfaith.quality.queue.second import open_second_looks
from goodfaith.trust.models import Staff

State = ReviewTask.State
OPEN = (State.WAITING, State.HELD)
_COLUMNS = (
    "id kind adviser_id unit_path channel day state conclusion due_at worst violated undecidable"
    " undecidable_count judgement_id reviewer_id concluded_by_id concluded_at signed_off_id"
    " merged_into_id"
).split()
_CHANGED = ("queue", "why", "unit_path", "due_at", "urgency", "rank", "reasons", "not_for")
Drawn = Mapping[int, Iterable[str]]


def keep_tasks(ids: Iterable[int], *, drawn: Drawn | None = None, now: datetime) -> int:
    """Make the tasks of these cases what their state asks for; how many were opened.

    `drawn` are the kinds of plans that drew some of them just now. Of a case that was joined to
    another, what drew it goes over to that, and who has it in hand. Two at once open nothing
    twice: a constraint decides.
    """
    with transaction.atomic():
        cases = _with_joined(ids)
        tasks = _open_tasks(cases)
        why = _why(cases, tasks, drawn or {})
        end(_move(cases, tasks), as_=State.GONE, now=now)
        living = [case for case in cases.values() if case.merged_into_id is None]
        opened = _keep_first_looks(living, tasks, why, now)
        _keep_others(living, tasks, now)
        return opened + open_second_looks(living, now=now)


def _with_joined(ids: Iterable[int]) -> dict[int, Case]:
    found = Case.objects.only(*_COLUMNS).in_bulk(list(ids))
    further = {c.merged_into_id for c in found.values() if c.merged_into_id} - found.keys()
    return found | Case.objects.only(*_COLUMNS).in_bulk([id for id in further if id])


def _open_tasks(cases: Iterable[int]) -> dict[int, list[ReviewTask]]:
    tasks: dict[int, list[ReviewTask]] = defaultdict(list)
    rows = ReviewTask.objects.filter(case__in=list(cases), state__in=OPEN)
    for task in rows.select_for_update().order_by("pk"):
        tasks[task.case_id].append(task)
    return tasks


def _why(
    cases: Mapping[int, Case], tasks: Mapping[int, list[ReviewTask]], drawn: Drawn
) -> dict[int, set[str]]:
    """What drew each case, by the case it is now."""
    sales = list(SamplingPlan.objects.filter(kind=SamplingPlan.Kind.SALES))
    why: dict[int, set[str]] = defaultdict(set)
    for id, case in cases.items():
        own = {kind for t in tasks.get(id, ()) if t.seat == Seat.FIRST for kind in t.why}
        own |= set(drawn.get(id, ()))
        if plans.draws_sale(case, sales) and case.merged_into_id is None:
            own.add("sales")
        why[case.merged_into_id or id] |= own
    return why


def _move(cases: Mapping[int, Case], tasks: dict[int, list[ReviewTask]]) -> list[ReviewTask]:
    """Whoever looks at a case goes on with the one that it was joined to; the tasks that are lost.

    One is lost where that has a task of its own, or nobody has to look at it.
    """
    lost: list[ReviewTask] = []
    for id in [id for id in tasks if cases[id].merged_into_id]:
        into = cases[cases[id].merged_into_id or 0]
        for task in tasks.pop(id):
            has_one = any(other.seat == Seat.FIRST for other in tasks.get(into.pk, ()))
            if task.seat != Seat.FIRST or has_one or into.state not in needed.TO_LOOK_AT:
                lost.append(task)
                continue
            _hand_on(task, into)
            tasks.setdefault(into.pk, []).append(task)
    return lost


def _hand_on(task: ReviewTask, case: Case) -> None:
    """Nobody keeps the own sale in hand."""
    task.case_id = case.pk
    if case.adviser_id in (task.holder_id, task.pushed_to_id) and case.adviser_id:
        task.state, task.holder, task.held_since, task.held_until = State.WAITING, None, None, None
        task.pushed_to, task.pushed_by = None, None
    task.save()


def _keep_first_looks(
    cases: Sequence[Case],
    tasks: Mapping[int, list[ReviewTask]],
    why: Mapping[int, set[str]],
    now: datetime,
) -> int:
    """Open, change or end the task from the first seat of each; how many were opened."""
    fresh, changed, done = [], [], []
    reasons = reasons_of(c.judgement_id for c in cases if c.undecidable_count and c.judgement_id)
    due, here = _due_of_singles(now), _still_here(cases)
    for case in cases:
        task = next((t for t in tasks.get(case.pk, ()) if t.seat == Seat.FIRST), None)
        wanted = needed.first_look(_standing(case), why[case.pk], is_waiting=task is not None)
        if wanted is None:
            done += [task] if task else []
            continue
        made = task or ReviewTask(
            case_id=case.pk, made_at=now, due_at=None if case.kind == Case.Kind.SALE else due,
            pushed_to_id=wanted.pushed_to if wanted.pushed_to in here else None,
        )  # fmt: skip
        before = [getattr(made, name) for name in _CHANGED]
        fill(made, case, wanted.queue, wanted.why, reasons.get(case.judgement_id or 0, ()))
        if task is None:
            fresh.append(made)
        elif before != [getattr(made, name) for name in _CHANGED]:
            changed.append(made)
    _done(done, {case.pk: case for case in cases}, now)
    ReviewTask.objects.bulk_update(changed, _CHANGED, batch_size=200)
    return len(ReviewTask.objects.bulk_create(fresh, ignore_conflicts=True))


def fill(
    task: ReviewTask, case: Case, queue: str, why: Sequence[str], reasons: Iterable[str]
) -> None:
    """The columns of a task that follow its case."""
    task.queue, task.why, task.reasons = ReviewTask.Queue(queue), list(why), sorted(set(reasons))
    task.unit_path = list(case.unit_path)
    if case.kind == Case.Kind.SALE:
        task.due_at = case.due_at
    task.urgency = urgency(case.worst, case.undecidable_count)
    task.rank = rank(due_day(task.due_at), task.urgency)
    own = {case.adviser_id} - {None}
    task.not_for = sorted({*task.not_for, *(id for id in own if id)})


def due_day(due_at: datetime | None) -> date | None:
    """The last day on which it is in time; `due_at` is the midnight that ends it."""
    if due_at is None:
        return None
    return (due_at - timedelta(seconds=1)).astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _due_of_singles(now: datetime) -> datetime:
    """A conversation without a sale is due as sales of no particular channel are, from now on."""
    zone = ZoneInfo(settings.TIME_ZONE)
    days = settled().due_of("").days
    return end_of(now.astimezone(zone).date() + timedelta(days=days), zone)


def _still_here(cases: Iterable[Case]) -> set[int]:
    """Who asked for a supplement and still works here; for the others anybody inspects."""
    asked = [case.reviewer_id for case in cases if case.state == Case.State.RECHECK]
    ids = [id for id in asked if id]
    return set(Staff.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))


def _standing(case: Case) -> needed.Standing:
    return needed.Standing(
        state=case.state, is_judged=case.judgement_id is not None, violated=len(case.violated),
        undecidable=case.undecidable_count, reviewer=case.reviewer_id,
    )  # fmt: skip


def _done(tasks: Sequence[ReviewTask], cases: Mapping[int, Case], now: datetime) -> None:
    """Whoever concluded has done it, whoever had it in hand."""
    for task in tasks:
        task.holder_id = cases[task.case_id].concluded_by_id or task.holder_id
    end(tasks, as_=State.DONE, now=now)


def _keep_others(
    cases: Sequence[Case], tasks: Mapping[int, list[ReviewTask]], now: datetime
) -> None:
    """What was concluded on is open again, or over: nobody has to look at it a second time."""
    lost, moved = [], []
    for case in cases:
        others = [task for task in tasks.get(case.pk, ()) if task.seat != Seat.FIRST]
        withdrawn = case.conclusion == Case.Conclusion.WITHDRAWN
        if case.state != Case.State.CLOSED or withdrawn:
            lost += others
        else:
            moved += [task for task in others if task.unit_path != case.unit_path]
            for task in others:
                task.unit_path = list(case.unit_path)
    end(lost, as_=State.GONE, now=now)
    ReviewTask.objects.bulk_update(moved, ["unit_path"])
