"""The list of conversations: filters in the address, what they find, the answer on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import msgspec
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations import words
from goodfaith.conversations.filters import LOOK, ConversationFilters, narrowed
from goodfaith.conversations.heard import MOST_HEARD, Asked, heard
from goodfaith.conversations.listing import Count, counted, tell
from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.searching import words_of
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.tables import CONVERSATIONS, within
from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.word_search import look_for
from goodfaith.platform.web.filtering import Choices, filtering
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import Shown, show
from goodfaith.platform.web.tables.paging import Order


@page("conversations.read")
def conversations(request: ViewedRequest) -> HttpResponseBase:
    today = timezone.localdate()
    filters = ConversationFilters.read(request.GET)
    rulebook = current_rulebook()
    units = unit_choices(request.viewer, today)
    choices = _choices(rulebook, units)
    table, look = _table(request, filters, today, rulebook)
    first, last = filters.days(today)
    context = {
        "filters": filters,
        "choices": choices,
        "filtering": filtering("conversations", request, filters, choices, folded=_FOLDED),
        "can_receive": request.viewer.may("conversations.receive"),
        "table": table,
        "total": Count(table.count, table.is_more),
        "look": look,
        "first": first,
        "last": last,
    }
    return render(request, "conversations/conversations.html", context)


def _table(
    request: ViewedRequest, filters: ConversationFilters, today: date, rulebook: Rulebook | None
) -> tuple[Shown, Count]:
    """The page of the list, and how many of all rows have something to look at."""
    found = within(request.viewer, filters)
    look = narrowed(found, ConversationFilters(review=LOOK), today, request.viewer)
    told = partial(tell, rulebook=rulebook, words=words_of(filters.q))
    table = msgspec.structs.replace(CONVERSATIONS, prepared=told)
    if not filters.q:
        shown = show(table, request, found)
        return shown, counted(look if shown.ids is None else look.filter(pk__in=shown.ids))
    said = heard(found, look, look_for(filters.q), _asked(request))
    table = msgspec.structs.replace(table, count_limit=MOST_HEARD)
    return show(table, request, said.counted, said.few), said.look


def _asked(request: ViewedRequest) -> Asked:
    query = request.GET
    column, descending = CONVERSATIONS.order_asked(query.get("sort", ""))
    order = Order(column.sort, descending)
    after, before = query.get("after", ""), query.get("before", "")
    return Asked(order, after, before, CONVERSATIONS.page_size)


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
