"""The pages of allauth that this product has, each with what it is for; all others are not there.

Nobody signs up, e-mail addresses are the administrator's, and a lost password is mended by a new
invitation: those pages are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from allauth.urls import urlpatterns as offered
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from goodfaith.platform.web.errors import RETRY_SECONDS
from goodfaith.platform.web.pages import ANYBODY, SIGNED_IN, View, page
from goodfaith.trust.signing_in import TOO_MANY
from goodfaith.trust.views.signing_in_elsewhere import begin, come_back

ACTS_OF_PAGES = {
    "account_login": ANYBODY,
    "account_inactive": ANYBODY,
    "account_logout": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": ANYBODY,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "openid_connect_login": ANYBODY,
    "openid_connect_callback": ANYBODY,
}
_OURS: dict[str, View] = {"openid_connect_login": begin, "openid_connect_callback": come_back}


def _declared(patterns: Sequence[Any]) -> Iterator[URLPattern | URLResolver]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if inner := list(_declared(each.url_patterns)):
                yield URLResolver(each.pattern, inner, each.default_kwargs)
        elif act := ACTS_OF_PAGES.get(each.name or ""):
            view = _OURS.get(each.name or "") or each.callback
            view = _counting(view) if each.name == "account_login" else view
            yield URLPattern(each.pattern, page(act)(view), each.default_args, each.name)


def _counting(view: View) -> View:
    """Say with the status, too, that there have been too many attempts, and when to try again."""

    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if getattr(request, TOO_MANY, False):
            response.status_code = 429
            response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    return counted


urlpatterns = list(_declared(offered))
