"""Pages for what is not there, and for what went wrong here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodfaith.platform.routing.problems import plain


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Absent and forbidden: the same words, the same status."""
    if request.path.startswith("/api/"):
        return plain(404)
    return render(request, "platform/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Without the shell: whatever failed may be part of it."""
    return render(request, "platform/failed.html", status=500)
