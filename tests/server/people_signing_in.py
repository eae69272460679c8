"""The small insurer, with somebody who has a second factor, and somebody who reads English."""

from __future__ import annotations

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct-horse-battery"


def furnish() -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    from small_insurer import establish, person

    establish()
    TOTP.activate(person("reviewer"), TOTP_SECRET)
    service = person("service")
    service.language = "en"
    service.save()
