"""The page of events that were put aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from goodfaith.platform.operation import queries, services
from goodfaith.platform.routing.paging import CursorInvalid, slice_after
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page

_ROWS = 50


@page("operation.read")
@require_safe
def poisoned_events(request: ViewedRequest) -> HttpResponse:
    """The list, by subscriber if asked for; a cursor that is not ours begins at the top."""
    subscriber, cursor = request.GET.get("subscriber", ""), request.GET.get("after", "")
    rows = queries.poisoned(subscriber)
    try:
        found = slice_after(rows, queries.ORDER, cursor, _ROWS)
    except CursorInvalid:
        found = slice_after(rows, queries.ORDER, "", _ROWS)
    told = {
        "rows": found.rows,
        "next": found.next,
        "subscriber": subscriber,
        "is_every": not subscriber,
        "subscribers": queries.subscribers(),
        "number": rows.count(),
        "unsent": queries.unsent_count(),
        "may_change": request.viewer.may("operation.change"),
    }
    return render(request, "platform/poisoned_events.html", told)


@page("operation.change")
@require_POST
def settle_events(request: ViewedRequest) -> HttpResponse:
    """Try the picked ones again, or let them go."""
    ids = [id_in(each) for each in request.POST.getlist("id")]
    now = timezone.now()
    if request.POST.get("act") == "drop":
        number = services.drop(actor=request.user, ids=ids, now=now)
        said = ngettext("%d event was dropped.", "%d events were dropped.", number)
    else:
        number = services.try_again(actor=request.user, ids=ids, now=now)
        said = ngettext("%d event is tried again.", "%d events are tried again.", number)
    messages.success(request, said % number)
    return redirect("poisoned_events")
