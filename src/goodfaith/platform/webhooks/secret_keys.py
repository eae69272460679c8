"""The secrets of an endpoint: told once, kept sealed, two valid for a day after a change."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodfaith.platform.sealing import seal, unseal
from goodfaith.platform.webhooks.models import WebhookEndpoint
from goodfaith.platform.webhooks.signing import new_secret

BOTH_VALID = timedelta(days=1)
_PURPOSE = "webhooks"


def give_secret(endpoint: WebhookEndpoint, now: datetime) -> str:
    """Put a new secret into `endpoint`, which is not saved; the one it had is valid for a day."""
    secret = new_secret()
    if endpoint.secret:
        endpoint.secret_before, endpoint.before_until = endpoint.secret, now + BOTH_VALID
    endpoint.secret = seal(secret, _PURPOSE)
    return secret


def keys_of(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The secrets to sign with, the newest first.

    Raises `SealBroken` when the installation's secret has changed since.
    """
    sealed = [endpoint.secret]
    if endpoint.before_until is not None and at < endpoint.before_until:
        sealed.append(endpoint.secret_before)
    return [unseal(each, _PURPOSE) for each in sealed]
