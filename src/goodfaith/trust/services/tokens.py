"""Tokens of people and programs: told once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.trust import ledger
from goodfaith.trust.authority import check_person
from goodfaith.trust.ledger import Actor
from goodfaith.trust.models import ApiToken, Staff
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.roles import ACTS
from goodfaith.trust.viewing import Viewer

PREFIX = "gf_"
LONGEST = timedelta(days=400)
_USED_EVERY = timedelta(minutes=1)


def digest_of(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def create_token(
    *,
    actor: Actor,
    staff: Staff,
    name: str,
    scopes: list[str],
    expires_at: datetime,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token that acts for `staff` within `scopes` until `expires_at`, and its text, told once.

    A token makes none that may do more than itself. Raises `Refused`: no name, no or unknown
    scopes, an end in the past or over 400 days away.
    """
    with transaction.atomic():
        if ledger.staff_id_of(actor) != staff.pk:
            check_person(actor, staff, timezone.localdate(now))
        unknown = set(scopes) - set(ACTS)
        wider = isinstance(actor, Viewer) and actor.scopes is not None and set(scopes) - actor.scopes
        refuse_if(
            NAMELESS if not name.strip() else None,
            NO_SCOPES if not scopes or unknown else None,
            WIDER if wider else None,
            WRONG_END if not now < expires_at <= now + LONGEST else None,
            NOT_ACTIVE if not staff.is_active else None,
        )
        text = PREFIX + secrets.token_urlsafe(32)
        token = ApiToken.objects.create(
            staff=staff, name=name.strip(), digest=digest_of(text), hint=text[-4:],
            scopes=sorted(set(scopes)), created_at=now, expires_at=expires_at,
        )  # fmt: skip
        ledger.record(actor, "token.created", token, now, staff=staff.pk, scopes=token.scopes)
    return token, text


def revoke_token(*, actor: Actor, token: ApiToken, now: datetime) -> None:
    """The token opens nothing any more. Revoking it twice changes nothing."""
    with transaction.atomic():
        if ledger.staff_id_of(actor) != token.staff_id:
            check_person(actor, token.staff, timezone.localdate(now))
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            ledger.record(actor, "token.revoked", token, now, staff=token.staff_id)


def note_use(token: ApiToken, now: datetime) -> None:
    """Write when a token was used last, at most once a minute."""
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


NAMELESS = Refusal("nameless", _("A token needs a name that says what it is for."), "name")
NO_SCOPES = Refusal("no_scopes", _("Choose at least one thing the token may do."), "scopes")
WIDER = Refusal("wider", _("A token makes none that may do more than itself."), "scopes")
WRONG_END = Refusal("wrong_end", _("The end is a day within the next 400 days."), "expires_at")
NOT_ACTIVE = Refusal("not_active", _("The account is closed: open it first."))
