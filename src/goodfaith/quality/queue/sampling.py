"""Which conversations plans draw: a share of each adviser's, a new adviser's, after a complaint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q

from goodfaith.conversations.models import Conversation
from goodfaith.quality.models import SamplingPlan
from goodfaith.quality.queue.drawing import is_drawn
from goodfaith.trust.models import Licence, Placement, Staff

Kind = SamplingPlan.Kind
Draws = dict[int, set[str]]
"""Conversations by their rows, each with the kinds of plans that drew it."""
_PLACES = """
select id, coalesce(adviser_id, 0), to_char(day, 'YYYY-MM'), names_sale, place
from (
  select id, adviser_id, day, names_sale, row_number() over (
    partition by adviser_id, date_trunc('month', day), names_sale order by id) - 1 as place
  from (
    select id, adviser_id, day, applications <> '{{}}' or policies <> '{{}}' as names_sale
    from conversations_conversation
    where day between %(first)s and %(last)s {where}
  ) as own
) as placed
where day between %(from)s and %(to)s
"""


class Days(msgspec.Struct, frozen=True):
    """From a day to another, both included."""

    first: date
    last: date

    def within(self, plan: SamplingPlan) -> Days | None:
        """The part of them on which a plan draws; None for none."""
        first = max(self.first, plan.starts_on)
        last = min(self.last, plan.ends_on) if plan.ends_on else self.last
        return Days(first, last) if first <= last else None


def drawn(
    plans: Sequence[SamplingPlan], days: Days, among: Sequence[Conversation] | None = None
) -> Draws:
    """What the plans draw of the conversations of some days, or only `among` some of them.

    A share at random is drawn from each adviser's conversations of a month in the order in which
    they came, those that name a sale apart from the others: what comes later changes nothing.
    """
    found: Draws = defaultdict(set)
    for plan in plans:
        if part := days.within(plan):
            for id in _by_plan(plan, part, among):
                found[id].add(plan.kind)
    return found


def _by_plan(plan: SamplingPlan, days: Days, among: Sequence[Conversation] | None) -> Iterable[int]:
    if plan.kind == Kind.RANDOM:
        return _at_random(plan, days, among)
    if plan.kind == Kind.NEW_ADVISER:
        return _of_new_advisers(plan, days, among)
    return ()


def _at_random(
    plan: SamplingPlan, days: Days, among: Sequence[Conversation] | None
) -> Iterator[int]:
    wanted = None if among is None else {talk.pk for talk in among}
    if wanted is not None and not wanted:
        return
    for id, adviser, month, names_sale, place in _places(plan, days, among):
        stratum = f"{adviser}/{month}/{int(names_sale)}"
        if (wanted is None or id in wanted) and is_drawn(plan.share, place, plan.seed, stratum):
            yield id


def _places(
    plan: SamplingPlan, days: Days, among: Sequence[Conversation] | None
) -> list[tuple[int, int, str, bool, int]]:
    """Conversations of these days with their place in their stratum, counted from its beginning."""
    given: dict[str, Any] = {
        "from": days.first, "to": days.last, "last": days.last,
        "first": max(plan.starts_on, days.first.replace(day=1)),
        "unit": plan.unit_id, "channel": plan.channel,
    }  # fmt: skip
    where = ""
    if plan.unit_id is not None:
        where += " and unit_path @> array[%(unit)s]::bigint[]"
    if plan.channel:
        where += " and channel = %(channel)s"
    if among is not None:
        given["advisers"] = sorted({talk.adviser_id for talk in among if talk.adviser_id})
        none = " or adviser_id is null" if any(t.adviser_id is None for t in among) else ""
        where += f" and (adviser_id = any(%(advisers)s){none})"
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(where=where), given)
        return list(cursor.fetchall())


def covered(plan: SamplingPlan) -> Q:
    """The part of the organisation and the channel of a plan, for a query of conversations."""
    found = Q()
    if plan.unit_id is not None:
        found &= Q(unit_path__contains=[plan.unit_id])
    return found & Q(channel=plan.channel) if plan.channel else found


def _of_new_advisers(
    plan: SamplingPlan, days: Days, among: Sequence[Conversation] | None
) -> Iterator[int]:
    rows = Conversation.objects.filter(
        covered(plan), day__range=(days.first, days.last), adviser__isnull=False
    )
    if among is not None:
        rows = rows.filter(pk__in=[talk.pk for talk in among])
    found = list(rows.values_list("pk", "adviser_id", "day"))
    began = first_days({adviser for _, adviser, _ in found if adviser})
    weeks = timedelta(weeks=plan.weeks)
    for id, adviser, day in found:
        first = began.get(adviser or 0)
        if first is not None and first <= day < first + weeks:
            yield id


def first_days(advisers: Iterable[int]) -> dict[int, date]:
    """The first day of each: joined, placed in a unit, or licensed, whichever was the earliest.

    Who was placed or licensed since nobody knows when is not there: not new, in any case.
    """
    ids = sorted(set(advisers))
    found: dict[int, list[date | None]] = defaultdict(list)
    for id, joined in Staff.objects.filter(pk__in=ids).values_list("pk", "joined_on"):
        if joined is not None:
            found[id].append(joined)
    placed = Placement.objects.filter(staff__in=ids).values_list("staff_id", "during")
    licensed = Licence.objects.filter(staff__in=ids).values_list("staff_id", "during")
    for id, during in (*placed, *licensed):
        found[id].append(during.lower)
    return {
        id: min(day for day in days if day is not None)
        for id, days in found.items() if None not in days
    }  # fmt: skip
