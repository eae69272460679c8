"""What share of the conversations was read, judged and reviewed, and what was not, and why."""

from __future__ import annotations

from datetime import date

import msgspec
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.models import Tally
from goodfaith.quality.overview.covered import COVERED, STAGES, covered_rows, stage_in
from goodfaith.quality.overview.figures import Figures, by_step, unit_names, units_of, work_of
from goodfaith.quality.overview.filters import CHOSEN, Scope
from goodfaith.quality.overview.lines import Line, channel_lines, unit_lines
from goodfaith.quality.overview.picture import picture_of
from goodfaith.quality.overview.views.framing import READ, frame
from goodfaith.trust.viewing import Viewer

_MOST_PLACES = 10
_REASONS = ("silent", "failed", "waiting")


@page(READ)
def coverage(request: ViewedRequest) -> HttpResponseBase:
    framed = frame(request, "coverage", of=Tally.Of.TALK)
    scope, viewer = framed.scope, request.viewer
    work = work_of(viewer, scope)
    found, own = units_of(viewer, scope)

    def href(first: date, last: date) -> str:
        return msgspec.structs.replace(scope, first=first, last=last, period=CHOSEN).covered()

    context = framed.context | {
        "whole": Line("", work.whole, scope),
        "steps": steps_of(work.whole, scope),
        "picture": picture_of(by_step(work.days, scope), lambda f: f.total, lambda f: f.read, href),
        "units": unit_lines(found, own, unit_names(found), scope),
        "channels": channel_lines(work.channels, scope),
        "days": _days(by_step(work.days, scope), scope),
        **{f"{stage}_href": scope.covered(stage=stage) for stage in _REASONS},
        "places": _places(viewer, scope) if work.whole.failed else [],
    }
    return render(request, "quality/overview/coverage.html", context)


def steps_of(whole: Figures, scope: Scope) -> list[tuple[str, int, float | None, str]]:
    """From received to reviewed: name, number, share of the received, list."""
    names = {
        "": _("Received"), "read": _("Read"), "judged": _("Judged in a case"),
        "reviewed": _("Reviewed by people"),
    }  # fmt: skip
    return [
        (label, n := getattr(whole, stage or "total"), n / whole.total if whole.total else None,
         scope.covered(stage=stage))
        for stage, label in names.items()
    ]  # fmt: skip


def _days(steps: list[tuple[date, date, Figures]], scope: Scope) -> list[Line]:
    """The latest first."""
    return [
        Line(
            first.isoformat() if first == last else f"{first} – {last}", figures,
            msgspec.structs.replace(scope, first=first, last=last, period=CHOSEN),
        )
        for first, last, figures in reversed(steps)
    ]  # fmt: skip


def _places(viewer: Viewer, scope: Scope) -> list[tuple[str, int]]:
    """Where the engine failed, the most frequent first."""
    rows = covered_rows(viewer, scope, "failed").exclude(failure="").order_by()
    counted = rows.values_list("failure").annotate(n=Count("pk")).order_by("-n", "failure")
    return [(place, n) for place, n in counted[:_MOST_PLACES]]


@page(READ)
def covered(request: ViewedRequest) -> HttpResponseBase:
    """The conversations behind a number of the coverage."""
    framed = frame(request, "coverage", of=Tally.Of.TALK)
    stage = stage_in(request.GET)
    context = framed.context | {
        "table": show(COVERED, request),
        "stage": stage,
        "stage_label": STAGES.get(stage, ""),
        "stages": [("", _("All conversations")), *STAGES.items()],
    }
    return render(request, "quality/overview/covered.html", context)
