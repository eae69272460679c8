"""Who calls a route: a person who is signed in, or a program with a token."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from goodfaith.platform.api_access import called_by
from goodfaith.trust.models import ApiToken
from goodfaith.trust.services.tokens import digest_of, note_use
from goodfaith.trust.viewing import Viewer, put_viewer, viewer_of


class Authenticate(HttpBearer):
    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            return super().__call__(request)
        return getattr(request, "viewer", None)

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer that the token stands for; None when it is unknown, expired or revoked."""
        now = timezone.now()
        living = Q(revoked_at=None, expires_at__gt=now, staff__is_active=True)
        found = ApiToken.objects.select_related("staff").filter(living, digest=digest_of(token))
        if (known := found.first()) is None:
            return None
        note_use(known, now)
        day = timezone.localdate(now)
        viewer = viewer_of(known.staff, day, frozenset(known.scopes), known.pk)
        put_viewer(request, viewer)
        request.user = known.staff
        return viewer


def caller(request: HttpRequest) -> Viewer:
    """Who calls a route."""
    found = called_by(request)
    assert isinstance(found, Viewer)
    return found


authenticate = Authenticate()
"""What `API_AUTHENTICATION` names."""
