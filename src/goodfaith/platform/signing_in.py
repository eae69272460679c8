"""What allauth is told: who may sign in, with what, how often it may go wrong.

People have an account because they work here: nobody signs up.
"""

from __future__ import annotations

from typing import Any

from goodfaith.platform.configuration import Configuration

PROVIDER = "sso"


def sign_in_settings(configuration: Configuration) -> dict[str, Any]:
    """The settings of allauth.

    Rates are per address wide enough for a call centre behind one address at the start of a
    shift, and narrow per account: five wrong passwords in five minutes.
    """
    return {
        "ACCOUNT_ADAPTER": "goodfaith.trust.signing_in.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "number",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_PRESERVE_USERNAME_CASING": True,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_RATE_LIMITS": {
            "login": "600/m/ip",
            "login_failed": "100/m/ip,5/5m/key",
            "reauthenticate": "10/m/user",
            "change_password": "5/m/user",
        },
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(configuration.behind_proxy),
        "MFA_ADAPTER": "goodfaith.trust.second_factors.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Goodfaith",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": configuration.is_local,
        "SOCIALACCOUNT_ADAPTER": "goodfaith.trust.single_sign_on.SingleSignOnAdapter",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": _providers(configuration),
    }


def _providers(configuration: Configuration) -> dict[str, Any]:
    if not configuration.oidc_issuer:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": configuration.oidc_name,
        "client_id": configuration.oidc_client_id,
        "secret": configuration.oidc_secret,
        "settings": {
            "server_url": configuration.oidc_issuer,
            "number_claim": configuration.oidc_number_claim,
        },
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
