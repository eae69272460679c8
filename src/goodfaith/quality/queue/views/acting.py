"""Taking and giving back, from the queue and from the page of a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import ReviewTask
from goodfaith.quality.queue import taking
from goodfaith.quality.queue.filters import QueueFilters, narrowing

Queue = ReviewTask.Queue
_QUEUES = {
    "undecidable": (Queue.UNDECIDABLE,),
    "second": (Queue.ARBITRATION, Queue.SECOND),
}


@require_POST
@page("cases.review")
def next_taken(request: ViewedRequest) -> HttpResponseBase:
    """Take what comes next as the filters have it, and open it."""
    filters = _filters(request)
    with _refusing(request):
        for queue in _QUEUES.get(filters.tab, (Queue.REVIEW,)):
            task = taking.take_next(
                actor=request.viewer, queue=queue, narrowed=narrowing(filters), now=timezone.now()
            )
            if task is not None:
                return HttpResponseRedirect(reverse("case", args=[task.case_id]))
        messages.info(request, _("Nothing more waits here for you."))
    return _back(filters)


@require_POST
@page("cases.review")
def some_taken(request: ViewedRequest) -> HttpResponseBase:
    """Take as many as fit into one pair of hands, the next ones first."""
    filters, taken = _filters(request), 0
    with _refusing(request):
        for queue in _QUEUES.get(filters.tab, (Queue.REVIEW,)):
            try:
                found = taking.take_some(
                    actor=request.viewer, queue=queue, narrowed=narrowing(filters),
                    now=timezone.now(),
                )  # fmt: skip
            except taking.HandsFull:
                if not taken:
                    raise
                break
            taken += len(found)
        if taken:
            told = ngettext("%(n)s is in your hands now.", "%(n)s are in your hands now.", taken)
            messages.success(request, told % {"n": taken})
            return HttpResponseRedirect(f"{reverse('review_queue')}?tab=mine")
        messages.info(request, _("Nothing more waits here for you."))
    return _back(filters)


@require_POST
@page("cases.review")
def taken(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Take this one, and open its case."""
    task = _task(request, id)
    with _refusing(request):
        taking.hold(actor=request.viewer, task=task, now=timezone.now())
        return HttpResponseRedirect(reverse("case", args=[task.case_id]))
    return _back(_filters(request))


@require_POST
@page("cases.review")
def given_back(request: ViewedRequest, id: int) -> HttpResponseBase:
    if taking.give_back(actor=request.viewer, task=_task(request, id).pk, now=timezone.now()):
        messages.success(request, _("It waits for anybody again."))
    else:
        messages.info(request, _("It was not in your hands any more."))
    return _back(_filters(request))


@require_POST
@page("cases.review")
def beat(request: ViewedRequest, id: int) -> HttpResponseBase:
    """An open page goes on holding its task: 204; 409 when it is in these hands no more."""
    task = _task(request, id)
    still = taking.renew(actor=request.viewer, task=task.pk, now=timezone.now())
    return HttpResponse(status=204 if still else 409)


def _task(request: ViewedRequest, id: int) -> ReviewTask:
    """What of it `viewer` may know of; absent and forbidden are alike."""
    found = ReviewTask.objects.visible_to(request.viewer).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@contextmanager
def _refusing(request: HttpRequest) -> Iterator[None]:
    """What cannot be taken is told, with who was first."""
    try:
        yield
    except taking.HandsFull as full:
        told = _("You have %(n)s in hand: conclude or give back some first.")
        messages.warning(request, told % {"n": full.most})
    except taking.CapReached as reached:
        told = _("The %(n)s undecidables of today have been taken. More tomorrow.")
        messages.warning(request, told % {"n": reached.cap})
    except taking.NotTaken as late:
        messages.warning(request, _late(late.task))


def _late(task: ReviewTask) -> str:
    if task.state == ReviewTask.State.HELD and task.holder and task.held_since:
        since = date_format(timezone.localtime(task.held_since), "H:i")
        return _("%(who)s has it in hand since %(when)s.") % {
            "who": task.holder.name, "when": since,
        }  # fmt: skip
    if task.state == ReviewTask.State.WAITING and task.pushed_to:
        return _("It was handed out to %(who)s.") % {"who": task.pushed_to.name}
    return _("It does not wait for you.")


def _filters(request: ViewedRequest) -> QueueFilters:
    return QueueFilters.read(QueryDict(request.POST.get("query", "")))


def _back(filters: QueueFilters) -> HttpResponse:
    query = filters.without()
    return HttpResponseRedirect(reverse("review_queue") + (f"?{query}" if query else ""))
