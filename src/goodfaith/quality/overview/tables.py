"""Reports that are sent by e-mail again and again, as tables that write their own files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.tables import Column, Table
from goodfaith.platform.web.tables.exporting import Form, csv_bytes
from goodfaith.quality.models import Report
from goodfaith.quality.models.overview import ReportQuerySet
from goodfaith.quality.overview.covered import COVERED
from goodfaith.quality.overview.reports.contents import Contents
from goodfaith.quality.overview.reports.making import NoUnits, last_day, report_now
from goodfaith.quality.overview.reports.workbook import workbook
from goodfaith.trust import ledger
from goodfaith.trust.viewing import Viewer


def _written(kind: str, viewer: Viewer, query: QueryDict, form: Form) -> Iterator[bytes]:
    """The report of what is just over; nothing but the head for who sees no unit."""
    now = timezone.now()
    day = last_day(kind, timezone.localdate(now))
    try:
        told = report_now(viewer, kind, day, id_in(query.get("unit", "")) or None, now)
    except NoUnits:
        yield from csv_bytes(_UNITS, ())
        return
    if form == "xlsx":
        yield workbook(told)
    else:
        yield from csv_bytes(_UNITS, _lines(told))


def _lines(told: Contents) -> list[tuple[str, Any]]:
    return [(name, place.figures) for place, name in told.units]


_UNITS = (
    Column("unit", _("Unit"), lambda row: row[0]),
    Column("total", _("Cases"), lambda row: row[1].total),
    Column("hit", _("With a violation"), lambda row: row[1].hit),
    Column("upheld", _("Violation confirmed"), lambda row: row[1].upheld),
    Column("undecided", _("Not decided"), lambda row: row[1].undecided),
    Column("reviewed", _("Reviewed"), lambda row: row[1].reviewed),
)


def _record(viewer: Any, table: Table, query: QueryDict) -> None:
    ledger.record(viewer, "overview.exported", ("quality.table", table.name), timezone.now())


def _made(kind: Report.Kind, viewer: Viewer, query: QueryDict) -> ReportQuerySet:
    return Report.objects.visible_to(viewer).filter(kind=kind)


def _table(kind: Report.Kind, label: Any) -> Table:
    return Table(
        name=f"{kind.value}_report",
        label=label,
        columns=(Column("asked_at", _("Asked for"), kind="moment", sort="asked_at"),),
        rows=partial(_made, kind),
        order="-asked_at",
        act="overview.export",
        export_act="overview.export",
        exported=_record,
        written=partial(_written, kind.value),
    )


DAILY = _table(Report.Kind.DAILY, _("Daily quality report"))
WEEKLY = _table(Report.Kind.WEEKLY, _("Weekly quality report"))
TABLES = (COVERED, DAILY, WEEKLY)
