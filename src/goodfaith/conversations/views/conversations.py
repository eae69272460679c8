"""The list of conversations: filters in the address, what they find, the answer on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
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

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations import saved, words
from goodfaith.conversations.filters import LOOK, Filters, narrowed, read_filters
from goodfaith.conversations.listing import Count, counted, with_findings, with_snippets
from goodfaith.conversations.models import SavedFilter
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.searching import words_of
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.tables import CONVERSATIONS, within
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.word_search import look_for
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import Shown, show


class Chip(msgspec.Struct, frozen=True):
    """A filter that is active, and the address without it."""

    label: str
    address: str


@page("conversations.read")
def conversations(request: ViewedRequest) -> HttpResponseBase:
    today = timezone.localdate()
    filters = read_filters(request.GET)
    found, first = _rows(request, filters)
    rulebook = current_rulebook()
    units = unit_choices(request.viewer, today)
    table = _table(request, found, first, filters, rulebook)
    context = {
        "filters": filters,
        "chips": list(_chips(filters, rulebook, units)),
        "choices": _choices(filters, rulebook, units),
        "saved": list(
            SavedFilter.objects.filter(staff_id=request.viewer.staff_id).order_by("name")
        ),
        "query": filters.without(),
        "more_open": bool(filters.active.keys() & _MORE),
        "can_receive": request.viewer.may("conversations.receive"),
        "table": table,
        "total": Count(table.count + table.is_more),
        **_answer(request, found, filters, today),
    }
    return render(request, "conversations/conversations.html", context)


def _rows(
    request: ViewedRequest, filters: Filters
) -> tuple[ConversationQuerySet, ConversationQuerySet]:
    """The conversations to be counted, and the same ones by the way to the first few of them."""
    found = within(request.viewer, filters)
    if not filters.q:
        return found, found
    said = look_for(filters.q)
    column, _ = CONVERSATIONS.order_asked(request.GET.get("sort", ""))
    every = found.filter(said.some)
    return every, found.filter(said.latest) if column.sort == "started_at" else every


def _table(
    request: ViewedRequest,
    found: ConversationQuerySet,
    first: ConversationQuerySet,
    filters: Filters,
    rulebook: Rulebook | None,
) -> Shown:
    shown = with_findings(show(CONVERSATIONS, request, found, first), rulebook)
    looked_for = words_of(filters.q)
    return with_snippets(shown, request.viewer, looked_for) if looked_for else shown


def _answer(
    request: ViewedRequest, found: ConversationQuerySet, filters: Filters, today: date
) -> dict[str, Any]:
    """In which period, how many of them with something to look at."""
    first, last = filters.days(today)
    look = narrowed(found, Filters(review=LOOK), today, request.viewer)
    return {"look": counted(look), "first": first, "last": last}


def _choices(
    filters: Filters, rulebook: Rulebook | None, units: Sequence[UnitChoice]
) -> dict[str, Any]:
    """What the selects offer: value and word, the empty one first."""
    any_of = [("", _("Any"))]
    rules = sorted((titles(rulebook) if rulebook else {}).items(), key=lambda rule: rule[1])
    return {
        "period": [("", _("Any time")), *words.PERIODS.items()],
        "unit": any_of + [(str(u.id), "\u3000" * u.depth + u.name) for u in units],
        "channel": any_of + list(words.CHANNELS.items()),
        "purpose": any_of + list(words.PURPOSES.items()),
        "rule": any_of + rules,
        "severity": [("", _("Any severity")), *words.SEVERITIES.items()],
        "review": [("", _("Looked at or not")), *words.REVIEWS.items()],
        "state": any_of + list(words.STATES.items()),
    }


def _chips(
    filters: Filters, rulebook: Rulebook | None, units: Sequence[UnitChoice]
) -> Iterator[Chip]:
    named = {
        "unit": {str(u.id): u.name for u in units},
        "rule": titles(rulebook) if rulebook else {},
        "period": words.PERIODS,
        "channel": words.CHANNELS,
        "purpose": words.PURPOSES,
        "severity": words.SEVERITIES,
        "review": words.REVIEWS,
        "state": words.STATES,
    }
    for name, value in filters.active.items():
        label = named.get(name, {}).get(value, value)
        form = _FORMS.get(name)
        shown = str(form) % {"value": label} if form else str(label)
        yield Chip(shown, f"?{filters.without(name)}")


_FORMS = {
    "q": gettext_lazy("says “%(value)s”"),
    "since": gettext_lazy("from %(value)s"),
    "until": gettext_lazy("to %(value)s"),
    "adviser": gettext_lazy("adviser %(value)s"),
    "score_from": gettext_lazy("score from %(value)s"),
    "score_to": gettext_lazy("score to %(value)s"),
    "delivery": gettext_lazy("delivery %(value)s"),
}


@require_POST
@page("conversations.read")
def filter_saved(request: ViewedRequest) -> HttpResponseBase:
    """Keep the filters of an address by a name."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    staff_id = request.viewer.staff_id
    if not name:
        messages.error(request, _("A filter that is kept needs a name."))
        return _back(query)
    try:
        kept = saved.save_filter(staff_id=staff_id, name=name, query=query, now=timezone.now())
    except saved.NameTaken:
        messages.error(request, _("There is a filter of that name already. Choose another name."))
        return _back(query)
    messages.success(request, _("The filter is kept."))
    return _back(kept.query)


@require_POST
@page("conversations.read")
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
    return HttpResponseRedirect(reverse("conversations") + (f"?{clean}" if clean else ""))


_MORE = frozenset("since until unit adviser channel purpose rule state score_from score_to".split())
"""Members that stand in the folded part of the form."""
