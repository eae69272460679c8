"""Where a person begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from goodfaith.platform.web.navigation import first_page
from goodfaith.platform.web.pages import SIGNED_IN, ViewedRequest, page


@page(SIGNED_IN)
def home(request: ViewedRequest) -> HttpResponse:
    """Go to the first page of the viewer's work; say so when nothing has been given to them."""
    first = first_page(request.viewer)
    return redirect(first) if first else render(request, "platform/nothing_given.html")
