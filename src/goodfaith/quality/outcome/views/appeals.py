"""Appeals: what waits to be answered, one with both sides, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.models import Appeal, Case, Charge
from goodfaith.quality.outcome import waiting, words
from goodfaith.quality.outcome.acting import go_on, judge
from goodfaith.quality.outcome.judges import may_answer
from goodfaith.quality.outcome.showing import RELATED, shown, steps_of
from goodfaith.quality.outcome.stages import acts_at
from goodfaith.quality.outcome.tables import APPEALS, appeal_rows
from goodfaith.quality.outcome.views.telling import told
from goodfaith.quality.review.seats import blind_cases, note_sight
from goodfaith.trust.viewing import Viewer

JUDGE, READ, ANSWER = "appeals.judge", "notices.read", "notices.answer"
_DONE: Mapping[str, Any] = {
    "take": gettext_lazy("The appeal is in your hands."),
    "give_back": gettext_lazy("Somebody else may answer it now."),
    "uphold": gettext_lazy("Upheld: the finding counts no more."),
    "reject": gettext_lazy("Rejected. The adviser is told, with your reason."),
    "carry_on": gettext_lazy("The manager is asked."),
    "drop": gettext_lazy("You have taken your appeal back."),
}


@page(JUDGE)
def appeals(request: ViewedRequest) -> HttpResponseBase:
    """Those that the viewer can answer first; all others by their look."""
    viewer, now = request.viewer, timezone.now()
    mine = waiting.to_answer(viewer)
    context = {
        "table": show(APPEALS, request, appeal_rows(viewer, request.GET)),
        "looks": words.chips(words.APPEALS, request.GET.get("look", "")),
        "count": mine.count(),
        "late": mine.filter(answer_by__lte=now).count(),
    }
    return render(request, "quality/outcome/appeals.html", context)


@page(READ)
def appeal(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Both sides, the evidence, what was done so far, and what the viewer can do."""
    viewer, now = request.viewer, timezone.now()
    found = _appeal_for(viewer, id)
    charge = Charge.objects.select_related(*RELATED).get(pk=found.charge_id)
    (one,) = shown(viewer, [charge], now)
    is_own = charge.adviser_id == viewer.staff_id
    if not is_own:
        note_sight(viewer, charge.case)
    acts = _adviser_acts(viewer, found) if is_own else _judge_acts(viewer, found)
    context = {
        "appeal": found,
        "one": one,
        "charge": charge,
        "case": charge.case,
        "case_page": _case_page(viewer, charge.case),
        "steps": steps_of(viewer, found),
        "decision": None if is_own else charge.decision,
        "is_own": is_own,
        "acts": acts,
        "reasons": [("", _("Choose why")), *words.REASONS.items()],
        "in_others_hands": found.judge_id not in (None, viewer.staff_id),
        "is_mine": found.judge_id == viewer.staff_id,
        "now": now,
    }
    return render(request, "quality/outcome/appeal.html", context)


@require_POST
@page(JUDGE)
def appeal_judged(request: ViewedRequest, id: int) -> HttpResponseBase:
    """`act` is take, give_back, uphold or reject; `revision` was seen."""
    return _acted(request, id, _judge)


@require_POST
@page(ANSWER)
def appeal_gone_on(request: ViewedRequest, id: int) -> HttpResponseBase:
    """The adviser's own: `act` is carry_on or drop."""
    return _acted(request, id, _go_on)


def _acted(
    request: ViewedRequest, id: int, do: Callable[[ViewedRequest, Appeal, str], None]
) -> HttpResponseBase:
    found = _appeal_for(request.viewer, id)
    act = request.POST.get("act", "")
    try:
        with told(request, str(_DONE.get(act, ""))):
            do(request, found, act)
    except KeyError:
        messages.error(request, _("That is not possible any more where it stands now."))
    return HttpResponseRedirect(reverse("appeal", args=[id]))


def _judge(request: ViewedRequest, found: Appeal, act: str) -> None:
    given = request.POST
    judge(
        viewer=request.viewer, appeal=found, act=act, seen=id_in(given.get("revision", "")),
        reason=given.get("reason", ""), code=given.get("code", ""), now=timezone.now(),
    )  # fmt: skip


def _go_on(request: ViewedRequest, found: Appeal, act: str) -> None:
    given = request.POST
    go_on(
        viewer=request.viewer, appeal=found, act=act, seen=id_in(given.get("revision", "")),
        text=given.get("text", ""), now=timezone.now(),
    )  # fmt: skip


def _appeal_for(viewer: Viewer, id: int) -> Appeal:
    rows = Appeal.objects.visible_to(viewer).exclude(charge__case__in=blind_cases(viewer))
    found = rows.select_related("judge", "charge__notice").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _judge_acts(viewer: Viewer, found: Appeal) -> list[str]:
    if not viewer.may(JUDGE) or not may_answer(viewer, found):
        return []
    if found.judge_id not in (None, viewer.staff_id):
        return []
    return ["give_back" if found.judge_id else "take", "uphold", "reject"]


def _adviser_acts(viewer: Viewer, found: Appeal) -> list[str]:
    if not viewer.may(ANSWER):
        return []
    possible: set[str] = set(acts_at((found.state, found.stage)))
    is_over = found.answer_by is None or found.answer_by <= timezone.now()
    if is_over or found.charge.ended_at is not None:
        possible.discard("carry_on")
    return [act for act in ("carry_on", "drop") if act in possible]


def _case_page(viewer: Viewer, case: Case) -> str:
    """The address of the case for whoever may open it."""
    if not viewer.may("cases.read"):
        return ""
    seen = Case.objects.visible_to(viewer).filter(Q(pk=case.pk) | Q(joined=case.pk))
    return reverse("case", args=[case.pk]) if seen.exists() else ""
