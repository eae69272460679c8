"""The queue: the answer on top, tabs, what waits at each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.words import CHANNELS
from goodfaith.conversations.words import SEVERITIES as SEVERITY_WORDS
from goodfaith.platform.web.filtering import Choices, filtering
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.cases import words as of_cases
from goodfaith.quality.queue import words
from goodfaith.quality.queue.filters import TABS, QueueFilters
from goodfaith.quality.queue.handing import reviewers
from goodfaith.quality.queue.listing import Counts, at_tab, counts_of, waiting_for_supplement
from goodfaith.quality.queue.minutes import median_minutes
from goodfaith.quality.queue.progress import progress_of
from goodfaith.quality.queue.reasons import WORDS as REASONS
from goodfaith.quality.queue.reasons import ranked
from goodfaith.quality.queue.settling import review_settings
from goodfaith.quality.queue.tables import TASKS, WAITING, with_cases
from goodfaith.quality.queue.taking import taken_today
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer

_TABS = {
    "mine": gettext_lazy("Mine in hand"),
    "review": gettext_lazy("To be reviewed"),
    "today": gettext_lazy("Due today"),
    "undecidable": gettext_lazy("Undecidable"),
    "second": gettext_lazy("Second review"),
    "supplement": gettext_lazy("Waiting for a supplement"),
}


class Tab(msgspec.Struct, frozen=True):
    name: str
    label: Any
    address: str
    count: int
    is_current: bool


@page("review.read")
def queue(request: ViewedRequest) -> HttpResponseBase:
    viewer, now = request.viewer, timezone.now()
    asked = QueueFilters.read(request.GET)
    counts = counts_of(viewer, asked, now)
    filters = msgspec.structs.replace(asked, tab=asked.tab or _first_tab(viewer, counts))
    choices = _choices(unit_choices(viewer, timezone.localdate(now)))
    context = {
        "filters": filters,
        "counts": counts,
        "tabs": list(_tabs(viewer, filters, counts)),
        "choices": choices,
        "filtering": filtering("review_queue", request, filters, choices),
        "query": filters.without(),
        "table": _table(request, filters, now),
        "most": review_settings().most_in_hand,
        "may_take": viewer.may("cases.review") and filters.tab != "supplement",
        "may_hand_out": viewer.may("review.assign") and filters.tab not in ("mine", "supplement"),
        "minutes": _minutes(counts.today, now),
        **_of_undecidables(viewer, filters, now),
        **_of_people(viewer, now),
    }
    return render(request, "quality/queue/queue.html", context)


def _first_tab(viewer: Viewer, counts: Counts) -> str:
    return "mine" if viewer.may("cases.review") and counts.mine else "review"


def _table(request: ViewedRequest, filters: QueueFilters, now: datetime) -> Any:
    if filters.tab == "supplement":
        found = waiting_for_supplement(request.viewer, filters)
        return show(
            WAITING, request, found.select_related("adviser", "unit", "conversation", "reviewer")
        )
    return show(TASKS, request, with_cases(at_tab(request.viewer, filters, now)))


def _tabs(viewer: Viewer, filters: QueueFilters, counts: Counts) -> Iterator[Tab]:
    for name in TABS:
        if name != "mine" or viewer.may("cases.review"):
            yield Tab(name, _TABS[name], f"?{filters.at(name)}", getattr(counts, name),
                      name == filters.tab)  # fmt: skip


def _minutes(tasks: int, now: datetime) -> int | None:
    """How long so many reviews take, as they have taken so far; None while nobody knows."""
    each = median_minutes(now) if tasks else None
    return None if each is None else max(1, round(each * tasks))


def _of_undecidables(viewer: Viewer, filters: QueueFilters, now: datetime) -> dict[str, Any]:
    """Why things could not be decided, the reason of most cases first; and what is left today."""
    if filters.tab != "undecidable":
        return {}
    others = msgspec.structs.replace(filters, reason="")
    found = ranked(at_tab(viewer, others, now))
    addresses = [f"?{others.at('undecidable')}&reason={reason.code}" for reason in found]
    return {
        "reasons": list(zip(found, addresses, strict=True)),
        "cap": review_settings().undecidables_a_day,
        "taken_today": taken_today(now),
    }


def _of_people(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Whom to hand out to, and what each has done today; a reviewer sees the own day."""
    if viewer.may("review.assign"):
        people = reviewers(viewer, now)
        return {"people": people, "progress": progress_of(people, now)}
    own = Staff.objects.filter(pk=viewer.staff_id)
    return {"own": progress_of(own, now)[0]} if viewer.may("cases.review") else {}


def _choices(units: Sequence[UnitChoice]) -> Choices:
    """What the selects offer: value and word, the empty one first."""
    named = [(level, SEVERITY_WORDS[level]) for level in SEVERITIES]
    channels = {**CHANNELS, **of_cases.channels()}
    parts = [(str(unit.id), "\u3000" * unit.depth + unit.name) for unit in units]
    return {
        "unit": [("", _("The whole organisation")), *parts],
        "channel": [("", _("Any channel")), *channels.items()],
        "why": [("", _("For any reason")), *words.WHY.items()],
        "severity": [
            ("", _("Any severity")), *named,
            ("undecidable", _("With something undecidable")), ("clear", _("Nothing found")),
        ],
        "reason": [("", _("Any")), *REASONS.items()],
    }  # fmt: skip
