"""Pages for what is not there, what was refused, and what went wrong here."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    """A form without its token, mostly because its page was open for too long.

    Signing in changes the token, so a page for signing in that was open in a second tab, or sent
    twice, comes here: whoever is signed in by now goes on, anybody else signs in once more.
    """
    if request.path == reverse("account_login") and settings.CSRF_COOKIE_NAME in request.COOKIES:
        return _signing_in_again(request)
    return render(request, "platform/refused.html", status=403)


def _signing_in_again(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    if request.user.is_authenticated:
        return redirect(wanted if is_ours else "home")
    messages.warning(request, _("This page had been open for too long. Sign in once more."))
    again = reverse("account_login")
    return redirect(f"{again}?{urlencode({'next': wanted})}" if is_ours else again)


def failed(request: HttpRequest) -> HttpResponse:
    """Without the shell: whatever failed may be part of it."""
    page = get_template("platform/failed.html").render({"LANGUAGE_CODE": get_language()})
    return HttpResponse(page, status=500)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody, or something, tries too often; says when to try again."""
    answer = render(request, "platform/too_many.html", status=429)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
