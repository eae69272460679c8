"""Reports: asked for, watched while they are made, taken, sent every day or week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from goodfaith.conversations.units import unit_choices
from goodfaith.platform.mail import is_mail_set_up
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables.exporting import CONTENT_TYPES
from goodfaith.quality.models import Report
from goodfaith.quality.overview.reports.contents import STEPS
from goodfaith.quality.overview.reports.making import NoUnits, ask_report, last_day
from goodfaith.quality.overview.reports.workbook import file_name
from goodfaith.quality.overview.tables import DAILY, WEEKLY
from goodfaith.quality.overview.views.framing import EXPORT
from goodfaith.trust import ledger
from goodfaith.trust.models import Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

LISTED = 60
OVERDUE = timedelta(minutes=15)
"""A report that is not made by then will not be: whoever waits is told."""


@page(EXPORT)
def reports(request: ViewedRequest) -> HttpResponseBase:
    """What was made, and the form that asks for another; a POST asks."""
    viewer, today = request.viewer, timezone.localdate()
    if request.method == "POST":
        return _asked(request, today)
    units = unit_choices(viewer, today)
    everything = Role.COMPLIANCE in viewer.roles
    rows = Report.objects.visible_to(viewer).defer("content").select_related("asked_by")
    context = {
        "at_reports": True,
        "reports": list(rows.order_by("-asked_at", "-pk")[:LISTED]),
        "kinds": Report.Kind.choices,
        "day": last_day(Report.Kind.DAILY, today),
        "units": [
            ("", _("All units") if everything else _("All my units")),
            *((str(u.id), "\u3000" * u.depth + u.name) for u in units),
        ],
        "steps": STEPS,
        "scheduled": _scheduled(viewer),
        "is_mail_set_up": is_mail_set_up(),
        "has_address": bool(getattr(request.user, "email", "")),
        "tables": [(DAILY, "daily", _("Every day")), (WEEKLY, "weekly", _("Every Monday"))],
    }
    return render(request, "quality/overview/reports.html", context)


def _asked(request: ViewedRequest, today: date) -> HttpResponseBase:
    kind, text = request.POST.get("kind", ""), request.POST.get("day", "").strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if kind not in Report.Kind.values or day is None:
        messages.error(request, _("Choose a day or a week, as year-month-day."))
        return HttpResponseRedirect(reverse("reports"))
    if day > today:
        messages.error(request, _("That day has not come yet."))
        return HttpResponseRedirect(reverse("reports"))
    unit = id_in(request.POST.get("unit", "")) or None
    if unit is not None and unit not in {u.id for u in unit_choices(request.viewer, today)}:
        raise Http404
    try:
        made = ask_report(viewer=request.viewer, kind=kind, day=day, unit=unit, now=timezone.now())
    except NoUnits:
        messages.error(request, _("You hold no unit that a report could tell of."))
        return HttpResponseRedirect(reverse("reports"))
    return HttpResponseRedirect(reverse("report", args=[made.pk]))


def _scheduled(viewer: Viewer) -> list[tuple[ScheduledExport, str]]:
    """The reports that are sent to the viewer, each with its unit's name."""
    rows = ScheduledExport.objects.filter(
        staff_id=viewer.staff_id, stopped="", table__in=(DAILY.name, WEEKLY.name)
    ).order_by("pk")
    found = list(rows)
    units = {export.pk: id_in(export.query.removeprefix("unit=")) for export in found}
    names = dict(Unit.objects.filter(pk__in=units.values()).values_list("pk", "name"))
    labels = {DAILY.name: DAILY.label, WEEKLY.name: WEEKLY.label}
    return [
        (export, " · ".join(filter(None, (str(labels[export.table]),
                                          names.get(units[export.pk], "")))))
        for export in found
    ]  # fmt: skip


@page(EXPORT)
def report(request: ViewedRequest, id: int) -> HttpResponseBase:
    """One report: how far it is, then its file."""
    return render(request, "quality/overview/report.html", _progress(_report(request, id)))


@page(EXPORT)
def report_progress(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again until it is over; then the page is loaded anew."""
    context = _progress(_report(request, id))
    response = render(request, "quality/overview/parts/report_progress.html", context)
    if context["is_over"]:
        response["HX-Refresh"] = "true"
    return response


@page(EXPORT)
def report_file(request: ViewedRequest, id: int) -> HttpResponseBase:
    found = _report(request, id, with_content=True)
    if found.content is None:
        raise Http404
    ledger.record(request.viewer, "overview.report_taken", found, timezone.now())
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES["xlsx"])
    name = _name(found)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _report(request: ViewedRequest, id: int, *, with_content: bool = False) -> Report:
    rows = Report.objects.visible_to(request.viewer).select_related("asked_by")
    rows = rows if with_content else rows.defer("content")
    found = rows.filter(pk=min(id, 2**62)).first()
    if found is None:
        raise Http404
    return found


def _progress(found: Report) -> dict[str, Any]:
    is_late = timezone.now() - found.asked_at > OVERDUE
    is_lost = found.state == Report.State.WAITING and is_late
    return {
        "report": found,
        "steps": STEPS,
        "is_lost": is_lost,
        "is_over": found.state != Report.State.WAITING,
        "file_name": _name(found),
    }


def _name(found: Report) -> str:
    """In the language that the report is written in."""
    with translation.override(found.language):
        return file_name(found.kind, found.from_on, found.to_on, found.unit_name)
