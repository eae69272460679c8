"""To the identity provider and back."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from goodfaith.trust.identity_provider import CheckingAdapter


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider; by a page of ours that goes on.

    A form may not lead to another site (`form-action`), and where a provider sends people in the
    end nobody knows.
    """
    _adapter, provider = _asked(request, provider_id)
    if request.method != "POST":
        return redirect("account_login")
    nonce = secrets.token_urlsafe(24)
    provider.oauth2_adapter_class = CheckingAdapter
    try:
        onward: HttpResponse = provider.redirect(
            request,
            process="login",
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except OAuth2Error as error:
        return _failed(request, provider, error)
    if not onward.has_header("Location"):
        return onward
    told = {"address": onward["Location"], "name": provider.name}
    return render(request, "trust/going_on.html", told)


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whom the provider names."""
    adapter, provider = _asked(request, provider_id)
    try:
        answer: HttpResponse = _Callback.adapter_view(adapter)(request)
    except OAuth2Error as error:
        return _failed(request, provider, error)
    return answer


class _Callback(OAuth2CallbackView):  # type: ignore[misc]
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


def _asked(request: HttpRequest, provider_id: str) -> tuple[CheckingAdapter, Any]:
    adapter = CheckingAdapter(request, provider_id)
    try:
        return adapter, adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _failed(request: HttpRequest, provider: Any, error: Exception) -> HttpResponse:
    answer: HttpResponse = render_authentication_error(request, provider, exception=error)
    return answer
