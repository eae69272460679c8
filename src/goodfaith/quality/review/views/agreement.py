"""How far reviewers agree: Cohen's kappa by rule and overall; each number opens its cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.units import unit_choices
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.quality.review.agreement import FEWEST_PAIRS, Agreement, agreement_of
from goodfaith.quality.review.pairs import PairFilters, months_before, pairs
from goodfaith.quality.review.tables import SECOND_READINGS
from goodfaith.trust.viewing import Viewer

_MONTHS = (1, 3, 12)
_SAID = ("rule", "first", "verdict")


class OfRule(msgspec.Struct, frozen=True):
    rule: str
    title: str
    agreement: Agreement


@page("overview.read")
def agreement(request: ViewedRequest) -> HttpResponseBase:
    """Overall, then by rule: those with most pairs first."""
    filters = PairFilters.read(request.GET)
    found = pairs(request.viewer, request.GET)
    said = [(row["rule"], row["first"], row["verdict"]) for row in found.values(*_SAID)]
    named = _titles()
    context = {
        "filters": filters,
        "overall": agreement_of((one, other) for _, one, other in said),
        "rules": _by_rule(said, named),
        "fewest": FEWEST_PAIRS,
        "open": _open(request.viewer),
        "query": filters.without("rule", "said"),
        **_choices(request, filters),
    }
    return render(request, "quality/review/agreement.html", context)


@page("overview.read")
def second_readings(request: ViewedRequest) -> HttpResponseBase:
    """The findings that two people read, and what each said."""
    filters = PairFilters.read(request.GET)
    found = pairs(request.viewer, request.GET)
    context = {
        "filters": filters,
        "title": _titles().get(filters.rule, filters.rule),
        "table": show(SECOND_READINGS, request, found),
        "query": filters.without("rule", "said"),
    }
    return render(request, "quality/review/second_readings.html", context)


def _by_rule(said: Sequence[tuple[str, str, str]], named: dict[str, str]) -> list[OfRule]:
    rules: dict[str, list[tuple[str, str]]] = {}
    for rule, one, other in said:
        rules.setdefault(rule, []).append((one, other))
    found = [OfRule(r, named.get(r, r), agreement_of(own)) for r, own in rules.items()]
    return sorted(found, key=lambda one: (-one.agreement.pairs, one.title))


def _titles() -> dict[str, str]:
    rulebook = current_rulebook()
    return titles(rulebook) if rulebook else {}


def _open(viewer: Viewer) -> int:
    """How many cases wait for somebody to settle them."""
    seen = Case.objects.visible_to(viewer)
    return ReviewTask.objects.filter(
        seat=Seat.ARBITER, state__in=("waiting", "held"), case__in=seen
    ).count()


def _choices(request: ViewedRequest, filters: PairFilters) -> dict[str, Any]:
    today = timezone.localdate()
    units = unit_choices(request.viewer, today)
    return {
        "units": [
            ("", _("Everywhere")),
            *((str(u.id), "\u3000" * u.depth + u.name) for u in units),
        ],
        "periods": [_period(filters, today, months) for months in _MONTHS],
    }


def _period(filters: PairFilters, today: date, months: int) -> tuple[int, str, bool]:
    """How many days, the address, and whether it is the one shown."""
    since = months_before(today, months)
    query = QueryDict(filters.without("since", "until"), mutable=True)
    query["since"] = since.isoformat()
    is_shown = filters.since == since and filters.until is None
    return 30 * months, f"?{query.urlencode()}", is_shown
