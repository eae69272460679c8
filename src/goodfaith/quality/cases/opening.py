"""Opening a case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from goodfaith.conversations.models import Conversation
from goodfaith.platform.events import publish
from goodfaith.quality.cases.sales import Sale
from goodfaith.quality.events import CaseOpened
from goodfaith.quality.models import Case, CaseAct, CaseConversation


def open_case(sale: Sale, *, now: datetime) -> Case:
    """The case of a sale that has none; what is known of it is put in by `keep`."""
    case = Case.objects.create(kind=Case.Kind.SALE, sale=sale.key, day=sale.day, opened_at=now)
    return _opened(case, now)


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
    return _opened(case, now)


def _opened(case: Case, now: datetime) -> Case:
    CaseAct.objects.create(case=case, kind=CaseAct.Kind.OPENED, at=now, to_state=case.state)
    publish(CaseOpened(case.pk, case.revision))
    return case
