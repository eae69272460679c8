"""Opening a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from goodfaith.conversations.models import Conversation
from goodfaith.platform.events import publish
from goodfaith.quality.cases.sales import Sale
from goodfaith.quality.events import CaseOpened
from goodfaith.quality.models import Case, CaseAct, CaseConversation


def open_cases(sales: Iterable[Sale], *, now: datetime) -> dict[str, Case]:
    """The cases of sales that have none, by their keys; what is known is put in by `keep`."""
    kind = Case.Kind.SALE
    rows = [Case(kind=kind, sale=one.key, day=one.day, opened_at=now) for one in sales]
    return {str(case.sale): case for case in _opened(Case.objects.bulk_create(rows), now)}


def open_single(conversation: Conversation, *, now: datetime) -> Case:
    """The case of one conversation that belongs to no sale: sampled, complained about, …

    The one that it has already, if it has one; called in a transaction.
    """
    local = conversation.started_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    case, made = Case.objects.get_or_create(
        conversation=conversation,
        defaults={
            "kind": Case.Kind.CONVERSATION,
            "day": local.date(),
            "opened_at": now,
            "customer": conversation.customer,
            "purpose": conversation.purpose,
            "adviser_number": conversation.adviser_number,
            "adviser_id": conversation.adviser_id,
            "unit_id": conversation.unit_id,
            "unit_path": conversation.unit_path,
        },
    )
    if not made:
        return case
    CaseConversation.objects.create(case=case, conversation=conversation, added_at=now)
    _opened([case], now)
    return case


def _opened(cases: list[Case], now: datetime) -> list[Case]:
    kind = CaseAct.Kind.OPENED
    CaseAct.objects.bulk_create(
        CaseAct(case=case, kind=kind, at=now, to_state=case.state) for case in cases
    )
    publish(*(CaseOpened(case.pk, case.revision) for case in cases))
    return cases
