"""The conversations behind the numbers of the coverage: by how far each got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.tables import CONVERSATIONS
from goodfaith.quality.models import CaseConversation, Tally
from goodfaith.quality.overview.filters import Scope, read_scope
from goodfaith.trust import ledger
from goodfaith.trust.viewing import Viewer

STAGES: Mapping[str, Any] = {
    "read": _("Read"),
    "judged": _("Judged in a case"),
    "reviewed": _("Reviewed by people"),
    "unread": _("Not read"),
    "silent": _("Without words"),
    "failed": _("Could not be read"),
    "waiting": _("Waiting to be read"),
    "unjudged": _("In no case"),
    "unreviewed": _("Not reviewed by people"),
}


def stage_in(query: QueryDict) -> str:
    stage = query.get("stage", "")
    return stage if stage in STAGES else ""


def covered_rows(viewer: Viewer, scope: Scope, stage: str) -> ConversationQuerySet:
    """The visible conversations of the scope that are at a stage; of all of them for ""."""
    rows = Conversation.objects.visible_to(viewer).filter(day__range=(scope.first, scope.last))
    if scope.unit is not None:
        rows = rows.filter(unit_path__contains=[scope.unit])
    if scope.channel:
        rows = rows.filter(channel=scope.channel)
    return rows.filter(_at(stage)) if stage else rows


def _at(stage: str) -> Q:
    """As `counting.stage_of` and what it counts say."""
    words, read = Q(turns__gt=0), Q(reading__isnull=False)
    cases = CaseConversation.objects.filter(conversation=OuterRef("pk"), case__merged_into=None)
    judged = Exists(cases.filter(case__judgement__isnull=False))
    reviewed = Exists(cases.filter(case__conclusion__in=("qualified", "unqualified")))
    return {
        "read": words & read,
        "unread": ~(words & read),
        "silent": Q(turns=0),
        "failed": words & Q(reading=None, state=Conversation.State.FAILED),
        "waiting": words & Q(reading=None) & ~Q(state=Conversation.State.FAILED),
        "judged": Q(judged),
        "unjudged": ~Q(judged),
        "reviewed": Q(reviewed),
        "unreviewed": ~Q(reviewed),
    }[stage]


def _rows(viewer: Viewer, query: QueryDict) -> ConversationQuerySet:
    scope = read_scope(query, timezone.localdate())
    rows = covered_rows(viewer, msgspec.structs.replace(scope, of=Tally.Of.TALK), stage_in(query))
    return rows.select_related("adviser", "unit")


def _record(viewer: Any, table: Any, query: QueryDict) -> None:
    about = "quality.table", table.name
    ledger.record(viewer, "conversations.exported", about, timezone.now(),
                  filters=[name for name in query if name != "q"])  # fmt: skip


COVERED = msgspec.structs.replace(
    CONVERSATIONS, name="covered", label=_("Conversations by coverage"), rows=_rows,
    act="overview.read", export_act="overview.export", exported=_record,
)  # fmt: skip
