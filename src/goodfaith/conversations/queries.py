"""Reads that pages share: one conversation with all that its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Q
from django.http import Http404

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.analysis.finding import Finding, Mention
from goodfaith.conversations.mentions import unpacked
from goodfaith.conversations.models import Conversation, Reading, Revision
from goodfaith.conversations.shown.moments import Moment, events_of, in_order
from goodfaith.conversations.words import PURPOSES
from goodfaith.policies.belonging import key_of
from goodfaith.policies.models import FactRecord
from goodfaith.trust.models import Unit
from goodfaith.trust.viewing import Viewer

MOST_MOMENTS = 60


def conversation_for(viewer: Viewer, id: int, *related: str) -> Conversation:
    """What `viewer` may see of it. Raises `Http404` for absent and for hidden alike."""
    found = Conversation.objects.visible_to(viewer).select_related(*related).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def said_in(revision: Revision) -> Said:
    """The conversation as the kernel has it."""
    return msgspec.convert(revision.content, Said)


def findings_of(reading: Reading | None) -> list[Finding]:
    """The violated and the undecidable ones."""
    return msgspec.convert(reading.findings, list[Finding]) if reading else []


def mentions_of(reading: Reading | None) -> list[Mention]:
    return unpacked(reading.mentions) if reading else []


def unit_names(path: Sequence[int]) -> list[str]:
    """The names of a unit and those above it, the top first."""
    names = dict(Unit.objects.filter(pk__in=path).values_list("pk", "name"))
    return [names[id] for id in reversed(path) if id in names]


def moments_around(viewer: Viewer, conversation: Conversation) -> list[Moment]:
    """What else happened with this customer and these policies, as far as `viewer` may see it."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return in_order([*_conversations(viewer, conversation), *_events(conversation, zone)], zone)


def _conversations(viewer: Viewer, here: Conversation) -> Iterable[Moment]:
    same = Q(pk=here.pk)
    if here.customer:
        same |= Q(customer=here.customer)
    if here.policies:
        same |= Q(policies__overlap=here.policies)
    if here.applications:
        same |= Q(applications__overlap=here.applications)
    rows = Conversation.objects.visible_to(viewer).filter(same).order_by("-started_at", "-id")
    for row in rows.values("pk", "started_at", "purpose", "channel", "worst")[:MOST_MOMENTS]:
        yield Moment(
            at=row["started_at"],
            label=str(PURPOSES.get(row["purpose"], "")),
            detail=row["channel"],
            conversation=row["pk"],
            is_here=row["pk"] == here.pk,
            worst=row["worst"],
        )


def _events(here: Conversation, zone: ZoneInfo) -> Iterable[Moment]:
    kinds = (
        ("customer", filter(None, [here.customer])),
        ("application", here.applications),
        ("policy", here.policies),
    )
    keys = [key_of(kind, id) for kind, ids in kinds for id in ids]
    if not keys:
        return
    found = FactRecord.objects.filter(belongs_to__overlap=keys)
    rows = found.values_list("kind", "key", "values")[:MOST_MOMENTS]
    for kind, key, values in rows:
        yield from events_of(kind, key, values, zone)
