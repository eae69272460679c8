"""Handing out what was picked in the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.queue.filters import QueueFilters
from goodfaith.quality.queue.handing import hand_out, hand_to_anybody, reviewers


@require_POST
@page("review.assign")
def handed_out(request: ViewedRequest) -> HttpResponseBase:
    """`pick` are tasks, `to` a reviewer; with `anybody` they wait for nobody in particular."""
    picked = [id for id in map(id_in, request.POST.getlist("pick")) if id]
    if not picked:
        messages.error(request, _("Choose some first."))
    elif "anybody" in request.POST:
        freed = hand_to_anybody(actor=request.viewer, tasks=picked, now=timezone.now())
        told = ngettext("%(n)s waits for anybody.", "%(n)s wait for anybody.", freed)
        messages.success(request, told % {"n": freed})
    else:
        _hand_out(request, picked)
    query = QueueFilters.read(QueryDict(request.POST.get("query", ""))).without()
    return HttpResponseRedirect(reverse("review_queue") + (f"?{query}" if query else ""))


def _hand_out(request: ViewedRequest, picked: list[int]) -> None:
    now, wanted = timezone.now(), id_in(request.POST.get("to", ""))
    to = next((one for one in reviewers(request.viewer, now) if one.pk == wanted), None)
    if to is None:
        messages.error(request, _("Choose who looks at it."))
        return
    done = hand_out(actor=request.viewer, tasks=picked, to=to, now=now)
    if done.given:
        told = ngettext("%(n)s waits for %(who)s.", "%(n)s wait for %(who)s.", len(done.given))
        messages.success(request, told % {"n": len(done.given), "who": to.name})
    if done.refused:
        told = ngettext(
            "%(n)s is not for %(who)s: sold or seen by them before, or of another unit.",
            "%(n)s are not for %(who)s: sold or seen by them before, or of another unit.",
            len(done.refused),
        )
        messages.warning(request, told % {"n": len(done.refused), "who": to.name})
