"""The list of cases as a table: its columns, and what a file of it has."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.platform.web.tables import Column, Table
from goodfaith.quality.cases import words
from goodfaith.quality.cases.filters import CaseFilters, narrowed
from goodfaith.quality.models import Case
from goodfaith.quality.models.cases import CaseQuerySet
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust import ledger
from goodfaith.trust.display import displayed_reference
from goodfaith.trust.viewing import Viewer


def rows(viewer: Viewer, query: QueryDict) -> CaseQuerySet:
    """What of the visible cases the address asks for.

    Not those that the viewer is to read without knowing what was said of them.
    """
    visible = Case.objects.visible_to(viewer).exclude(pk__in=blind_cases(viewer))
    visible = visible.select_related("adviser", "unit", "concluded_by", "conversation")
    return narrowed(visible, CaseFilters.read(query), timezone.now())


def customer_of(row: Case) -> str:
    """The reference as lists and files have it, whoever looks."""
    return displayed_reference(row.customer, clear=False)


def _record(viewer: Any, table: Table, query: QueryDict) -> None:
    filters = [name for name in CaseFilters.read(query).active if name != "q"]
    about = "quality.table", table.name
    ledger.record(viewer, "cases.exported", about, timezone.now(), filters=filters)


def _severity(row: Case) -> str:
    return "" if row.worst is None else SEVERITIES[row.worst]


def _name(row: Case) -> str:
    return row.sale or (row.conversation.external_id if row.conversation else "")


CASES = Table(
    name="cases",
    label=_("Sale cases"),
    columns=(
        Column(
            "due_at", _("Due"), kind="moment", sort="due_at", is_fixed=True,
            cell="quality/cases/cells/due.html",
        ),
        Column("case", _("Case"), _name, is_fixed=True, cell="quality/cases/cells/case.html"),
        Column(
            "findings", _("Findings"), _severity, sort="worst",
            cell="quality/cases/cells/findings.html",
        ),
        Column(
            "state", _("Where it stands"), lambda r: r.get_state_display(),
            cell="quality/cases/cells/state.html",
        ),
        Column(
            "adviser", _("Adviser"),
            lambda r: r.adviser.name if r.adviser else r.adviser_number,
            cell="quality/cases/cells/adviser.html",
        ),
        Column("customer", _("Customer"), customer_of),
        Column("score", _("Score"), kind="number", sort="score"),
        Column("day", _("Day of the sale"), kind="day", sort="day", is_optional=True),
        Column("channel", _("Channel"), lambda r: words.channels().get(r.channel, r.channel),
               is_optional=True),
        Column("product_type", _("Product"),
               lambda r: words.product_types().get(r.product_type, r.product), is_optional=True),
        Column("conclusion", _("Conclusion"), lambda r: r.get_conclusion_display(),
               is_optional=True),
        Column("conversations", _("Conversations"), "conversation_count", kind="number",
               is_optional=True),
        Column("undecidable_count", _("Undecidable"), kind="number", is_optional=True),
        Column("applications", _("Applications"), lambda r: ", ".join(r.applications),
               is_optional=True),
        Column("policies", _("Policies"), lambda r: ", ".join(r.policies), is_optional=True),
        Column("unit", _("Team on the day"), "unit.name", is_optional=True),
        Column("violated", _("Rules violated"), lambda r: ", ".join(r.violated), is_optional=True),
        Column("deadline_on", _("Next deadline"), kind="day", is_optional=True),
        Column("concluded_at", _("Concluded"), kind="moment", is_optional=True),
    ),
    rows=rows,
    order="due_at",
    act="cases.read",
    export_act="cases.export",
    href=lambda row: reverse("case", args=[row.pk]),
    exported=_record,
)  # fmt: skip
TABLES = (CASES,)
