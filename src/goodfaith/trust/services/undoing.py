"""Taking a move back, as long as nothing came in between."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.authority import check_person, check_unit
from goodfaith.trust.ledger import Actor
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.organisation import TOP
from goodfaith.trust.queries import read_organisation
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.services.organisation import (
    CIRCLE,
    parent_missing,
    store_person,
    store_unit,
)
from goodfaith.trust.services.storing import (
    Move,
    lock_organisation,
    placements_of,
    positions_of,
)


def undo_move(*, actor: Actor, move: Move, now: datetime) -> None:
    """Everything of that person or unit is again as it was before `move`.

    Raises `Refused`: it was changed since, a unit that it goes back to is gone, or `actor` may not
    change it any more.
    """
    with transaction.atomic():
        lock_organisation()
        if move.kind == "unit":
            _hang_back(actor, move, now)
        else:
            _send_back(actor, move, now)


def _hang_back(actor: Actor, move: Move, now: datetime) -> None:
    unit = Unit.objects.select_related("level").filter(pk=move.id).first()
    refuse_if(CHANGED_SINCE if unit is None else None)
    assert unit is not None
    found, before = positions_of(unit.pk), list(move.before)
    refuse_if(CHANGED_SINCE if found != list(move.after) else None)
    known, day = read_organisation(), timezone.localdate(now)
    back = known.with_positions(unit.pk, before)
    for place in {unit.pk, *(s.value for s in before)} & known.on(day).units.keys():
        check_unit(actor, place, day)
    refuse_if(CIRCLE if back.circle_through(unit.pk) else None, _gone(move))
    store_unit(actor, "unit.moved", unit, found, before, now, undone=1)


def _send_back(actor: Actor, move: Move, now: datetime) -> None:
    staff = Staff.objects.filter(pk=move.id).first()
    refuse_if(CHANGED_SINCE if staff is None else None)
    assert staff is not None
    check_person(actor, staff, timezone.localdate(now))
    found = placements_of(staff.pk)
    refuse_if(CHANGED_SINCE if found != list(move.after) else None, _gone(move))
    store_person(actor, "person.moved", staff, found, list(move.before), now, undone=1)


def _gone(move: Move) -> Refusal | None:
    """Whether a unit of the timeline before is not there on a day on which it is gone back to."""
    known = read_organisation()
    units = Unit.objects.in_bulk({s.value for s in move.before if s.value != TOP})
    again = [s for s in move.before if s not in move.after and s.value != TOP]
    found = (
        CHANGED_SINCE
        if s.value not in units
        else parent_missing(known, units[s.value], s.from_on, s.to_on)
        for s in again
    )
    return next((refusal for refusal in found if refusal), None)


CHANGED_SINCE = Refusal("changed_since", _("It was changed since: nothing was taken back."))
