"""Signing in: with a staff number or an e-mail address; what goes wrong is counted and recorded."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.second_factors import note_second_factor

_SECOND_FACTOR = "goodfaith.trust.second_factors.SecondFactorStage"
TOO_MANY = "sign_in_too_many"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by an administrator."""
        return False

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": _SECOND_FACTOR}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            setattr(request, TOO_MANY, True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record that it failed, for whom if there is such a person; never what was typed."""
        super().authentication_failed(request, **credentials)
        typed = credentials.get("username") or credentials.get("email") or ""
        known = Staff.objects.filter(Q(number__iexact=typed) | Q(email__iexact=typed or "-"))
        staff = str(known.values_list("pk", flat=True).first() or "")
        ledger.record(SYSTEM, "session.refused", ("trust.staff", staff), timezone.now())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The ledger tells; there may be no mail server."""


def record_sign_in(sender: object, user: Staff, **more: Any) -> None:
    note_second_factor(more["request"])
    ledger.record(user, "session.begun", user, timezone.now())


def record_sign_out(sender: object, user: Staff | None, **more: Any) -> None:
    if user is not None:
        user.sign_ins.filter(session_key=more["request"].session.session_key or "").delete()
        ledger.record(user, "session.left", user, timezone.now())


def record_password(sender: object, user: Staff, **more: Any) -> None:
    """Django has made the other sessions worthless; their rows go as well."""
    key = more["request"].session.get("noted", "")
    user.sign_ins.exclude(session_key=key).delete()
    ledger.record(user, "password.changed", user, timezone.now())


def record_factor_added(sender: object, user: Staff, **more: Any) -> None:
    ledger.record(user, "second_factor.added", user, timezone.now())


def record_factor_removed(sender: object, user: Staff, **more: Any) -> None:
    ledger.record(user, "second_factor.removed", user, timezone.now())


def listen() -> None:
    """Hear of every way to sign in or out, and of what one signs in with."""
    password_changed.connect(record_password, dispatch_uid="trust.password")
    authenticator_added.connect(record_factor_added, dispatch_uid="trust.factor_added")
    authenticator_removed.connect(record_factor_removed, dispatch_uid="trust.factor_removed")
    user_logged_in.connect(record_sign_in, dispatch_uid="trust.sign_in")
    user_logged_out.connect(record_sign_out, dispatch_uid="trust.sign_out")
