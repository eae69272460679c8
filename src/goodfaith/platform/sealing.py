"""Texts that are kept encrypted: a table alone opens nothing."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):
    """Sealed with another installation's secret, for something else, or touched."""


def seal(text: str, purpose: str) -> str:
    """`text` encrypted with a key that comes of the installation's secret, one a purpose."""
    return _cipher(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed. Raises `SealBroken`."""
    try:
        return _cipher(settings.SECRET_KEY, purpose).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError):
        raise SealBroken(purpose) from None


@lru_cache(maxsize=16)
def _cipher(secret: str, purpose: str) -> Fernet:
    """RFC 5869: one secret, a key of its own for each purpose."""
    derived = HKDF(SHA256(), 32, salt=None, info=f"goodfaith {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
