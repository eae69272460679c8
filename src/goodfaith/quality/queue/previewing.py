"""What a plan would have drawn of the last week, before anybody makes it."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from goodfaith.conversations.models import Conversation
from goodfaith.quality.models import Case, CaseConversation, SamplingPlan
from goodfaith.quality.queue import complaints, sampling
from goodfaith.quality.queue.plans import sales_of
from goodfaith.quality.queue.sampling import Days

Kind = SamplingPlan.Kind
WEEK = timedelta(days=7)


class Preview(msgspec.Struct, frozen=True):
    """`drawn` of `among`, in the seven days before today; sales of a plan for sales."""

    drawn: int
    among: int
    first: date
    last: date

    @property
    def share(self) -> float:
        return self.drawn / self.among if self.among else 0.0


def preview(
    *, kind: str, unit_id: int | None, channel: str, share: float, weeks: int, today: date
) -> Preview:
    """As many as would have been drawn; which ones another seed would tell otherwise."""
    days = Days(today - WEEK, today - timedelta(days=1))
    plan = SamplingPlan(
        kind=kind, unit_id=unit_id, channel=channel, share=share, weeks=weeks,
        seed="preview", starts_on=days.first, ends_on=days.last,
    )  # fmt: skip
    if kind == Kind.SALES:
        sales = Case.objects.filter(kind=Case.Kind.SALE, merged_into=None)
        among = sales.filter(day__range=(days.first, days.last)).count()
        return Preview(sales.filter(sales_of(plan)).count(), among, days.first, days.last)
    ids = set(_complained(plan, days) if kind == Kind.COMPLAINT else sampling.drawn([plan], days))
    talks = Conversation.objects.filter(day__range=(days.first, days.last))
    alone = _without_sale(list(talks.values_list("pk", flat=True)))
    drawn = len(_without_sale(list(ids))) if kind == Kind.COMPLAINT else len(alone & ids)
    return Preview(drawn, len(alone), days.first, days.last)


def _complained(plan: SamplingPlan, days: Days) -> set[int]:
    found = complaints.complaints_between(days.first, days.last)
    return {talk.pk for one in found for talk in complaints.conversations_about(one, plan)}


def _without_sale(ids: list[int]) -> set[int]:
    sold = CaseConversation.objects.filter(
        conversation__in=ids, case__kind=Case.Kind.SALE, case__merged_into=None
    )
    return set(ids) - set(sold.values_list("conversation_id", flat=True))
