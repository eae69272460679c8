"""What compliance settles: until when cases are due, and scorecards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases import words
from goodfaith.quality.cases.due import Due
from goodfaith.quality.cases.forms import DueForm, ScorecardForm
from goodfaith.quality.cases.scoring import FAMILY
from goodfaith.quality.cases.settling import settle_due, settle_scorecard
from goodfaith.quality.models import DuePolicy, ScorecardTemplate


@page("cases.settle")
def due_policies(request: ViewedRequest) -> HttpResponseBase:
    form = DueForm(request.POST or None, initial=_first_due(request.GET.get("channel", "")))
    if request.method == "POST" and form.is_valid():
        settle_due(actor=request.viewer, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Settled. Open cases follow in a moment."))
        return HttpResponseRedirect(reverse("due_policies"))
    known = list(DuePolicy.objects.select_related("changed_by").order_by("channel"))
    context = {
        "form": form,
        "policies": [(words.channels().get(p.channel, ""), p) for p in known],
        "has_default": any(not p.channel for p in known),
        "ours": Due(),
    }
    return render(request, "quality/cases/due.html", context)


def _first_due(channel: str) -> dict[str, Any]:
    known = DuePolicy.objects.filter(channel=channel).values("until", "days", "warn_days").first()
    ours = {"until": Due().until, "days": Due().days, "warn_days": Due().warn_days}
    return {"channel": channel, **(known or ours)}


@page("cases.settle")
def scorecards(request: ViewedRequest) -> HttpResponseBase:
    rulebook = current_rulebook()
    rules = list(rulebook or ())
    families = sorted({rule.family for rule in rules if rule.family})
    known = [rule.id for rule in rules] + [FAMILY + family for family in families]
    initial = {"in_force_from": timezone.localdate(), "full_score": 100}
    form = ScorecardForm(request.POST or None, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        settle_scorecard(
            actor=request.viewer, today=timezone.localdate(), now=now, **form.cleaned_data
        )
        messages.success(request, _("The scorecard counts from the day it says."))
        return HttpResponseRedirect(reverse("scorecards"))
    named = titles(rulebook) if rulebook else {}
    templates = ScorecardTemplate.objects.select_related("made_by").order_by(
        "-in_force_from", "-pk"
    )
    context = {
        "form": form,
        "templates": [_shown(one, named) for one in templates],
        "costs": [(named[r.id], r.id, r.family, f"{r.deducts:g}", r.veto) for r in rules],
    }
    return render(request, "quality/cases/scorecards.html", context)


def _shown(one: ScorecardTemplate, named: dict[str, str]) -> dict[str, Any]:
    return {
        "template": one,
        "product_type": words.product_types().get(one.product_type, ""),
        "channel": words.channels().get(one.channel, ""),
        "lines": [
            (named.get(name, name), f"{line.get('points', 0):g}", line.get("veto", False))
            for name, line in sorted(one.lines.items())
        ],
    }
