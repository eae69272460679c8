"""Second factors: their secrets are kept encrypted, some roles must have one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goodfaith.platform.sealing import seal, unseal
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer, put_viewer

_PURPOSE = "second factors"
_SHOWN_ELSEWHERE = "second_factor_elsewhere"
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


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the identity provider has just seen it."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        methods = getattr(login, "claims", {}).get("amr")
        if isinstance(methods, list) and "mfa" in methods:  # RFC 8176, section 2
            setattr(self.request, _SHOWN_ELSEWHERE, True)
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


def note_second_factor(request: HttpRequest) -> None:
    """Remember with a session that begins where its second factor was shown."""
    request.session[_SHOWN_ELSEWHERE] = getattr(request, _SHOWN_ELSEWHERE, False)


def was_shown_elsewhere(request: HttpRequest) -> bool:
    session = getattr(request, "session", {})
    return bool(session.get(_SHOWN_ELSEWHERE))


class SecondFactorMiddleware:
    """Until they have one, people who need a second factor can do nothing but set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer is None or request.path.startswith(_OPEN) or was_shown_elsewhere(request):
            return self.get_response(request)
        if not lacks_second_factor(viewer):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            put_viewer(request, None)
            return self.get_response(request)
        return redirect("mfa_activate_totp")


def factors_of(staff: Staff) -> list[str]:
    """The kinds of second factors somebody has: totp, webauthn, recovery_codes."""
    found = Authenticator.objects.filter(user=staff).order_by("type")
    return list(found.values_list("type", flat=True).distinct())
