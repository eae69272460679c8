"""Handing in files: what arrives, how far it is, what could not be read, what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.analysis.problems import Refused
from goodfaith.analysis.readers.options import FORMATS
from goodfaith.conversations.deliveries import (
    problem_lines,
    retry_delivery,
    stop_delivery,
)
from goodfaith.conversations.models import Delivery
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page

MOST_PROBLEMS = 100
AT_ONCE = 30
_OVER = (Delivery.State.DONE, Delivery.State.STOPPED, Delivery.State.FAILED)
_FIRST_DELAY, _LONGEST_DELAY = 600, 5_000


@page("conversations.receive")
def deliveries(request: ViewedRequest) -> HttpResponseBase:
    """Where files are handed in, and those that were, the latest first."""
    before = request.GET.get("before", "")
    visible = Delivery.objects.visible_to(request.viewer)
    rows = visible.select_related("handed_in_by").order_by("-id")
    if id_in(before):
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: AT_ONCE + 1])
    context = {
        "deliveries": found[:AT_ONCE],
        "later": found[AT_ONCE - 1].pk if len(found) > AT_ONCE else 0,
        "is_later": bool(before),
        "formats": FORMATS,
        "sees_conversations": request.viewer.may("conversations.read"),
        "zone": settings.TIME_ZONE,
        "most_bytes": settings.CONFIGURATION.upload_megabytes << 20,
        "most_megabytes": settings.CONFIGURATION.upload_megabytes,
    }
    return render(request, "conversations/deliveries.html", context)


@page("conversations.receive")
def delivery(request: ViewedRequest, id: int) -> HttpResponseBase:
    """One file: progress, counts, problems."""
    found = _delivery(request, id)
    problems = list(found.problems.order_by("pk")[: MOST_PROBLEMS + 1])
    context = _progress(request, found) | {
        "problems": problems[:MOST_PROBLEMS],
        "is_archive": any(problem.entry for problem in problems),
        "has_more_problems": len(problems) > MOST_PROBLEMS,
        "sees_conversations": request.viewer.may("conversations.read"),
    }
    return render(request, "conversations/delivery.html", context)


@page("conversations.receive")
def delivery_progress(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again until the file has been taken in; then the page is loaded anew."""
    found = _delivery(request, id)
    response = render(
        request, "conversations/parts/delivery_progress.html", _progress(request, found)
    )
    if found.state in _OVER and request.headers.get("HX-Request") == "true":
        response["HX-Refresh"] = "true"
    return response


@page("conversations.receive")
def delivery_problems(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Every problem as CSV."""
    found = _delivery(request, id)
    response = StreamingHttpResponse(problem_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{found.pk}.csv"'
    return response


@require_POST
@page("conversations.receive")
def delivery_stop(request: ViewedRequest, id: int) -> HttpResponseBase:
    """No more of it is taken in."""
    stop_delivery(_delivery(request, id), actor=request.viewer, now=timezone.now())
    messages.success(request, _("Stopped. What had been taken in stays."))
    return HttpResponseRedirect(reverse("delivery", args=[id]))


@require_POST
@page("conversations.receive")
def delivery_retry(request: ViewedRequest, id: int) -> HttpResponseBase:
    """What failed goes on where it stopped."""
    try:
        retry_delivery(_delivery(request, id), actor=request.viewer, now=timezone.now())
    except Refused:
        messages.error(request, _("The file is no longer here. Please hand it in again."))
    return HttpResponseRedirect(reverse("delivery", args=[id]))


def _delivery(request: ViewedRequest, id: int) -> Delivery:
    visible = Delivery.objects.visible_to(request.viewer)
    return get_object_or_404(visible.select_related("handed_in_by"), pk=id)


def _progress(request: ViewedRequest, found: Delivery) -> dict[str, Any]:
    asked = request.GET.get("asked", "")
    times = min(id_in(asked), 100)
    return {
        "delivery": found,
        "earlier": _earlier(request, found),
        "is_over": found.state in _OVER,
        "is_arriving": found.state == Delivery.State.ARRIVING,
        "taken": found.added + found.revised + found.same,
        "asked": times + 1,
        "delay": min(_LONGEST_DELAY, int(_FIRST_DELAY * 1.2 ** min(times, 20))),
    }


def _earlier(request: ViewedRequest, found: Delivery) -> Delivery | None:
    """The delivery of the same file before, where it may be seen."""
    if found.same_as_id is None:
        return None
    return Delivery.objects.visible_to(request.viewer).filter(pk=found.same_as_id).first()
