"""Sampling plans: which are in force, which sales they cover, making and ending one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from goodfaith.quality.models import Case, SamplingPlan
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

Kind = SamplingPlan.Kind
BEGINNING = date(2000, 1, 1)
"""The plan that comes with an installation covers all sales, as the rulebook that ships does."""
MOST_WEEKS = 104


class PlanRefused(ValueError):
    """What was given does not make a plan; `code` says why: share, weeks, kind, day."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def in_force(day: date, *kinds: str) -> list[SamplingPlan]:
    """The plans of these kinds (of all, if none is named) that draw on `day`, oldest first."""
    found = SamplingPlan.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    return list((found.filter(kind__in=kinds) if kinds else found).order_by("pk"))


def draws_sale(case: Case, plans: Iterable[SamplingPlan]) -> bool:
    """Whether one of the plans for sales covers the day, unit and channel of a case."""
    return case.kind == Case.Kind.SALE and any(_covers(plan, case) for plan in plans)


def _covers(plan: SamplingPlan, case: Case) -> bool:
    return (
        plan.kind == Kind.SALES
        and plan.starts_on <= case.day
        and (plan.ends_on is None or case.day <= plan.ends_on)
        and (plan.unit_id is None or plan.unit_id in case.unit_path)
        and plan.channel in ("", case.channel)
    )


def sales_of(plan: SamplingPlan) -> Q:
    """The same for a query of cases."""
    found = Q(kind=Case.Kind.SALE, day__gte=plan.starts_on)
    if plan.ends_on is not None:
        found &= Q(day__lte=plan.ends_on)
    if plan.unit_id is not None:
        found &= Q(unit_path__contains=[plan.unit_id])
    return found & Q(channel=plan.channel) if plan.channel else found


def make_plan(
    *,
    actor: Actor,
    kind: str,
    unit_id: int | None = None,
    channel: str = "",
    share: float = 1.0,
    weeks: int = 0,
    starts_on: date,
    now: datetime,
) -> SamplingPlan:
    """A plan that draws from `starts_on` on, by days of sales and conversations.

    Raises `PlanRefused`: a share is above 0 and at most 1, weeks are 1 to 104.
    """
    _refuse(kind, share, weeks)
    with transaction.atomic():
        plan = SamplingPlan.objects.create(
            kind=kind, unit_id=unit_id, channel=channel,
            share=share if kind == Kind.RANDOM else 1.0,
            weeks=weeks if kind == Kind.NEW_ADVISER else 0,
            seed=secrets.token_hex(16), starts_on=starts_on,
            made_by_id=staff_id_of(actor), made_at=now,
        )  # fmt: skip
        ledger.record(actor, "review.plan_made", plan, now, kind=kind, share=plan.share)
    return plan


def _refuse(kind: str, share: float, weeks: int) -> None:
    if kind not in Kind.values:
        raise PlanRefused("kind")
    if kind == Kind.RANDOM and not 0 < share <= 1:
        raise PlanRefused("share")
    if kind == Kind.NEW_ADVISER and not 1 <= weeks <= MOST_WEEKS:
        raise PlanRefused("weeks")


def end_plan(*, actor: Actor, plan: SamplingPlan, last_day: date, now: datetime) -> SamplingPlan:
    """`last_day` is the last one it draws; what it has drawn stays to be looked at.

    The day before it begins: it draws nothing. A plan that has ended stays as it ended. Raises
    `PlanRefused` for an earlier day.
    """
    with transaction.atomic():
        locked = SamplingPlan.objects.select_for_update().get(pk=plan.pk)
        if locked.ends_on is not None and locked.ends_on <= last_day:
            return locked
        if last_day < locked.starts_on - timedelta(days=1):
            raise PlanRefused("day")
        locked.ends_on = last_day
        locked.save(update_fields=["ends_on"])
        ledger.record(actor, "review.plan_ended", locked, now, ends_on=last_day.isoformat())
    return locked


def first_plan(*, now: datetime) -> SamplingPlan | None:
    """An installation begins with all closed sales, unless somebody has settled something."""
    if SamplingPlan.objects.exists():
        return None
    return make_plan(actor=ledger.SYSTEM, kind=Kind.SALES, starts_on=BEGINNING, now=now)
