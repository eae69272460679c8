"""The ledger, for those who have to show who did what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.trust.ledger_words import in_words
from goodfaith.trust.tables import LEDGER


@page("ledger.read")
def ledger(request: ViewedRequest) -> HttpResponse:
    """Latest first; the address asks as `filter_entries` reads it."""
    kept = [(name, request.GET.get(name, "")) for name in ("who", "act", "object")]
    table = in_words(show(LEDGER, request), request.viewer)
    return render(request, "trust/ledger.html", {"table": table, "kept": kept})
