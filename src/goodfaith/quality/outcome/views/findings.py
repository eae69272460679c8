"""The adviser's pages: what was confirmed, what would have been right, what one can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodfaith.conversations.units import unit_choices
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.models import Charge, Notice
from goodfaith.quality.outcome import counts, notices
from goodfaith.quality.outcome.picture import bars
from goodfaith.quality.outcome.showing import RELATED, shown
from goodfaith.quality.outcome.tables import CHARGES, charge_rows
from goodfaith.quality.outcome.views.telling import told
from goodfaith.quality.review.seats import blind_cases, note_sight
from goodfaith.trust.viewing import Viewer

READ, ANSWER = "notices.read", "notices.answer"
_AT_ONCE = 5
_A_PAGE = 20


@page(ANSWER)
def my_findings(request: ViewedRequest) -> HttpResponseBase:
    """What waits to be read, points by month, all that was told before."""
    viewer, now = request.viewer, timezone.now()
    own = Notice.objects.filter(adviser_id=viewer.staff_id)
    waiting = own.filter(state=Notice.State.SENT).order_by("answer_by", "pk")
    found = list(waiting.select_related("case__conversation")[:_AT_ONCE])
    charges = Charge.objects.filter(adviser_id=viewer.staff_id).standing()
    today = timezone.localdate(now)
    earlier = own.exclude(pk__in=[one.pk for one in found]).order_by("-sent_at", "-pk")
    pages = Paginator(earlier.select_related("case__conversation"), _A_PAGE)
    page_ = pages.get_page(request.GET.get("page"))
    context = {
        "waiting": [(one, _charges(viewer, [one])) for one in found],
        "count": waiting.count(),
        "first": found[0] if found else None,
        "bars": bars(counts.by_month(charges), today),
        "standing": sum((one.points for one in counts.by_month(charges).values()), 0.0),
        "earlier": [(one, _sum(one)) for one in page_],
        "page": page_,
        "now": now,
    }
    return render(request, "quality/outcome/my_findings.html", context)


@page(READ)
def notice(request: ViewedRequest, id: int) -> HttpResponseBase:
    """One notice: the adviser's own, or one of those that the viewer oversees."""
    found = _notice_for(request.viewer, id)
    is_own = found.adviser_id == request.viewer.staff_id
    if not is_own:
        note_sight(request.viewer, found.case)
    context = {
        "notice": found,
        "charges": _charges(request.viewer, [found]),
        "is_own": is_own,
        "may_answer": is_own and request.viewer.may(ANSWER),
        "points": _sum(found)[1],
        "now": timezone.now(),
    }
    return render(request, "quality/outcome/notice.html", context)


@page(READ)
def charges(request: ViewedRequest) -> HttpResponseBase:
    """Every charge that the viewer may see: where the numbers of units and rules come from."""
    viewer = request.viewer
    found = charge_rows(viewer, request.GET)
    tally = counts.Tally(found.standing().count(), _points(found.standing()))
    context = {
        "table": show(CHARGES, request, found),
        "tally": tally,
        "total": found.count(),
        "units": unit_choices(viewer, timezone.localdate()),
        "asked": request.GET,
    }
    return render(request, "quality/outcome/charges.html", context)


@require_POST
@page(ANSWER)
def notice_acknowledged(request: ViewedRequest, id: int) -> HttpResponseBase:
    """The charges of the rules that are named, or all of it."""
    found = _own_notice(request.viewer, id)
    rules = [rule for rule in request.POST.getlist("rule") if rule]
    with told(request, _("Noted: you have read it.")):
        notices.acknowledge(actor=request.viewer, notice=found, rules=rules, now=timezone.now())
    return _back(request, found)


@require_POST
@page(ANSWER)
def all_acknowledged(request: ViewedRequest) -> HttpResponseBase:
    """Those that the page showed: what came meanwhile is not among them."""
    ids = [id_in(text) for text in request.POST.getlist("notice")][:100]
    own = Notice.objects.filter(adviser_id=request.viewer.staff_id, pk__in=ids)
    found = list(own.order_by("pk"))
    said = ngettext("%(n)s notice read.", "%(n)s notices read.", len(found)) % {"n": len(found)}
    with told(request, said):
        for one in found:
            notices.acknowledge(actor=request.viewer, notice=one, now=timezone.now())
    return HttpResponseRedirect(reverse("my_findings"))


@require_POST
@page(ANSWER)
def charge_appealed(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`text` says why the charge is wrong."""
    own = Charge.objects.filter(adviser_id=request.viewer.staff_id, pk=id)
    charge = own.select_related("notice", "case").first()
    if charge is None:
        raise Http404
    text = request.POST.get("text", "")
    with told(request, _("Your appeal was filed. You are told here what comes of it.")):
        notices.appeal(actor=request.viewer, charge=charge, text=text, now=timezone.now())
    return _back(request, charge.notice)


def _notice_for(viewer: Viewer, id: int) -> Notice:
    rows = Notice.objects.visible_to(viewer).exclude(case__in=blind_cases(viewer))
    related = ("case__conversation", "adviser", "unit")
    found = rows.select_related(*related).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _own_notice(viewer: Viewer, id: int) -> Notice:
    found = Notice.objects.filter(pk=id, adviser_id=viewer.staff_id).first()
    if found is None:
        raise Http404
    return found


def _charges(viewer: Viewer, notices: Sequence[Notice]) -> list[Any]:
    rows = Charge.objects.filter(notice__in=notices).select_related(*RELATED)
    return shown(viewer, rows.order_by("-points", "rule"), timezone.now())


def _sum(notice: Notice) -> tuple[int, float]:
    """How many charges it has, and the points of those that count."""
    rows = list(notice.charges.values_list("points", "ended_at"))
    return len(rows), sum(points for points, ended_at in rows if ended_at is None)


def _points(found: Any) -> float:
    return float(sum(tally.points for tally in counts.by_rule(found).values()))


def _back(request: ViewedRequest, notice: Notice) -> HttpResponseRedirect:
    """To the page it was asked from: the list, or the notice itself."""
    if request.POST.get("from") == "list":
        return HttpResponseRedirect(reverse("my_findings"))
    return HttpResponseRedirect(reverse("notice", args=[notice.pk]))
