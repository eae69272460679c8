"""Signing in at the insurer's own identity provider: who is not among the staff stays outside."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff


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


def _named(sociallogin: Any) -> Staff | None:
    """The person whom the provider names, if they work here and may sign in."""
    data = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or data
    claim = sociallogin.provider.app.settings.get("number_claim", "preferred_username")
    number = claims.get(claim)
    if not isinstance(number, str) or not number.strip():
        return None
    working = Staff.objects.filter(is_active=True, kind=Staff.Kind.PERSON)
    return working.filter(number=number.strip()).first()
