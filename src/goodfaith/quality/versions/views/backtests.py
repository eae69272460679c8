"""Back-tests of a version: asked for, watched, turned, read."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.shown.language import lang
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import Backtest, BacktestChange
from goodfaith.quality.versions.backtesting import told
from goodfaith.quality.versions.backtesting.asking import (
    DAYS,
    decide_minutes,
    in_force,
    minutes_a_finding,
    start_backtest,
    turn_backtest,
)
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.summaries import summaries
from goodfaith.quality.versions.views.showing import (
    CHANGE,
    READ,
    compared_with,
    frame,
    light,
    version_of,
)

LISTED = 30


@page(READ)
def rulebook_backtests(request: ViewedRequest, number: int) -> HttpResponseBase:
    """What was tried with a version, and the form to try it."""
    version = version_of(number)
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    published = light().exclude(edition=None).exclude(pk=version.pk)
    context = frame(request, version, "backtests") | {
        "backtests": version.backtests.select_related("against", "asked_by")
        .defer("against__archive", "against__test").order_by("-id")[:LISTED],
        "others": published[:LISTED],
        "against": in_force(today) or compared_with(version),
        "first": first,
        "last": today,
        "total": Conversation.objects.filter(day__range=(first, today)).count(),
    }  # fmt: skip
    return render(request, "quality/versions/backtests.html", context)


@require_POST
@page(CHANGE)
def backtest_started(request: ViewedRequest, number: int) -> HttpResponseBase:
    version = version_of(number)
    first, last = _day(request, "from_on"), _day(request, "to_on")
    asked = request.POST.get("against", "")
    against = version_of(int(asked)) if asked.isdigit() else in_force(timezone.localdate())
    try:
        if first is None or last is None or against is None:
            raise NotPossible("period" if against else "no_source")
        made = start_backtest(version=version, against=against, from_on=first, to_on=last,
                              actor=request.viewer, now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
        return HttpResponseRedirect(reverse("rulebook_backtests", args=[number]))
    return HttpResponseRedirect(reverse("backtest", args=[made.pk]))


def _day(request: ViewedRequest, name: str) -> date | None:
    with suppress(ValueError):
        return parse_date(request.POST.get(name, ""))
    return None


@page(READ)
def backtest(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Progress, then what was gained and lost, whom it concerns, what it costs, examples."""
    found = _backtest(id)
    viewer = request.viewer
    changes = told.visible_changes(viewer, found)
    rule, how = request.GET.get("rule", "")[:120], request.GET.get("how", "")[:10]
    units, unit_count = told.affected(changes, "unit__name")
    advisers, adviser_count = told.affected(changes, "adviser__name")
    minutes = minutes_a_finding()
    more = told.more_to_review(found)
    context = frame(request, found.version, "backtests") | _progress(found) | {
        "rules": told.rules_moved(found, _titles(found)),
        "units": units, "unit_count": unit_count,
        "advisers": advisers, "adviser_count": adviser_count,
        "minutes": minutes, "more": more, "fewer": -more, "hours": abs(more) * minutes / 60,
        "rule": rule, "how": how, "rule_title": _titles(found).get(rule, rule),
        "how_label": dict(BacktestChange.How.choices).get(how, how),
        "examples": told.examples(viewer, changes, rule, how) if rule and how else [],
        "is_outdated": found.changes != found.version.changes,
    }  # fmt: skip
    return render(request, "quality/versions/backtest.html", context)


@page(READ)
def backtest_progress(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again until it is over; then the page is loaded anew."""
    found = _backtest(id)
    context = _progress(found)
    response = render(request, "quality/versions/parts/backtest_progress.html", context)
    if found.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page(CHANGE)
def backtest_turned(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Pause, go on or stop."""
    wanted = request.POST.get("state", "")
    try:
        if wanted not in Backtest.State.values:
            raise NotPossible("over")
        turn_backtest(backtest=_backtest(id), to=Backtest.State(wanted), actor=request.viewer,
                      now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
    return HttpResponseRedirect(reverse("backtest", args=[id]))


@require_POST
@page(CHANGE)
def minutes_decided(request: ViewedRequest, id: int) -> HttpResponseBase:
    """What reviewing one finding takes, from now on."""
    found = _backtest(id)
    with suppress(ValueError):
        decide_minutes(minutes=float(request.POST.get("minutes", "")), actor=request.viewer,
                       now=timezone.now())  # fmt: skip
    return HttpResponseRedirect(reverse("backtest", args=[found.pk]))


def _backtest(id: int) -> Backtest:
    rows = Backtest.objects.select_related("version", "against", "asked_by")
    rows = rows.defer("version__archive", "version__test", "against__archive", "against__test")
    return get_object_or_404(rows, pk=min(id, 2**62))


def _titles(found: Backtest) -> dict[str, str]:
    files = {**files_of(found.against), **files_of(found.version, found.changes)}
    return {one.id: one.zh if lang() == "zh" else one.en for one in summaries(files)}


def _progress(found: Backtest) -> dict[str, Any]:
    """How far it is; how long it takes is told from how long it took."""
    left = found.total - found.done
    seconds = round(found.seconds / found.done * left) if found.done and left > 0 else None
    return {
        "backtest": found,
        "is_over": found.is_over,
        "is_paused": found.state == Backtest.State.PAUSED,
        "left_seconds": seconds if found.state == Backtest.State.RUNNING else None,
    }
