"""How long a session lasts, and which sessions somebody has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodfaith.trust.models import SignIn, Staff

_SEEN_EVERY_SECONDS = 60
_BROWSERS = ("Edg", "MicroMessenger", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")


class SessionLimits:
    """Ends a session that is idle too long or lasts too long, and notes that it is in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Staff):
            _keep_limits(request, request.user, timezone.now())
        return self.get_response(request)


def _keep_limits(request: HttpRequest, staff: Staff, now: datetime) -> None:
    at, session = now.timestamp(), request.session
    since, seen = session.get("since", at), session.get("seen", at)
    longest, idle = settings.SESSION_LONGEST_SECONDS, settings.SESSION_COOKIE_AGE
    if at - since > longest or at - seen > idle:
        logout(request)
        return
    is_new = session.get("noted") != session.session_key
    if is_new or at - seen >= _SEEN_EVERY_SECONDS:
        session["since"], session["seen"] = since, at
        _note(request, staff, now)


def _note(request: HttpRequest, staff: Staff, now: datetime) -> None:
    """The key of a session changes with the password: the row of the old one goes."""
    session = request.session
    if (old := session.get("noted")) != session.session_key:
        SignIn.objects.filter(session_key=old).delete()
    values = {"staff": staff, "seen_at": now, "agent": agent_of(request)}
    made = {"begun_at": now, "address": request.META.get("REMOTE_ADDR") or None}
    SignIn.objects.update_or_create(
        session_key=session.session_key, defaults=values, create_defaults=values | made
    )
    session["noted"] = session.session_key


def agent_of(request: HttpRequest) -> str:
    """Browser and system in two words, for somebody who looks for the one they do not know."""
    text = request.headers.get("User-Agent", "")
    browser = next((name for name in _BROWSERS if name in text), "")
    system = next((name for name in _SYSTEMS if name in text), "")
    named = {"Edg": "Edge", "MicroMessenger": "WeChat", "Macintosh": "macOS"}
    return " · ".join(named.get(word, word) for word in (browser, system) if word)


def sessions_of(staff: Staff, now: datetime) -> QuerySet[SignIn]:
    """The living sessions of somebody, latest first."""
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    return staff.sign_ins.filter(session_key__in=living)
