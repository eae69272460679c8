"""Somebody who can let everybody else in: made at the machine, when nobody can sign in yet."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Level, Staff, Unit
from goodfaith.trust.queries import read_organisation
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.roles import Role
from goodfaith.trust.services.accounts import set_password
from goodfaith.trust.services.organisation import add_unit
from goodfaith.trust.services.people import add_person, grant_role


def add_staff(
    *, number: str, name: str, role: Role, unit: str, password: str, now: datetime
) -> tuple[Staff, bool]:
    """Somebody with a role in the unit of that code, who can sign in, and whether the unit is new.

    Without a code it is the top. In an empty organisation the unit is made, as its top. Somebody who is known keeps what they
    have and gets the role and the password besides. Raises `Refused`, and Django's
    `ValidationError` for a password that is too weak.
    """
    day = timezone.localdate(now)
    with transaction.atomic():
        found, is_new = _unit(unit, now)
        staff = Staff.objects.filter(number__iexact=number.strip()).first() or add_person(
            actor=SYSTEM, number=number, name=name, unit=found, from_on=day, now=now
        )
        validate_password(password, staff)
        set_password(actor=SYSTEM, staff=staff, password=password, now=now)
        held = staff.assignments.filter(role=role, unit=found, during__contains=day)
        if not held.exists():
            grant_role(actor=SYSTEM, staff=staff, role=role, unit=found, from_on=day, now=now)
    return staff, is_new


def _unit(code: str, now: datetime) -> tuple[Unit, bool]:
    day = timezone.localdate(now)
    tops = read_organisation().on(day).tops
    if not code:
        refuse_if(WHICH_UNIT if len(tops) > 1 else None)
        code = tops[0].code if tops else FIRST_CODE
    if found := Unit.objects.filter(code=code).first():
        return found, False
    refuse_if(NO_SUCH_UNIT if tops else None)
    level, _made = Level.objects.get_or_create(
        order=1, defaults={"name": "总公司", "english_name": "Head office"}
    )
    unit = add_unit(
        actor=SYSTEM, code=code, name=code, level=level, parent=None, from_on=day, now=now
    )
    return unit, True


FIRST_CODE = "HQ"
WHICH_UNIT = Refusal("which_unit", "there are several tops, name one", "unit")
NO_SUCH_UNIT = Refusal("no_such_unit", "no unit has this code", "unit")
