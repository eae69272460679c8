"""Signing in at the insurer's own identity provider: who is not among the staff stays outside."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from requests import RequestException

from goodfaith.trust import ledger
from goodfaith.trust.identity_provider import Distrusted, ProviderFailed
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff

_LOG = logging.getLogger(__name__)
_STATUS = {"unreachable": 503, "distrusted": 403, "stopped": 403, "stale": 400}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: the staff comes from the insurer's own records."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in whom the claim names by staff number, or answer with a sentence."""
        staff = _named(sociallogin)
        linked = sociallogin.user if sociallogin.is_existing else None
        if staff is None or (linked is not None and linked.pk != staff.pk):
            ledger.record(SYSTEM, "session.refused", ("trust.staff", ""), timezone.now())
            answer = render(request, "trust/sign_in_refused.html", status=403)
            raise ImmediateHttpResponse(answer)
        if linked is None:
            sociallogin.connect(request, staff)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer with a sentence; an administrator finds the reason in the log."""
        why = _why(exception, extra_context or {})
        kind = type(exception).__name__ if exception else why
        _LOG.warning(
            "single sign-on failed", extra={"why": why, "error": kind, "code": _code(exception)}
        )
        if why == "distrusted":
            ledger.record(SYSTEM, "session.refused", ("trust.staff", ""), timezone.now())
        told = {"why": why, "name": provider.name}
        answer = render(request, "trust/sign_in_failed.html", told, status=_STATUS[why])
        raise ImmediateHttpResponse(answer)


def _why(exception: Exception | None, more: dict[str, Any]) -> str:
    if isinstance(exception, Distrusted):
        return "distrusted"
    if isinstance(exception, ProviderFailed | RequestException):
        return "unreachable"
    return "stopped" if more.get("state") is not None else "stale"


def _code(exception: Exception | None) -> str:
    return str(exception) if isinstance(exception, Distrusted | ProviderFailed) else ""


def _named(sociallogin: Any) -> Staff | None:
    """The person whom the provider names, if they work here and may sign in."""
    claim = sociallogin.provider.app.settings.get("number_claim", "preferred_username")
    number = sociallogin.claims.get(claim)
    if not isinstance(number, str) or not number.strip():
        return None
    working = Staff.objects.filter(is_active=True, kind=Staff.Kind.PERSON)
    return working.filter(number=number.strip()).first()
