"""What compliance settles: sampling plans, and how reviewing goes on."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.conversations.units import unit_choices
from goodfaith.conversations.words import CHANNELS
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases import words as of_cases
from goodfaith.quality.models import SamplingPlan
from goodfaith.quality.queue import plans as planning
from goodfaith.quality.queue import words
from goodfaith.quality.queue.forms import PlanForm, SettingsForm, first_settings
from goodfaith.quality.queue.jobs import LONGEST_DAYS, draw
from goodfaith.quality.queue.previewing import preview as previewed
from goodfaith.quality.queue.settling import review_settings, settle_review


@page("review.settle")
def settings_page(request: ViewedRequest) -> HttpResponseBase:
    row = review_settings()
    form = SettingsForm(request.POST or None, initial=first_settings(row))
    if request.method == "POST" and form.is_valid():
        settle_review(actor=request.viewer, now=timezone.now(), **form.values)
        messages.success(request, _("Settled. It counts from now on."))
        return HttpResponseRedirect(reverse("review_settings"))
    return render(request, "quality/queue/settings.html", {"form": form, "row": row})


@page("review.settle")
def plans(request: ViewedRequest) -> HttpResponseBase:
    today = timezone.localdate()
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        given = form.values | {"starts_on": form.cleaned_data["starts_on"]}
        planning.make_plan(actor=request.viewer, now=timezone.now(), **given)
        draw.once(days=LONGEST_DAYS)
        messages.success(request, _("The plan draws. What it finds stands in the queue shortly."))
        return HttpResponseRedirect(reverse("sampling_plans"))
    known = SamplingPlan.objects.select_related("unit", "made_by").order_by("-pk")
    channels = {**CHANNELS, **of_cases.channels()}
    shown = [(p, words.PLANS[p.kind], channels.get(p.channel, "")) for p in known]
    context = {
        "form": form,
        "living": [one for one in shown if one[0].ends_on is None or one[0].ends_on >= today],
        "ended": [one for one in shown if one[0].ends_on and one[0].ends_on < today],
        "today": today,
    }
    return render(request, "quality/queue/plans.html", context)


def _form(request: ViewedRequest, *, asked: bool = False) -> PlanForm:
    units = unit_choices(request.viewer, timezone.localdate())
    given = request.GET if asked else request.POST or None
    initial = {"starts_on": timezone.localdate(), "kind": "random", "share": 5, "weeks": 8}
    pairs = [(str(unit.id), "\u3000" * unit.depth + unit.name) for unit in units]
    return PlanForm(given, units=pairs, initial=initial)


@page("review.settle")
def preview(request: ViewedRequest) -> HttpResponseBase:
    """What the plan in the form would have drawn last week; nothing while it is not whole."""
    form = _form(request, asked=True)
    found = None
    if form.is_valid():
        found = previewed(today=timezone.localdate(), **form.values)
    context = {"preview": found, "form": form, "kind": request.GET.get("kind", "")}
    return render(request, "quality/queue/parts/preview.html", context)


@require_POST
@page("review.settle")
def plan_ended(request: ViewedRequest, id: int) -> HttpResponseBase:
    """It draws nothing from today on; one that has not begun yet draws nothing at all."""
    plan = get_object_or_404(SamplingPlan, pk=id)
    last = max(timezone.localdate(), plan.starts_on) - timedelta(days=1)
    planning.end_plan(actor=request.viewer, plan=plan, last_day=last, now=timezone.now())
    messages.success(request, _("The plan has ended. What it has drawn stays in the queue."))
    return HttpResponseRedirect(reverse("sampling_plans"))
