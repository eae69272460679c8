"""Accounts: how somebody comes to sign in, and how that ends."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from goodfaith.trust import ledger
from goodfaith.trust.authority import check_person
from goodfaith.trust.ledger import Actor
from goodfaith.trust.models import SignIn, Staff
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.services.people import check_not_oneself


def invite(*, actor: Actor, staff: Staff, now: datetime) -> str:
    """A key with which `staff` may set a password once, for as long as `PASSWORD_RESET_TIMEOUT`.

    Goes to the person on whatever way is safe; nothing keeps it. Raises `Refused`.
    """
    with transaction.atomic():
        check_person(actor, staff, timezone.localdate(now))
        refuse_if(NO_PERSON if staff.kind != Staff.Kind.PERSON else None)
        refuse_if(NOT_ACTIVE if not staff.is_active else None)
        ledger.record(actor, "person.invited", staff, now)
    who = urlsafe_base64_encode(force_bytes(staff.pk))
    return f"{who}-{default_token_generator.make_token(staff)}"


def invited(key: str) -> Staff | None:
    """Whom a key invites; None for one that is wrong, used or too old."""
    who, _dash, token = key.partition("-")
    try:
        staff = Staff.objects.filter(pk=int(force_str(urlsafe_base64_decode(who)))).first()
    except (ValueError, UnicodeDecodeError):
        return None
    good = (
        staff is not None and staff.is_active and default_token_generator.check_token(staff, token)
    )
    return staff if good else None


def set_password(*, actor: Actor, staff: Staff, password: str, now: datetime) -> None:
    """Give a password, that the caller has validated; every session ends."""
    with transaction.atomic():
        refuse_if(NO_PERSON if staff.kind != Staff.Kind.PERSON else None)
        staff.set_password(password)
        staff.save(update_fields=["password"])
        _end_sessions(staff)
        ledger.record(actor, "password.set", staff, now)


def deactivate(*, actor: Actor, staff: Staff, now: datetime) -> None:
    """Nobody signs in as `staff` any more: sessions end, tokens are revoked. Nothing is deleted."""
    with transaction.atomic():
        check_not_oneself(actor, staff)
        check_person(actor, staff, timezone.localdate(now))
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        _end_sessions(staff)
        staff.tokens.filter(revoked_at=None).update(revoked_at=now)
        ledger.record(actor, "person.deactivated", staff, now)


def activate(*, actor: Actor, staff: Staff, now: datetime) -> None:
    """`staff` may sign in again; revoked tokens stay revoked."""
    with transaction.atomic():
        check_person(actor, staff, timezone.localdate(now))
        staff.is_active = True
        staff.save(update_fields=["is_active"])
        ledger.record(actor, "person.activated", staff, now)


def reset_second_factor(*, actor: Actor, staff: Staff, now: datetime) -> None:
    """Take away every second factor of somebody who has lost theirs; their sessions end."""
    with transaction.atomic():
        check_not_oneself(actor, staff)
        check_person(actor, staff, timezone.localdate(now))
        Authenticator.objects.filter(user=staff).delete()
        _end_sessions(staff)
        ledger.record(actor, "second_factor.reset", staff, now)


def end_sessions(*, actor: Actor, staff: Staff, now: datetime, but: str = "") -> None:
    """End all sessions of somebody, except the one with the key `but`. One may end one's own."""
    with transaction.atomic():
        if ledger.staff_id_of(actor) != staff.pk:
            check_person(actor, staff, timezone.localdate(now))
        _end_sessions(staff, but)
        ledger.record(actor, "sessions.ended", staff, now)


def end_session(*, actor: Actor, sign_in: SignIn, now: datetime) -> None:
    """End one session."""
    with transaction.atomic():
        if ledger.staff_id_of(actor) != sign_in.staff_id:
            check_person(actor, sign_in.staff, timezone.localdate(now))
        Session.objects.filter(session_key=sign_in.session_key).delete()
        ledger.record(actor, "session.ended", sign_in, now, staff=sign_in.staff_id)
        sign_in.delete()


def _end_sessions(staff: Staff, but: str = "") -> None:
    living = staff.sign_ins.exclude(session_key=but)
    keys = list(living.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    living.delete()


NO_PERSON = Refusal("no_person", _("A program has tokens; it does not sign in."))
NOT_ACTIVE = Refusal("not_active", _("The account is closed: open it first."))
