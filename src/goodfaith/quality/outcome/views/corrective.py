"""Corrective actions: what is to be done and by whom, one with its steps, opening them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.cases.detail import case_for
from goodfaith.quality.models import Case, CorrectiveAction
from goodfaith.quality.outcome import corrective as acting
from goodfaith.quality.outcome import waiting, words
from goodfaith.quality.outcome.acting import act_on_action
from goodfaith.quality.outcome.corrective import CHANGE, READ, Wanted
from goodfaith.quality.outcome.filters import actions_seen
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.quality.outcome.tables import ACTIONS, action_rows, rule_title
from goodfaith.quality.outcome.views.telling import told
from goodfaith.trust.viewing import Viewer

_DONE = {
    "report_done": gettext_lazy("Reported as done: somebody else looks at it."),
    "close": gettext_lazy("Closed."),
    "send_back": gettext_lazy("Sent back to its owner."),
    "hand_on": gettext_lazy("Handed on."),
    "cancel": gettext_lazy("Cancelled."),
}


@page(READ)
def corrective(request: ViewedRequest) -> HttpResponseBase:
    """What is one's own first; everything one oversees by its look."""
    viewer, now = request.viewer, timezone.now()
    own = waiting.to_do(viewer)
    context = {
        "table": show(ACTIONS, request, action_rows(viewer, request.GET)),
        "looks": words.chips(_looks(viewer), request.GET.get("look", "")),
        "mine": own.count(),
        "late": own.filter(due_on__lt=acting.today(now)).count(),
        "checks": waiting.to_check(viewer).count(),
    }
    return render(request, "quality/outcome/corrective.html", context)


def _looks(viewer: Viewer) -> words.Looks:
    """Nobody is asked to check who may not close."""
    may_check = viewer.may(CHANGE)
    return {code: word for code, word in words.ACTIONS.items() if may_check or code != "check"}


@page(READ)
def corrective_action(request: ViewedRequest, id: int) -> HttpResponseBase:
    viewer = request.viewer
    found = _action_for(viewer, id)
    is_seen = viewer.may("cases.read") and (
        Case.objects.visible_to(viewer).filter(pk=found.case_id).exists()
    )
    context = {
        "action": found,
        "acts": acting.acts_of(viewer, found),
        "steps": list(found.steps.select_related("by").order_by("at", "pk")),
        "case_page": reverse("case", args=[found.case_id]) if is_seen else "",
        "rule_title": _titled(found),
        "is_late": found.state == "open" and found.due_on < acting.today(timezone.now()),
    }
    return render(request, "quality/outcome/action.html", context)


@require_POST
@page(CHANGE)
def actions_opened(request: ViewedRequest, id: int) -> HttpResponseBase:
    """From a case: one action for each `kind` that was chosen, with what is said of it."""
    case = case_for(request.viewer, id)
    given = request.POST
    rule = given.get("rule", "")
    kinds = list(dict.fromkeys(given.getlist("kind")))
    wanted = [Wanted(kind, given.get(f"what-{kind}", ""), _rule_of(case, rule)) for kind in kinds]
    with told(request):
        made = acting.open_actions(
            viewer=request.viewer, case=case, wanted=wanted,
            owner=acting.owner_named(given.get("owner", "")),
            due_on=_day(given.get("due_on", "")), now=timezone.now(),
        )  # fmt: skip
        done = ngettext("%(n)s action opened.", "%(n)s actions opened.", len(made))
        messages.success(request, done % {"n": len(made)})
    return HttpResponseRedirect(reverse("case", args=[id]) + "#outcome")


@require_POST
@page(READ)
def action_acted(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`act` is report_done, close, send_back, hand_on or cancel; `revision` was seen."""
    found, act = _action_for(request.viewer, id), request.POST.get("act", "")
    with told(request, str(_DONE.get(act, ""))):
        _do(request, found, act)
    return HttpResponseRedirect(reverse("corrective_action", args=[id]))


def _do(request: ViewedRequest, found: CorrectiveAction, act: str) -> None:
    given = request.POST
    act_on_action(
        viewer=request.viewer, action=found, act=act, seen=id_in(given.get("revision", "")),
        note=given.get("note", ""), owner=lambda: acting.owner_named(given.get("owner", "")),
        now=timezone.now(),
    )  # fmt: skip


@page(CHANGE)
def owners(request: ViewedRequest) -> HttpResponseBase:
    """Options for what is being typed: number and name of whoever can be given an action."""
    found = acting.owners_like(request.GET.get("owner", "")[:80].split(" ")[0])
    return HttpResponse(
        format_html_join("", '<option value="{} {}"></option>', ((s.number, s.name) for s in found))
    )


def _action_for(viewer: Viewer, id: int) -> CorrectiveAction:
    rows = actions_seen(viewer)
    found = rows.select_related("owner", "opened_by", "case__conversation").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _titled(found: CorrectiveAction) -> str:
    judgement = found.case.judgement
    return rule_title(found.rule, judgement.edition_id) if found.rule and judgement else ""


def _rule_of(case: Case, rule: str) -> str:
    """A rule that something was found of in the case, else none."""
    return rule if rule in (*case.violated, *case.undecidable) else ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("due") from None
