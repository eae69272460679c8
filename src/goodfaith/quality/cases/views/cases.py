"""The list of cases: filters in the address, what they find, the answer on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.listing import Count
from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.words import SEVERITIES as SEVERITY_WORDS
from goodfaith.platform.web.filtering import Choices, filtering
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.cases import words
from goodfaith.quality.cases.filters import WORK, CaseFilters, narrowed
from goodfaith.quality.cases.tables import CASES, rows
from goodfaith.quality.models.cases import CaseQuerySet

_COUNTED = 1_000


@page("cases.read")
def cases(request: ViewedRequest) -> HttpResponseBase:
    now = timezone.now()
    filters = CaseFilters.read(request.GET)
    found = rows(request.viewer, request.GET)
    rulebook = current_rulebook()
    units = unit_choices(request.viewer, timezone.localdate())
    choices = _choices(units, rulebook)
    context = {
        "filters": filters,
        "choices": choices,
        "filtering": filtering("cases", request, filters, choices, folded=_FOLDED),
        "table": show(CASES, request, found),
        "titles": titles(rulebook) if rulebook else {},
        **_answer(found, now),
    }
    return render(request, "quality/cases/cases.html", context)


def _answer(found: CaseQuerySet, now: datetime) -> dict[str, Any]:
    """How many, how many of them to be worked on, how many of those too late."""
    work = narrowed(found, CaseFilters(state=WORK), now)
    late = narrowed(work, CaseFilters(due="overdue"), now)
    return {"total": _count(found), "work": _count(work), "late": _count(late)}


def _count(found: CaseQuerySet) -> Count:
    return Count(found.order_by().values("pk")[: _COUNTED + 1].count())


def _choices(units: Sequence[UnitChoice], rulebook: Rulebook | None) -> Choices:
    """What the selects offer: value and word, the empty one first."""
    any_of: list[tuple[str, Any]] = [("", _("Any"))]
    named = {level: SEVERITY_WORDS[level] for level in SEVERITIES}
    rules = sorted((titles(rulebook) if rulebook else {}).items(), key=lambda rule: rule[1])
    return {
        "state": [("", _("Wherever it stands")), *words.LOOKS.items()],
        "due": [("", _("Due whenever")), *words.DUES.items()],
        "severity": [
            ("", _("Any severity")), *named.items(),
            ("undecidable", _("With something undecidable")), ("clear", _("Nothing found")),
        ],
        "conclusion": any_of + list(words.CONCLUSIONS.items()),
        "unit": any_of + [(str(u.id), "\u3000" * u.depth + u.name) for u in units],
        "channel": any_of + list(words.channels().items()),
        "product": any_of + list(words.product_types().items()),
        "kind": any_of + list(words.KINDS.items()),
        "rule": any_of + rules,
    }  # fmt: skip


_FOLDED = frozenset("since until unit adviser channel product conclusion kind rule".split())
"""Members that stand in the folded part of the form."""
