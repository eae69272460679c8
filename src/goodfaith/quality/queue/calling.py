"""What plans draw becomes cases with tasks; drawn twice it is drawn once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from goodfaith.conversations.models import Conversation
from goodfaith.quality.cases.jobs import look_at_cases
from goodfaith.quality.cases.opening import open_single
from goodfaith.quality.cases.wanted import want
from goodfaith.quality.models import Case, CaseConversation, ReviewTask, SamplingPlan, Seat
from goodfaith.quality.queue import complaints, sampling
from goodfaith.quality.queue.needed import TO_LOOK_AT
from goodfaith.quality.queue.opening import OPEN, keep_tasks
from goodfaith.quality.queue.plans import sales_of
from goodfaith.quality.queue.sampling import Days, Draws

Kind = SamplingPlan.Kind
AT_ONCE = 200


def call_read(ids: Iterable[int], *, now: datetime) -> int:
    """Draw from conversations that were read just now; how many tasks were opened.

    One that names a sale is left for later: it may be about to become part of that sale's case.
    """
    plans = _plans(Kind.RANDOM, Kind.NEW_ADVISER)
    if not plans:
        return 0
    talks = Conversation.objects.filter(pk__in=list(ids), applications=[], policies=[])
    among = list(talks.only("pk", "adviser_id", "day"))
    if not among:
        return 0
    days = Days(min(t.day for t in among), max(t.day for t in among))
    return call(sampling.drawn(plans, days, among), now=now)


def call_days(first: date, last: date, *, now: datetime) -> int:
    """Draw from all that was read of some days: what was left, and what a new plan draws."""
    plans = _plans(Kind.RANDOM, Kind.NEW_ADVISER)
    return call(sampling.drawn(plans, Days(first, last)), now=now) if plans else 0


def call_complaints(keys: Iterable[str], *, now: datetime) -> int:
    """Draw what new complaints are about."""
    plans = _plans(Kind.COMPLAINT)
    found = complaints.complaints_of(keys) if plans else []
    draws: Draws = defaultdict(set)
    cases: dict[int, set[str]] = {}
    for plan in plans:
        for one in found:
            for talk in complaints.conversations_about(one, plan):
                draws[talk.pk].add(plan.kind)
            cases |= {id: {plan.kind} for id in complaints.sales_about(one, plan)}
    return call(draws, now=now) + keep_tasks(cases, drawn=cases, now=now)


def _plans(*kinds: str) -> list[SamplingPlan]:
    return list(SamplingPlan.objects.filter(kind__in=kinds).order_by("pk"))


def call(draws: Draws, *, now: datetime) -> int:
    """Open what was drawn and has not been; how many tasks were opened."""
    ids = sorted(draws)
    opened = 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            opened += _call(ids[start : start + AT_ONCE], draws, now)
    return opened


def _call(ids: Sequence[int], draws: Draws, now: datetime) -> int:
    """A conversation that belongs to a sale is looked at with it: only a complaint says more."""
    sales = _sales_of(ids)
    known = _called(ids)
    drawn: dict[int, set[str]] = defaultdict(set)
    fresh = []
    rows = Conversation.objects.filter(pk__in=ids, state=Conversation.State.READ)
    for talk in rows.order_by("pk"):
        if talk.pk in sales:
            drawn[sales[talk.pk]] |= draws[talk.pk] & {str(Kind.COMPLAINT)}
        elif not known.get(talk.pk, set()) & draws[talk.pk]:
            drawn[open_single(talk, now=now).pk] |= draws[talk.pk]
            fresh.append(talk.pk)
    if fresh and want(f"talk:{id}" for id in fresh):
        look_at_cases.once(in_hurry=True)
    wanted = {id: why for id, why in drawn.items() if why}
    return keep_tasks(wanted, drawn=wanted, now=now)


def _sales_of(ids: Sequence[int]) -> dict[int, int]:
    rows = CaseConversation.objects.filter(
        conversation__in=ids, case__kind=Case.Kind.SALE, case__merged_into=None
    )
    return dict(rows.order_by("case").values_list("conversation_id", "case_id"))


def _called(ids: Sequence[int]) -> dict[int, set[str]]:
    """What these conversations have been drawn by before, looked at meanwhile or not."""
    known: dict[int, set[str]] = defaultdict(set)
    rows = ReviewTask.objects.filter(case__conversation__in=ids, seat=Seat.FIRST)
    for id, why in rows.values_list("case__conversation_id", "why"):
        known[id or 0] |= set(why)
    return known


def call_sales(*, now: datetime) -> int:
    """Open sales that a plan covers and that have no task: the plan is newer than they are."""
    opened = 0
    for ids in _uncalled():
        opened += keep_tasks(ids, now=now)
    return opened


def _uncalled() -> Iterator[list[int]]:
    covered = Q(state__in=[Case.State.REOPENED, Case.State.RECHECK])
    for plan in _plans(Kind.SALES):
        covered |= sales_of(plan)
    waiting = ReviewTask.objects.filter(seat=Seat.FIRST, state__in=OPEN).values("case")
    cases = Case.objects.filter(
        covered, state__in=TO_LOOK_AT, merged_into=None, judgement__isnull=False
    ).exclude(pk__in=waiting)
    last = 0
    while ids := list(
        cases.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield ids
        last = ids[-1]
