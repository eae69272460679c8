"""Asking an OpenID Connect provider who somebody is, and believing only what can be checked."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from requests import RequestException

from goodfaith.trust.identity_tokens import TokenRefused, checked_claims

_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFailed(OAuth2Error):  # type: ignore[misc]
    """The provider could not be reached, or what it answered cannot be read."""


class Distrusted(OAuth2Error):  # type: ignore[misc]
    """What it says does not hold; the message is a code."""


class CheckingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's, with every answer read and every token checked; `nonce` is what was asked with."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0). Raises `OAuth2Error`."""
        if not hasattr(self, "_openid_config"):
            address = self.get_provider().server_url
            found = _answer(address)
            if not all(isinstance(found.get(name), str) for name in _NEEDED):
                raise ProviderFailed("discovery")
            if found["issuer"].rstrip("/") != address.partition("/.well-known/")[0]:
                raise Distrusted("issuer")  # Discovery 1.0, 4.3
            self._openid_config = found
        return self._openid_config

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        try:
            found = super().get_access_token_data(*args, **kwargs)
        except (OAuth2Error, RequestException, ValueError) as error:
            raise ProviderFailed("token") from error
        readable = isinstance(found, dict) and isinstance(found.get("access_token"), str)
        if not readable or not isinstance(found.get("id_token"), str):
            raise ProviderFailed("token")
        return {"access_token": found["access_token"], "id_token": found["id_token"]}

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        """Who it is; in `claims` what is signed, then what is told afterwards."""
        config = self.openid_config
        keys = _answer(config["jwks_uri"])
        if not isinstance(keys.get("keys"), list):
            raise ProviderFailed("keys")
        try:
            claims = checked_claims(
                more["response"]["id_token"], keys,
                issuer=config["issuer"], client=app.client_id, nonce=self.nonce,
            )  # fmt: skip
        except TokenRefused as error:
            raise Distrusted(str(error)) from error
        told = self._told_afterwards(token.token, claims["sub"]) | claims
        login = self.get_provider().sociallogin_from_response(request, told)
        login.claims, login.account.extra_data = told, {}  # read, and not kept
        return login

    def _told_afterwards(self, access: str, subject: str) -> dict[str, Any]:
        """What is told of the same person (Core 1.0, 5.3.2: the subjects have to agree)."""
        if not (address := self.openid_config.get("userinfo_endpoint")):
            return {}
        told = _answer(address, Authorization=f"Bearer {access}")
        if told.get("sub") != subject:
            raise Distrusted("subject")
        return told


def _answer(address: str, **headers: str) -> dict[str, Any]:
    """The object that is answered there. Raises `ProviderFailed`."""
    try:
        with get_adapter().get_requests_session() as session:
            response = session.get(address, headers=headers)
            response.raise_for_status()
            found = response.json()
    except (RequestException, ValueError) as error:
        raise ProviderFailed(type(error).__name__) from error
    if not isinstance(found, dict):
        raise ProviderFailed("no object")
    return found
