"""Second factors: their secrets are kept encrypted, some roles must have one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goodfaith.platform.sealing import seal, unseal
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer, put_viewer

_PURPOSE = "second factors"
_OPEN = ("/account/", "/static/", "/preferences/", "/healthz", "/readyz", "/metrics")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        """With a key that comes of the installation's secret: the table alone opens nothing."""
        return seal(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, _PURPOSE)

    def get_totp_label(self, user: Staff) -> str:
        return user.number


def lacks_second_factor(viewer: Viewer) -> bool:
    """Whether a role of theirs needs a second factor, and they have none yet."""
    needed = not settings.SECOND_FACTOR_ROLES.isdisjoint(viewer.roles)
    return needed and not Authenticator.objects.filter(user_id=viewer.staff_id).exists()


class SecondFactorMiddleware:
    """Until they have one, people who need a second factor can do nothing but set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer is None or request.path.startswith(_OPEN) or not lacks_second_factor(viewer):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            put_viewer(request, None)
            return self.get_response(request)
        return redirect("mfa_activate_totp")


def factors_of(staff: Staff) -> list[str]:
    """The kinds of second factors somebody has: totp, webauthn, recovery_codes."""
    found = Authenticator.objects.filter(user=staff).order_by("type")
    return list(found.values_list("type", flat=True).distinct())
