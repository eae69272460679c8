"""Who may change whom: nobody gives away, or takes over, more than they hold themselves.

The system (the command line, imports) is not asked: whoever runs those holds the keys anyway.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.models import Assignment, Staff
from goodfaith.trust.queries import organisation
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.roles import Role


def part_of(staff_id: int, day: date, *roles: Role) -> frozenset[int]:
    """The units in which, on `day`, somebody holds one of `roles`, and all below them."""
    held = Assignment.objects.filter(staff_id=staff_id, role__in=roles, during__contains=day)
    tree = organisation().on(day)
    units = held.values_list("unit_id", flat=True)
    return frozenset(below for unit in units for below in tree.subtree(unit))


def holds_everything(staff_id: int, day: date) -> bool:
    """Whether somebody is an administrator of the top of every tree."""
    part = part_of(staff_id, day, Role.ADMINISTRATOR)
    tops = organisation().on(day).tops
    return bool(tops) and all(top.id in part for top in tops)


def check_unit(actor: Actor, unit_id: int, day: date) -> None:
    """Raises `Refused` unless the unit is in the part that `actor` administers."""
    me = staff_id_of(actor)
    if me is not None and unit_id not in part_of(me, day, Role.ADMINISTRATOR):
        refuse_if(OUTSIDE)


def check_role(actor: Actor, role: Role, unit_id: int, day: date) -> None:
    """Raises `Refused` for a role that reaches further than the actor does.

    Compliance sees everything wherever it is held: only who administers everything may give it.
    """
    check_unit(actor, unit_id, day)
    me = staff_id_of(actor)
    if me is not None and role == Role.COMPLIANCE and not holds_everything(me, day):
        refuse_if(TOO_FAR)


def check_person(actor: Actor, staff: Staff, day: date) -> None:
    """Raises `Refused` if `staff` reaches beyond the actor's part, today or later.

    Else an administrator of a branch could take over the account of one of the whole company.
    """
    me = staff_id_of(actor)
    if me is None:
        return
    part = part_of(me, day, Role.ADMINISTRATOR)
    living = Q(during__upper_inf=True) | Q(during__endswith__gt=day)
    held = set(staff.assignments.filter(living).values_list("role", "unit_id"))
    beyond = {unit for _, unit in held} - part
    wide = any(role == Role.COMPLIANCE for role, _ in held)
    if beyond or (wide and not holds_everything(me, day)):
        refuse_if(TOO_FAR)
    placed = staff.placements.filter(during__contains=day).values_list("unit_id", flat=True)
    if not part.issuperset(placed):
        refuse_if(OUTSIDE)


OUTSIDE = Refusal("outside_your_part", _("That is outside the part you administer."), "unit")
TOO_FAR = Refusal(
    "reaches_further",
    _("This reaches further than the part you administer; who administers the whole can do it."),
)
