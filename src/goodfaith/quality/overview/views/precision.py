"""How often each rule is right: a table that sorts, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables.columns import Column
from goodfaith.platform.web.tables.exporting import (
    CONTENT_TYPES,
    FORMS,
    csv_bytes,
    xlsx_bytes,
)
from goodfaith.quality.models import Tally
from goodfaith.quality.overview.figures import by_step, rules_of, summed, whole_of
from goodfaith.quality.overview.filters import Scope
from goodfaith.quality.overview.lines import RuleLists
from goodfaith.quality.overview.precision import (
    FEWEST,
    RulePrecision,
    lowest_first,
    precision_of,
    precisions,
)
from goodfaith.quality.overview.rule_words import rules_in_force
from goodfaith.quality.overview.views.framing import EXPORT, READ, frame
from goodfaith.trust import ledger
from goodfaith.trust.viewing import Viewer

_ORDERS: dict[str, Callable[[RulePrecision], Any]] = {
    "precision": lowest_first,
    "rule": lambda one: one.title,
    "severity": lambda one: SEVERITIES.index(one.severity) if one.severity else len(SEVERITIES),
    "violated": lambda one: -one.figures.violated,
    "confirmed": lambda one: -one.figures.confirmed,
    "dismissed": lambda one: -one.figures.dismissed,
    "open": lambda one: -one.figures.open,
    "missed": lambda one: -one.figures.missed,
    "doubtful": lambda one: -(one.doubtful_rate or 0),
}


class Told(RuleLists, frozen=True):
    """A rule with where its numbers lead."""

    one: RulePrecision


class Head(msgspec.Struct, frozen=True):
    name: str
    label: Any
    href: str
    sorted: str
    is_figures: bool


_HEADS = (
    ("rule", _("Rule"), False), ("severity", _("Severity"), False),
    ("violated", pgettext_lazy("rule", "Found"), True), ("confirmed", _("Confirmed"), True),
    ("dismissed", _("Dismissed"), True), ("open", _("Not decided"), True),
    ("precision", _("Right, of those decided"), False), ("", _("Over time"), False),
    ("missed", _("Missed"), True), ("doubtful", _("Undecidable"), True),
)  # fmt: skip


@page(READ)
def precision(request: ViewedRequest) -> HttpResponseBase:
    framed = frame(request, "precision", of=Tally.Of.CASE)
    scope = framed.scope
    rows = _rows(request.viewer, scope)
    order = request.GET.get("sort", "")
    name = order.removeprefix("-")
    name, turned = (name, order.startswith("-")) if name in _ORDERS else ("precision", False)
    rows.sort(key=_ORDERS[name], reverse=turned)
    known = [one for one in rows if one.share.is_enough]
    context = framed.context | {
        "rows": [Told(one.rule, scope, one) for one in rows],
        "heads": list(_heads(scope, name, turned)),
        "whole": precision_of(summed(one.figures for one in rows)),
        "figures": summed(one.figures for one in rows),
        "known": known,
        "worst": min(known, key=lambda one: one.share.rate, default=None),
        "fewest": FEWEST,
        "may_export": request.viewer.may(EXPORT),
    }
    return render(request, "quality/overview/precision.html", context)


def _rows(viewer: Viewer, scope: Scope) -> list[RulePrecision]:
    titles, severities = rules_in_force()
    weeks = {
        rule: {first: figures for first, _, figures in by_step(days, scope, by_week=True)}
        for rule, days in rules_of(viewer, scope, by_week=True).items()
    }
    return precisions(weeks, titles, severities, whole_of(viewer, scope).judged)


def _heads(scope: Scope, name: str, turned: bool) -> list[Head]:
    return [
        Head(
            one, label,
            f"?{scope.query(sort=f'-{one}' if one == name and not turned else one)}" if one else "",
            ("descending" if turned else "ascending") if one == name else "",
            is_figures,
        )
        for one, label, is_figures in _HEADS
    ]  # fmt: skip


_COLUMNS = (
    Column("rule", _("Rule"), "title"),
    Column("id", _("Rule's id"), "rule"),
    Column("severity", _("Severity")),
    Column("violated", pgettext_lazy("rule", "Found"), lambda o: o.figures.violated),
    Column("confirmed", _("Confirmed"), lambda o: o.figures.confirmed),
    Column("dismissed", _("Dismissed"), lambda o: o.figures.dismissed),
    Column("unclear", _("Cannot be told"), lambda o: o.figures.unclear),
    Column("open", _("Not decided"), lambda o: o.figures.open),
    Column("precision", _("Right, of those decided"),
           lambda o: round(o.share.rate, 4) if o.share.trials else None),
    Column("low", _("Interval from (95 %)"),
           lambda o: round(o.share.low, 4) if o.share.trials else None),
    Column("high", _("Interval to (95 %)"),
           lambda o: round(o.share.high, 4) if o.share.trials else None),
    Column("missed", _("Missed"), lambda o: o.figures.missed),
    Column("undecidable", _("Undecidable"), lambda o: o.figures.undecidable),
    Column("judged", _("Cases judged"), "judged"),
)  # fmt: skip


@page(EXPORT)
def precision_file(request: ViewedRequest, form: str) -> HttpResponseBase:
    """The table under this address as a file."""
    if form not in FORMS:
        raise Http404
    framed = frame(request, "precision", of=Tally.Of.CASE)
    rows = sorted(_rows(request.viewer, framed.scope), key=lowest_first)
    about = "quality.table", "precision"
    ledger.record(request.viewer, "overview.exported", about, timezone.now())
    pieces = csv_bytes(_COLUMNS, rows) if form == "csv" else xlsx_bytes(_COLUMNS, rows)
    response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[form])
    name = f"precision-{framed.scope.first}-{framed.scope.last}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
