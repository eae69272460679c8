"""The compliance overview: how many violations, where, when, and what people made of them."""

from __future__ import annotations

from datetime import date

import msgspec
from django.http import HttpResponseBase
from django.shortcuts import render

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import Tally
from goodfaith.quality.overview.figures import (
    Figures,
    Work,
    by_step,
    rules_of,
    summed,
    unit_names,
    units_of,
    whole_of,
    work_of,
)
from goodfaith.quality.overview.filters import CHOSEN, Scope
from goodfaith.quality.overview.lines import (
    Line,
    RuleLists,
    channel_lines,
    product_lines,
    unit_lines,
)
from goodfaith.quality.overview.picture import Picture, picture_of
from goodfaith.quality.overview.precision import Share, precision_of
from goodfaith.quality.overview.rule_words import rules_in_force
from goodfaith.quality.overview.views.framing import READ, frame


class RuleLine(RuleLists, frozen=True):
    """A rule with what it found, day by day, and where that is."""

    title: str
    severity: str
    figures: Figures
    spark: tuple[float, ...]

    @property
    def share(self) -> Share:
        return precision_of(self.figures)


@page(READ)
def overview(request: ViewedRequest) -> HttpResponseBase:
    framed = frame(request, "overview")
    scope, viewer = framed.scope, request.viewer
    work = work_of(viewer, scope)
    found, own = units_of(viewer, scope)
    context = framed.context | {
        "whole": Line("", work.whole, scope),
        "before": whole_of(viewer, scope.before),
        "precision": precision_of(work.whole),
        "picture": picture(work, scope),
        "rules": rule_lines(rules_of(viewer, scope), scope),
        "units": unit_lines(found, own, unit_names(found), scope),
        "channels": channel_lines(work.channels, scope),
        "products": product_lines(work.products, scope) if scope.of == Tally.Of.CASE else [],
        "is_of_cases": scope.of == Tally.Of.CASE,
        "is_of_talks": scope.of == Tally.Of.TALK,
    }
    return render(request, "quality/overview/overview.html", context)


def picture(work: Work, scope: Scope) -> Picture:
    """Cases or conversations with a violation; of cases, those that people confirmed."""

    def href(first: date, last: date) -> str:
        days = msgspec.structs.replace(scope, first=first, last=last, period=CHOSEN)
        return Line("", Figures(), days).hit_href

    return picture_of(by_step(work.days, scope), lambda f: f.hit, lambda f: f.upheld, href)


def rule_lines(rules: dict[str, dict[date, Figures]], scope: Scope) -> list[RuleLine]:
    """The rules that found most first."""
    titles, severities = rules_in_force()
    lines = []
    for rule, days in rules.items():
        steps = by_step(days, scope)
        spark = tuple(float(figures.violated) for _, _, figures in steps)
        figures = summed(days.values())
        lines.append(
            RuleLine(rule, scope, titles.get(rule, rule), severities.get(rule, ""), figures, spark)
        )
    return sorted(lines, key=lambda o: (-o.figures.violated, -o.figures.undecidable, o.rule))
