"""People and programs: their accounts, what they may do where, what they are licensed for."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.authority import check_person, check_role, check_unit
from goodfaith.trust.changes import OrganisationChanged
from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.models import Assignment, Licence, Placement, Staff, Unit
from goodfaith.trust.name_order import name_key
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.roles import Role
from goodfaith.trust.services.storing import during, lock_organisation


def add_person(
    *,
    actor: Actor,
    number: str,
    name: str,
    unit: Unit,
    from_on: date,
    now: datetime,
    email: str = "",
    kind: str = Staff.Kind.PERSON,
) -> Staff:
    """Somebody who works in `unit` from `from_on`; they cannot sign in until they are invited.

    Raises `Refused`: number or e-mail address are taken, or empty where they must not be.
    """
    with transaction.atomic():
        check_unit(actor, unit.pk, timezone.localdate(now))
        refuse_if(*_number_refusals(number, name), _email_refusal(email))
        staff = Staff.objects.create_user(
            number.strip(), name=name.strip(), name_key=name_key(name), email=email.strip(),
            joined_on=from_on, kind=kind,
        )  # fmt: skip
        Placement.objects.create(staff=staff, unit=unit, during=during(from_on, None))
        ledger.record(actor, "person.added", staff, now, unit=unit.pk, kind=str(kind))
        publish(OrganisationChanged(from_on, staff_ids=(staff.pk,)))
    return staff


def change_person(*, actor: Actor, staff: Staff, name: str, email: str, now: datetime) -> None:
    """Correct a name or an e-mail address. Raises `Refused`."""
    with transaction.atomic():
        check_person(actor, staff, timezone.localdate(now))
        refuse_if(NAMELESS if not name.strip() else None, _email_refusal(email, staff.pk))
        staff.name, staff.name_key, staff.email = name.strip(), name_key(name), email.strip()
        staff.save(update_fields=["name", "name_key", "email"])
        ledger.record(actor, "person.changed", staff, now)


def grant_role(
    *,
    actor: Actor,
    staff: Staff,
    role: Role,
    unit: Unit,
    from_on: date,
    now: datetime,
    to_on: date | None = None,
) -> Assignment:
    """`staff` holds `role` in `unit` and below from `from_on` up to `to_on`. Raises `Refused`."""
    with transaction.atomic():
        lock_organisation()
        day = timezone.localdate(now)
        check_person(actor, staff, day)
        check_role(actor, role, unit.pk, day)
        refuse_if(PERIOD_EMPTY if to_on is not None and to_on <= from_on else None)
        range_ = during(from_on, to_on)
        same = Assignment.objects.filter(staff=staff, role=role, unit=unit, during__overlap=range_)
        refuse_if(ROLE_HELD if same.exists() else None)
        held = Assignment.objects.create(staff=staff, role=role, unit=unit, during=range_)
        ledger.record(
            actor, "role.granted", staff, now,
            role=str(role), unit=unit.pk, from_on=str(from_on), to_on=str(to_on) if to_on else None,
        )  # fmt: skip
    return held


def end_role(*, actor: Actor, assignment: Assignment, on: date, now: datetime) -> None:
    """The role is held no longer from `on`; one that began no earlier was never held.

    Raises `Refused` where nobody would be left who administers that top of the organisation.
    """
    with transaction.atomic():
        lock_organisation()
        day = timezone.localdate(now)
        check_person(actor, assignment.staff, day)
        check_role(actor, Role(assignment.role), assignment.unit_id, day)
        refuse_if(LAST_ADMINISTRATOR if _is_last(assignment, on) else None)
        ledger.record(
            actor, "role.ended", assignment.staff, now,
            role=assignment.role, unit=assignment.unit_id, on=str(on),
        )  # fmt: skip
        if on <= assignment.during.lower:
            assignment.delete()
        else:
            assignment.during = during(assignment.during.lower, on)
            assignment.save(update_fields=["during"])


def add_licence(
    *,
    actor: Actor,
    staff: Staff,
    kind: str,
    from_on: date,
    now: datetime,
    number: str = "",
    grade: int | None = None,
    to_on: date | None = None,
) -> Licence:
    """A registration, or a sales grade, from `from_on` up to `to_on`; ends one of its kind before.

    Raises `Refused`: a grade without a number from 1 to 9, a registration without its number.
    """
    with transaction.atomic():
        lock_organisation()
        check_person(actor, staff, timezone.localdate(now))
        is_grade = kind == Licence.Kind.GRADE
        refuse_if(
            PERIOD_EMPTY if to_on is not None and to_on <= from_on else None,
            NO_GRADE if is_grade and (grade is None or not 1 <= grade <= 9) else None,
            NO_NUMBER if not is_grade and not number.strip() else None,
        )
        earlier = staff.licences.filter(kind=kind, during__contains=from_on)
        for licence in earlier.filter(during__startswith__lt=from_on):
            licence.during = during(licence.during.lower, from_on)
            licence.save(update_fields=["during"])
        staff.licences.filter(kind=kind, during__startswith=from_on).delete()
        licence = Licence.objects.create(
            staff=staff,
            kind=kind,
            number=number.strip(),
            grade=grade,
            during=during(from_on, to_on),
        )
        ledger.record(actor, "licence.added", licence, now, staff=staff.pk, kind=str(kind))
    return licence


def _is_last(assignment: Assignment, on: date) -> bool:
    if assignment.role != Role.ADMINISTRATOR:
        return False
    top = assignment.unit.positions.filter(during__contains=on, parent=None)
    others = Assignment.objects.filter(
        Q(during__upper_inf=True), role=Role.ADMINISTRATOR, unit=assignment.unit,
        staff__is_active=True, staff__kind=Staff.Kind.PERSON, during__contains=on,
    )  # fmt: skip
    return top.exists() and not others.exclude(pk=assignment.pk).exists()


def check_not_oneself(actor: Actor, staff: Staff) -> None:
    """Raises `Refused`: nobody locks themselves out."""
    refuse_if(ONESELF if staff_id_of(actor) == staff.pk else None)


def _number_refusals(number: str, name: str) -> list[Refusal | None]:
    taken = Staff.objects.filter(number__iexact=number.strip()).exists()
    return [
        NUMBERLESS if not number.strip() or "@" in number else None,
        NUMBER_TAKEN if taken else None,
        NAMELESS if not name.strip() else None,
    ]


def _email_refusal(email: str, but: int | None = None) -> Refusal | None:
    if not email.strip():
        return None
    others = Staff.objects.filter(email__iexact=email.strip()).exclude(pk=but or 0)
    return EMAIL_TAKEN if others.exists() else None


NUMBERLESS = Refusal("numberless", _("A staff number is needed, without an @."), "number")
NUMBER_TAKEN = Refusal("number_taken", _("Somebody else has this staff number."), "number")
NAMELESS = Refusal("nameless", _("A name is needed."), "name")
EMAIL_TAKEN = Refusal("email_taken", _("Somebody else has this e-mail address."), "email")
PERIOD_EMPTY = Refusal("period_empty", _("The last day is before the first."), "to_on")
ROLE_HELD = Refusal(
    "role_held", _("This role is held there already on some of these days."), "role"
)
LAST_ADMINISTRATOR = Refusal(
    "last_administrator", _("Nobody else would administer the organisation: name somebody first.")
)
NO_GRADE = Refusal("no_grade", _("A grade is a number from 1 to 9."), "grade")
NO_NUMBER = Refusal("no_number", _("A registration has a number."), "number")
ONESELF = Refusal("oneself", _("Nobody does this to their own account."))
