"""What a complaint is about: the conversations and the sales that are looked at after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Q

from goodfaith.conversations.models import Conversation
from goodfaith.policies.models import FactRecord
from goodfaith.quality.models import Case, SamplingPlan
from goodfaith.quality.queue.sampling import covered

KIND = "complaint"
LOOKED_BACK_DAYS = 90
"""Of a complaint that names nobody but the customer: a quarter of conversations before it."""
MOST = 20
"""Of one complaint, the latest so many conversations."""


class Complaint(msgspec.Struct, frozen=True):
    """What it names; `on` is the day on which it came."""

    on: date
    conversation: str = ""
    sales: tuple[str, ...] = ()
    customer: str = ""


def complaints_of(keys: Iterable[str]) -> list[Complaint]:
    """Of the facts that keys are about, those that are complaints themselves."""
    ids = [key.partition(":")[2] for key in keys if key.partition(":")[0] == KIND]
    rows = FactRecord.objects.filter(kind=KIND, key__in=ids) if ids else FactRecord.objects.none()
    return [_complaint(row.values, row.known_at) for row in rows.order_by("pk")]


def complaints_between(first: date, last: date) -> list[Complaint]:
    """Those that became known on these days."""
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = FactRecord.objects.filter(kind=KIND, known_at__date__range=(first, last))
    return [_complaint(row.values, row.known_at.astimezone(zone)) for row in rows.order_by("pk")]


def _complaint(values: dict[str, Any], known_at: datetime) -> Complaint:
    zone = ZoneInfo(settings.TIME_ZONE)
    at = values.get("at")
    named = (str(values.get(name) or "") for name in ("application", "policy"))
    return Complaint(
        on=datetime.fromisoformat(at).date() if isinstance(at, str)
        else known_at.astimezone(zone).date(),
        conversation=str(values.get("conversation") or ""),
        sales=tuple(id for id in named if id),
        customer=str(values.get("customer") or ""),
    )  # fmt: skip


def conversations_about(one: Complaint, plan: SamplingPlan) -> list[Conversation]:
    """The latest first: the one it names, else those of the sale, else the customer's before it."""
    if not _draws(plan, one):
        return []
    if one.conversation:
        named = Q(external_id=one.conversation)
    elif one.sales:
        ids = list(one.sales)
        named = Q(applications__overlap=ids) | Q(policies__overlap=ids)
    elif one.customer:
        since = one.on - timedelta(days=LOOKED_BACK_DAYS)
        named = Q(customer=one.customer, day__range=(since, one.on))
    else:
        return []
    rows = Conversation.objects.filter(covered(plan) & named, state=Conversation.State.READ)
    return list(rows.order_by("-started_at", "-pk")[:MOST])


def sales_about(one: Complaint, plan: SamplingPlan) -> list[int]:
    """The cases of the sales that it names."""
    if not one.sales or one.conversation or not _draws(plan, one):
        return []
    ids = list(one.sales)
    named = Q(sale__in=ids) | Q(applications__overlap=ids) | Q(policies__overlap=ids)
    if plan.unit_id is not None:
        named &= Q(unit_path__contains=[plan.unit_id])
    return list(Case.objects.filter(named, merged_into=None).values_list("pk", flat=True)[:MOST])


def _draws(plan: SamplingPlan, one: Complaint) -> bool:
    return plan.starts_on <= one.on and (plan.ends_on is None or one.on <= plan.ends_on)
