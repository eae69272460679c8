"""Every token that a viewer may see, with when it was used last."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.paging import slice_of
from goodfaith.trust.visibility import tokens_visible_to

PAGE_SIZE = 50


@page("tokens.read")
def tokens(request: ViewedRequest) -> HttpResponse:
    """Living ones, or with `state=all` also those that expired or were revoked."""
    now = timezone.now()
    rows = tokens_visible_to(request.viewer, timezone.localdate(now)).select_related("staff")
    if request.GET.get("state") != "all":
        rows = rows.filter(revoked_at=None, expires_at__gt=now)
    slice_ = slice_of(rows, request.GET.get("after", ""), PAGE_SIZE, latest_first=True)
    context = {"rows": slice_.rows, "later": slice_.later, "now": now}
    return render(request, "trust/tokens.html", context)
