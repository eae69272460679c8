"""The language and the look a person chose: in a cookie, and with their account once signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from goodfaith.platform.web.pages import ANYBODY, page

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
_YEAR_SECONDS = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """Light or dark; empty for what the system has."""
    chosen = getattr(getattr(request, "user", None), "theme", "")
    chosen = chosen or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


@require_POST
@page(ANYBODY)
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Take the `language` or `theme` that was pressed, and go back; what is unknown is ignored."""
    answer = HttpResponseRedirect(_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(request, answer, "language", settings.LANGUAGE_COOKIE_NAME, language)
    theme = request.POST.get("theme", "")
    if theme in (*THEMES, "system"):
        _keep(request, answer, "theme", THEME_COOKIE, "" if theme == "system" else theme)
    return answer


def _keep(request: HttpRequest, answer: HttpResponse, field: str, cookie: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(cookie, value, _YEAR_SECONDS, secure=secure, samesite="Lax", httponly=True)
    if request.user.is_authenticated and hasattr(request.user, field):
        setattr(request.user, field, value)
        request.user.save(update_fields=[field])


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else "/"
