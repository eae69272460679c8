"""What every table can do: be exported, be seen as one likes, be sent by e-mail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from goodfaith.platform.mail import is_mail_set_up
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import SIGNED_IN, ViewedRequest, page
from goodfaith.platform.web.tables.choosing import choose
from goodfaith.platform.web.tables.exporting import CONTENT_TYPES, FORMS, Form, exported, file_name
from goodfaith.platform.web.tables.scheduling import (
    NoAddress,
    schedule_export,
    stop_export,
)
from goodfaith.platform.web.tables.table import Table, UnknownTable, table_named


def _table(name: str, request: ViewedRequest, *, to_export: bool = False) -> Table:
    """The table, when the viewer may see it. Raises `Http404`."""
    try:
        table = table_named(name)
    except UnknownTable:
        raise Http404 from None
    act = table.export_act if to_export else table.act
    if not act or not request.viewer.may(act):
        raise Http404
    return table


def _form(form: str) -> Form:
    if form not in FORMS:
        raise Http404
    return form


@require_GET
@page(SIGNED_IN)
def export_table(request: ViewedRequest, name: str, form: str) -> StreamingHttpResponse:
    """The rows of the table under this address, as a file."""
    table, form = _table(name, request, to_export=True), _form(form)
    if table.exported:
        table.exported(request.viewer, table, request.GET)
    pieces = exported(table, request.viewer, request.GET, form)
    response = StreamingHttpResponse(
        _asynchronous(pieces) if isinstance(request, ASGIRequest) else pieces,
        content_type=CONTENT_TYPES[form],
    )
    named = content_disposition_header(True, file_name(table, form, timezone.localdate()))
    response.headers["Content-Disposition"] = named or "attachment"
    return response


async def _asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Piece by piece: Django would gather a plain iterator whole before it sends any of it."""
    step = sync_to_async(lambda: next(pieces, None))
    while (piece := await step()) is not None:
        yield piece


@require_POST
@page(SIGNED_IN)
def choose_columns(request: ViewedRequest, name: str) -> HttpResponse:
    """Remember what was ticked; `reset` forgets it."""
    table = _table(name, request)
    columns = None if "reset" in request.POST else request.POST.getlist("column")
    dense = request.POST.get("dense") == "1" and "reset" not in request.POST
    choose(viewer=request.viewer, table=table, columns=columns, dense=dense)
    return HttpResponseRedirect(_back(request))


@require_POST
@page(SIGNED_IN)
def schedule_table(request: ViewedRequest, name: str) -> HttpResponse:
    """Send the table under the address that came along, from now on."""
    table, form = _table(name, request, to_export=True), _form(request.POST.get("form", ""))
    cadence = request.POST.get("cadence", "")
    if cadence not in ScheduledExport.Cadence.values:
        raise Http404
    try:
        schedule_export(
            viewer=request.viewer,
            staff=request.user,
            table=table,
            query=request.POST.get("query", "")[:4000],
            form=form,
            cadence=cadence,
            now=timezone.now(),
        )
    except NoAddress:
        messages.error(request, _("Your account has no e-mail address; an administrator sets it."))
    else:
        messages.success(request, _("It will be sent at 7:00."))
    return HttpResponseRedirect(_back(request))


@page(SIGNED_IN)
def scheduled_exports(request: ViewedRequest) -> HttpResponse:
    """What is sent to the viewer; a POST with `stop` ends one."""
    if request.method == "POST":
        if stop_export(viewer=request.viewer, export_id=id_in(request.POST.get("stop", ""))):
            messages.success(request, _("It is not sent any more."))
        return HttpResponseRedirect(request.path)
    rows = ScheduledExport.objects.filter(staff_id=request.viewer.staff_id)
    shown = [(export, _label(export)) for export in rows.order_by("stopped", "-pk")[:200]]
    context = {"exports": shown, "is_mail_set_up": is_mail_set_up()}
    return render(request, "platform/scheduled_exports.html", context)


def _label(export: ScheduledExport) -> Any:
    try:
        return table_named(export.table).label
    except UnknownTable:
        return export.table


def _back(request: ViewedRequest) -> str:
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else "/"
