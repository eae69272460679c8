"""The list of conversations: filters in the address, what they find, the answer on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations import words
from goodfaith.conversations.filters import LOOK, ConversationFilters, narrowed
from goodfaith.conversations.listing import Count, counted, with_findings, with_snippets
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.searching import words_of
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.tables import CONVERSATIONS, within
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.word_search import look_for
from goodfaith.platform.web.filtering import Choices, filtering
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import Shown, show


@page("conversations.read")
def conversations(request: ViewedRequest) -> HttpResponseBase:
    today = timezone.localdate()
    filters = ConversationFilters.read(request.GET)
    found, first = _rows(request, filters)
    rulebook = current_rulebook()
    units = unit_choices(request.viewer, today)
    choices = _choices(rulebook, units)
    table = _table(request, found, first, filters, rulebook)
    context = {
        "filters": filters,
        "choices": choices,
        "filtering": filtering("conversations", request, filters, choices, folded=_FOLDED),
        "can_receive": request.viewer.may("conversations.receive"),
        "table": table,
        "total": Count(table.count + table.is_more),
        **_answer(request, found, table, filters, today),
    }
    return render(request, "conversations/conversations.html", context)


def _rows(
    request: ViewedRequest, filters: ConversationFilters
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
    filters: ConversationFilters,
    rulebook: Rulebook | None,
) -> Shown:
    shown = with_findings(show(CONVERSATIONS, request, found, first), rulebook)
    looked_for = words_of(filters.q)
    return with_snippets(shown, request.viewer, looked_for) if looked_for else shown


def _answer(
    request: ViewedRequest,
    found: ConversationQuerySet,
    table: Shown,
    filters: ConversationFilters,
    today: date,
) -> dict[str, Any]:
    """In which period, how many of them with something to look at."""
    first, last = filters.days(today)
    found = found if table.ids is None else found.filter(pk__in=table.ids)
    look = narrowed(found, ConversationFilters(review=LOOK), today, request.viewer)
    return {"look": counted(look), "first": first, "last": last}


def _choices(rulebook: Rulebook | None, units: Sequence[UnitChoice]) -> Choices:
    """What the selects offer: value and word, the empty one first."""
    any_of: list[tuple[str, Any]] = [("", _("Any"))]
    rules = sorted((titles(rulebook) if rulebook else {}).items(), key=lambda rule: rule[1])
    return {
        "period": [("", _("Any time")), *words.PERIODS.items()],
        "unit": any_of + [(str(u.id), "\u3000" * u.depth + u.name) for u in units],
        "channel": any_of + list(words.CHANNELS.items()),
        "purpose": any_of + list(words.PURPOSES.items()),
        "rule": any_of + rules,
        "doubt": any_of + rules,
        "severity": [("", _("Any severity")), *words.SEVERITIES.items()],
        "review": [("", _("Looked at or not")), *words.REVIEWS.items()],
        "state": any_of + list(words.STATES.items()),
    }


_FOLDED = frozenset(
    "since until unit adviser channel purpose rule doubt state score_from score_to".split()
)
"""Members that stand in the folded part of the form."""
