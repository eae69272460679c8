"""Reading a period again: which edition judges which days, how far it is, what it changed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodfaith.conversations.models import Conversation, Rereading, RulebookEdition
from goodfaith.conversations.queries import unit_names
from goodfaith.conversations.reading import NotSo, change_state, start_rereading
from goodfaith.conversations.reading.editions import editions
from goodfaith.conversations.reading.rereading import conversations_between, units_reread_by
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.platform.web.days import DayInput
from goodfaith.platform.web.pages import ViewedRequest, page

LISTED = 30
MOST_CHANGES = 100
_OVER = (Rereading.State.DONE, Rereading.State.STOPPED)


class PeriodForm(forms.Form):
    """Days, both included."""

    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    to_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("from_on"), values.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day is before the first one."))
        return values


class InForce(msgspec.Struct, frozen=True):
    """An edition with the days it judges; `until` is None for the last one.

    `is_return`: it had been in force before, and was put in force again.
    """

    edition: RulebookEdition
    since: date
    until: date | None
    is_current: bool
    is_return: bool


class RuleChange(msgspec.Struct, frozen=True):
    """How many conversations have a violation of a rule more, and how many one less."""

    rule: str
    title: str
    gained: int
    lost: int


@page("conversations.reread")
def rereadings(request: ViewedRequest) -> HttpResponseBase:
    """The editions, the form, the history; a period that is asked for is counted first."""
    today = timezone.localdate()
    initial = {"from_on": today - timedelta(days=29), "to_on": today}
    form = PeriodForm(request.GET) if "from_on" in request.GET else PeriodForm(initial=initial)
    context = {
        "form": form,
        "editions": _in_force(today),
        "rereadings": Rereading.objects.visible_to(request.viewer)
        .select_related("edition", "asked_by")
        .defer("edition__archive")
        .order_by("-id")[:LISTED],
    }
    if form.is_bound and form.is_valid():
        days = form.cleaned_data["from_on"], form.cleaned_data["to_on"]
        units = units_reread_by(request.viewer)
        context |= {"counted": conversations_between(*days, units).count(), "days": days}
    return render(request, "conversations/rereadings.html", context)


@require_POST
@page("conversations.reread")
def rereading_started(request: ViewedRequest) -> HttpResponseBase:
    form = PeriodForm(request.POST)
    edition = RulebookEdition.objects.order_by("-published_at", "-id").first()
    if not form.is_valid() or edition is None:
        messages.error(request, _("Choose a first and a last day."))
        return HttpResponseRedirect(reverse("rereadings"))
    made = start_rereading(edition=edition, actor=request.viewer, **form.cleaned_data)
    return HttpResponseRedirect(reverse("rereading", args=[made.pk]))


@page("conversations.reread")
def rereading(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Progress, then what was gained and lost by rule, with the conversations."""
    found = _rereading(request, id)
    visible = Conversation.objects.visible_to(request.viewer)
    changes = found.changes.filter(conversation__in=visible).select_related("conversation")
    if rule := request.GET.get("rule", "")[:200]:
        changes = changes.filter(gained__contains=[rule]) | changes.filter(lost__contains=[rule])
    named = titles(shown_rulebook(found.edition_id))
    context = _progress(found) | {
        "rules": _changes(found, named),
        "units": unit_names(found.unit_ids or ()),
        "rule": rule,
        "rule_title": named.get(rule, rule),
        "changes": [
            (c, [named.get(r, r) for r in c.gained], [named.get(r, r) for r in c.lost])
            for c in changes.order_by("-conversation__started_at")[:MOST_CHANGES]
        ],
    }
    return render(request, "conversations/rereading.html", context)


@page("conversations.reread")
def rereading_progress(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again until it is over; then the page is loaded anew."""
    found = _rereading(request, id)
    response = render(request, "conversations/parts/rereading_progress.html", _progress(found))
    if found.state in _OVER and request.headers.get("HX-Request") == "true":
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page("conversations.reread")
def rereading_turned(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Pause, go on or stop."""
    wanted = request.POST.get("state", "")
    if wanted in Rereading.State.values:
        try:
            state = Rereading.State(wanted)
            change_state(_rereading(request, id), state, actor=request.viewer, now=timezone.now())
        except NotSo:
            messages.error(request, _("It is over, or somebody else was first."))
    return HttpResponseRedirect(reverse("rereading", args=[id]))


def _rereading(request: ViewedRequest, id: int) -> Rereading:
    visible = Rereading.objects.visible_to(request.viewer)
    rows = visible.select_related("edition", "asked_by").defer("edition__archive")
    return get_object_or_404(rows, pk=id)


def _in_force(today: date) -> list[InForce]:
    """Editions, the latest in force first, each with its last day; again where they came back."""
    rows = RulebookEdition.objects.select_related("published_by").defer("archive").in_bulk()
    found, until = [], None
    current = False
    for one in editions():
        edition, since = rows[one.id], one.in_force_from
        is_current = not current and since <= today
        current = current or is_current
        is_return = one.published_at != edition.published_at
        found.append(InForce(edition, since, until, is_current, is_return))
        until = since - timedelta(days=1)
    return found


def _changes(found: Rereading, named: dict[str, str]) -> list[RuleChange]:
    moved = Counter(found.gained) + Counter(found.lost)
    return [
        RuleChange(
            rule, named.get(rule) or rule, found.gained.get(rule, 0), found.lost.get(rule, 0)
        )
        for rule, _count in moved.most_common()
    ]


def _progress(found: Rereading) -> dict[str, Any]:
    """How far it is; how long it takes is told from how long it took."""
    elapsed = (timezone.now() - found.asked_at).total_seconds()
    left = found.total - found.done
    seconds = round(elapsed / found.done * left) if found.done and left > 0 else None
    return {
        "rereading": found,
        "is_over": found.state in _OVER,
        "is_paused": found.state == Rereading.State.PAUSED,
        "left_seconds": seconds if found.state == Rereading.State.RUNNING else None,
    }
