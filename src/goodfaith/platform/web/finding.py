"""The search box of the top bar: asks every room, and the pages by their names.

A room's `search.py` has `find(viewer, text, limit)`, which returns at most `limit` hits that the
viewer may see, the best first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.rooms import furniture
from goodfaith.platform.web.navigation import entries
from goodfaith.platform.web.pages import SIGNED_IN, ViewedRequest, page

IN_POPOVER = 5
ON_PAGE = 25
_LONGEST = 200


class Hit(msgspec.Struct, frozen=True):
    """Something found. `kind` is the lazy plural of what it is, under which hits are grouped."""

    kind: Any
    label: str
    detail: str
    url: str


@page(SIGNED_IN)
def search(request: ViewedRequest) -> HttpResponse:
    """What matches `q`: a popover for the search box, a page for a browser that goes there."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    is_popover = request.headers.get("HX-Request") == "true"
    found = find(request.viewer, text, IN_POPOVER if is_popover else ON_PAGE) if text else []
    template = "platform/parts/found.html" if is_popover else "platform/search.html"
    return render(request, template, {"text": text, "found": found})


def find(viewer: Any, text: str, limit: int) -> list[tuple[str, list[Hit]]]:
    """Hits grouped by what they are, in the order of the rooms; pages come last."""
    grouped: dict[str, list[Hit]] = {}
    for hit in _every(viewer, text, limit):
        grouped.setdefault(str(hit.kind), []).append(hit)
    return list(grouped.items())


def _every(viewer: Any, text: str, limit: int) -> Iterator[Hit]:
    for _label, module in furniture("search"):
        found: Iterable[Hit] = module.find(viewer, text, limit)
        yield from found
    yield from _pages(viewer, text, limit)


def _pages(viewer: Any, text: str, limit: int) -> list[Hit]:
    folded = text.casefold()
    return [
        Hit(_("Pages"), str(entry.label), str(entry.group), reverse(entry.address))
        for entry in entries(viewer)
        if folded in str(entry.label).casefold()
    ][:limit]
