"""Django's mail settings out of `GOODFAITH_MAIL_URL`; without it nothing is sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from goodfaith.platform.configuration import Configuration

_PORTS = {"smtp": 587, "smtps": 465}
_BACKENDS = "django.core.mail.backends"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMEOUT_SECONDS = 20


def is_mail_set_up() -> bool:
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def mail_settings(configuration: Configuration) -> dict[str, Any]:
    """`smtps` speaks TLS from the first byte, `smtp` changes to it (STARTTLS, RFC 3207).

    What this machine itself takes (a relay at localhost) goes over no wire, and mostly has no
    certificate: there `smtp` speaks plainly.
    """
    if not configuration.mail_url:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.dummy.EmailBackend"}
    parts = urlsplit(configuration.mail_url)
    sender = configuration.mail_sender or f"goodfaith@{parts.hostname}"
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in _HERE,
        "EMAIL_TIMEOUT": _TIMEOUT_SECONDS,
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
    }
