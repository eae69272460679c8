"""Pages for what is not there, what was refused, and what went wrong here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language

from goodfaith.platform.routing.problems import plain
from goodfaith.platform.web.navigation import groups

RETRY_SECONDS = 300


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Absent and forbidden: the same words, the same status, wherever it was looked for."""
    if request.path.startswith("/api/"):
        return plain(404)
    viewer = getattr(request, "viewer", None)
    nowhere = {"navigation": groups(viewer, "")} if viewer else {}
    return render(request, "platform/not_found.html", nowhere, status=404)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, mostly because its page was open for too long."""
    return render(request, "platform/refused.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Without the shell: whatever failed may be part of it."""
    page = get_template("platform/failed.html").render({"LANGUAGE_CODE": get_language()})
    return HttpResponse(page, status=500)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody, or something, tries too often; says when to try again."""
    answer = render(request, "platform/too_many.html", status=429)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
