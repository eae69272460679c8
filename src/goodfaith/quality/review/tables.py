"""Second readings as a table: what each of the two said."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.platform.web.tables import Column, Table
from goodfaith.quality.models import Decision
from goodfaith.quality.review.pairs import PairFilters, pairs
from goodfaith.trust import ledger

_VERDICTS = dict(Decision.Verdict.choices)


def _case(row: Any) -> str:
    return str(row.case) if row.case.sale else row.case.conversation.external_id


def _record(viewer: Any, table: Table, query: QueryDict) -> None:
    about = "quality.table", table.name
    filters = list(PairFilters.read(query).active)
    ledger.record(viewer, "review.pairs_exported", about, timezone.now(), filters=filters)


SECOND_READINGS = Table(
    name="second_readings",
    label=_("Second reviews"),
    columns=(
        Column("at", _("Finished"), "finished_at", kind="moment", sort="at", is_fixed=True),
        Column("case", _("Case"), _case, is_fixed=True),
        Column("rule", _("Rule"), cell="quality/review/cells/rule.html",
               export=lambda row: row.rule),
        Column("first", pgettext_lazy("reader", "First"),
               lambda row: _VERDICTS.get(row.first, row.first)),
        Column("second", pgettext_lazy("reader", "Second"),
               lambda row: row.get_verdict_display()),
        Column("settled", pgettext_lazy("reader", "Settled as"),
               lambda row: _VERDICTS.get(row.settled, "")),
    ),
    rows=pairs,
    order="-at",
    act="overview.read",
    export_act="overview.export",
    href=lambda row: reverse("case", args=[row.case_id]),
    exported=_record,
)  # fmt: skip
TABLES = (SECOND_READINGS,)
