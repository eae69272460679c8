"""Every token that a viewer may see, with when it was used last."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables import show
from goodfaith.trust.tables import TOKENS


@page("tokens.read")
def tokens(request: ViewedRequest) -> HttpResponse:
    """Living ones, or with `state=all` also those that expired or were revoked."""
    return render(request, "trust/tokens.html", {"table": show(TOKENS, request)})
