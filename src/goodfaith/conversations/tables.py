"""The list of conversations as a table: its columns, and what a file of it has."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.filters import ConversationFilters, narrowed
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.word_search import look_for
from goodfaith.conversations.words import CHANNELS, DIRECTIONS, PURPOSES, RESULTS, STATES
from goodfaith.platform.web.tables import Column, Table
from goodfaith.trust import ledger
from goodfaith.trust.display import displayed_reference
from goodfaith.trust.viewing import Viewer

NAME = "conversations"


def rows(viewer: Viewer, query: QueryDict) -> ConversationQuerySet:
    """What of the visible conversations the address asks for."""
    filters = ConversationFilters.read(query)
    found = within(viewer, filters)
    return found.filter(look_for(filters.q).all) if filters.q else found


def within(viewer: Viewer, filters: ConversationFilters) -> ConversationQuerySet:
    """What of the visible conversations the filters leave, whatever was said in them."""
    visible = Conversation.objects.visible_to(viewer).select_related("adviser", "unit")
    return narrowed(visible, filters, timezone.localdate(), viewer)


def _record(viewer: Any, table: Table, query: QueryDict) -> None:
    asked = ConversationFilters.read(query)
    about = "conversations.table", table.name
    filters = [name for name in asked.active if name != "q"]
    ledger.record(viewer, "conversations.exported", about, timezone.now(), filters=filters)


def customer_of(row: Conversation) -> str:
    """The reference as lists and files have it, whoever looks."""
    return displayed_reference(row.customer, clear=False)


def _severity(row: Conversation) -> str:
    return "" if row.worst is None else SEVERITIES[row.worst]


def _href(row: Any) -> str:
    """Its page; at the place that said what was looked for, if it was."""
    snippet = getattr(row, "snippet", None)
    place = f"#u{snippet.turn}" if snippet else ""
    return reverse("conversation", args=[row.pk]) + place


CONVERSATIONS = Table(
    name=NAME,
    label=_("Conversations"),
    columns=(
        Column(
            "started_at",
            _("When"),
            kind="moment",
            sort="started_at",
            is_fixed=True,
            cell="conversations/cells/when.html",
            on_card="start",
        ),
        Column(
            "conversation",
            _("Conversation"),
            value="external_id",
            is_fixed=True,
            cell="conversations/cells/conversation.html",
            on_card="line",
        ),
        Column(
            "findings",
            _("To look at"),
            value=_severity,
            sort="worst",
            cell="conversations/cells/findings.html",
            on_card="line",
        ),
        Column(
            "adviser",
            _("Adviser"),
            value=lambda row: row.adviser.name if row.adviser else row.adviser_number,
            cell="conversations/cells/adviser.html",
            on_card="start",
        ),
        Column("customer", _("Customer"), value=customer_of, on_card="end"),
        Column("score", _("Score"), kind="number", sort="score", on_card="named"),
        Column("purpose", _("Purpose"), lambda r: PURPOSES.get(r.purpose, ""), is_optional=True),
        Column("channel", _("Channel"), lambda r: CHANNELS.get(r.channel, ""), is_optional=True),
        Column(
            "direction", _("Direction"), lambda r: DIRECTIONS.get(r.direction, ""), is_optional=True
        ),
        Column("result", _("Result"), lambda r: RESULTS.get(r.result, ""), is_optional=True),
        Column("duration", _("Length"), "duration_seconds", kind="duration", is_optional=True),
        Column("turns", _("Turns"), kind="number", is_optional=True),
        Column("adviser_number", _("Staff number"), is_optional=True),
        Column("unit", _("Team on the day"), "unit.name", is_optional=True),
        Column("policies", _("Policies"), lambda r: ", ".join(r.policies), is_optional=True),
        Column("violated", _("Rules violated"), lambda r: ", ".join(r.violated), is_optional=True),
        Column(
            "undecidable",
            _("Rules undecidable"),
            lambda r: ", ".join(r.undecidable),
            is_optional=True,
        ),
        Column("state", _("Reading"), lambda r: STATES.get(r.state, r.state), is_optional=True),
        Column("received_at", _("Received"), kind="moment", is_optional=True),
    ),
    rows=rows,
    order="-started_at",
    act="conversations.read",
    export_act="conversations.export",
    href=_href,
    exported=_record,
)
TABLES = (CONVERSATIONS,)
