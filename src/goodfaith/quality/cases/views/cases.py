"""The list of cases: filters in the address, what they find, the answer on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.listing import Count
from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.words import SEVERITIES as SEVERITY_WORDS
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.quality.cases import saved, words
from goodfaith.quality.cases.filters import WORK, Filters, narrowed, read_filters
from goodfaith.quality.cases.tables import CASES, rows
from goodfaith.quality.models import CaseFilter
from goodfaith.quality.models.cases import CaseQuerySet

_COUNTED = 1_000


class Chip(msgspec.Struct, frozen=True):
    """A filter that is active, and the address without it."""

    label: str
    address: str


@page("cases.read")
def cases(request: ViewedRequest) -> HttpResponseBase:
    now = timezone.now()
    filters = read_filters(request.GET)
    found = rows(request.viewer, request.GET)
    rulebook = current_rulebook()
    units = unit_choices(request.viewer, timezone.localdate())
    choices = _choices(units, rulebook)
    context = {
        "filters": filters,
        "choices": choices,
        "chips": list(_chips(filters, choices)),
        "saved": list(CaseFilter.objects.filter(staff_id=request.viewer.staff_id).order_by("name")),
        "query": filters.without(),
        "more_open": bool(filters.active.keys() & _MORE),
        "table": show(CASES, request, found),
        "titles": titles(rulebook) if rulebook else {},
        **_answer(found, now),
    }
    return render(request, "quality/cases/cases.html", context)


def _answer(found: CaseQuerySet, now: datetime) -> dict[str, Any]:
    """How many, how many of them to be worked on, how many of those too late."""
    work = narrowed(found, Filters(state=WORK), now)
    late = narrowed(work, Filters(due="overdue"), now)
    return {"total": _count(found), "work": _count(work), "late": _count(late)}


def _count(found: CaseQuerySet) -> Count:
    return Count(found.order_by().values("pk")[: _COUNTED + 1].count())


def _choices(
    units: Sequence[UnitChoice], rulebook: Rulebook | None
) -> dict[str, list[tuple[str, Any]]]:
    """What the selects offer: value and word, the empty one first."""
    any_of: list[tuple[str, Any]] = [("", _("Any"))]
    named = {level: SEVERITY_WORDS[level] for level in SEVERITIES}
    rules = sorted((titles(rulebook) if rulebook else {}).items(), key=lambda rule: rule[1])
    return {
        "state": [("", _("Wherever it stands")), *words.LOOKS.items()],
        "due": [("", _("Due whenever")), *words.DUES.items()],
        "severity": [
            ("", _("Any severity")), *named.items(),
            ("violated", _("With a violation")),
            ("undecidable", _("With something undecidable")), ("clear", _("Nothing found")),
        ],
        "conclusion": any_of + [("reviewed", _("Qualified or not"))]
        + list(words.CONCLUSIONS.items()),
        "unit": any_of + [(str(u.id), "\u3000" * u.depth + u.name) for u in units],
        "channel": any_of + list(words.channels().items()),
        "product": any_of + list(words.product_types().items()),
        "kind": any_of + list(words.KINDS.items()),
        "rule": any_of + rules,
        "decided": any_of + list(words.DECIDED.items()),
        "doubt": any_of + rules,
    }  # fmt: skip


def _chips(filters: Filters, choices: dict[str, list[tuple[str, Any]]]) -> Iterator[Chip]:
    for name, value in filters.active.items():
        named = {str(code): word for code, word in choices.get(name, ())}
        label = str(named.get(value, value)).strip("\u3000")
        form = _FORMS.get(name)
        yield Chip(str(form) % {"value": label} if form else label, f"?{filters.without(name)}")


_FORMS = {
    "q": gettext_lazy("id %(value)s"),
    "since": gettext_lazy("from %(value)s"),
    "until": gettext_lazy("to %(value)s"),
    "adviser": gettext_lazy("adviser %(value)s"),
    "decided": gettext_lazy("decided: %(value)s"),
    "doubt": gettext_lazy("undecidable: %(value)s"),
}
_MORE = frozenset(
    "since until unit adviser channel product conclusion kind rule decided doubt".split()
)
"""Members that stand in the folded part of the form."""


@require_POST
@page("cases.read")
def filter_saved(request: ViewedRequest) -> HttpResponseBase:
    """Keep the filters of an address by a name."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    if not name:
        messages.error(request, _("A filter that is kept needs a name."))
        return _back(query)
    staff_id = request.viewer.staff_id
    try:
        kept = saved.save_filter(staff_id=staff_id, name=name, query=query, now=timezone.now())
    except saved.NameTaken:
        messages.error(request, _("There is a filter of that name already. Choose another name."))
        return _back(query)
    messages.success(request, _("The filter is kept."))
    return _back(kept.query)


@require_POST
@page("cases.read")
def filter_changed(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Rename a kept filter, or take it away."""
    staff_id, name = request.viewer.staff_id, request.POST.get("name", "").strip()
    if "delete" in request.POST:
        saved.delete_filter(staff_id=staff_id, id=id)
        messages.success(request, _("The filter was taken away."))
    elif name:
        try:
            saved.rename_filter(staff_id=staff_id, id=id, name=name)
        except saved.NameTaken:
            messages.error(
                request, _("There is a filter of that name already. Choose another name.")
            )
    return _back(request.POST.get("query", ""))


def _back(query: str) -> HttpResponse:
    clean = read_filters(QueryDict(query)).without()
    return HttpResponseRedirect(reverse("cases") + (f"?{clean}" if clean else ""))
