"""Changing the tree and who sits where: with dates, told late or planned ahead."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.authority import OUTSIDE, check_person, check_unit, holds_everything
from goodfaith.trust.changes import OrganisationChanged
from goodfaith.trust.ledger import Actor, staff_id_of
from goodfaith.trust.models import Level, Placement, Staff, Unit, UnitPosition
from goodfaith.trust.name_order import name_key
from goodfaith.trust.organisation import TOP, Organisation
from goodfaith.trust.queries import read_organisation
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.services.storing import (
    Move,
    Timeline,
    lock_organisation,
    placements_of,
    positions_of,
    store_placements,
    store_positions,
)
from goodfaith.trust.timeline import Stretch, changed_range, end_of_change, lay_over


def name_levels(*, actor: Actor, levels: list[tuple[int, str, str]], now: datetime) -> None:
    """Set the names of the ranks of the tree: order, name, English name. Others stay.

    Raises `Refused` for whoever does not administer everything, and for a rank without a name.
    """
    with transaction.atomic():
        _check_place(actor, None, timezone.localdate(now))
        refuse_if(None if all(name.strip() for _, name, _english in levels) else LEVEL_NAMELESS)
        for order, name, english_name in levels:
            level, _made = Level.objects.update_or_create(
                order=order, defaults={"name": name, "english_name": english_name}
            )
            ledger.record(actor, "level.named", level, now)


def add_unit(
    *,
    actor: Actor,
    code: str,
    name: str,
    level: Level,
    parent: Unit | None,
    from_on: date,
    now: datetime,
    kind: str = Unit.Kind.OWN,
) -> Unit:
    """A new unit that hangs below `parent`, or is the top of a tree, from `from_on` on.

    Raises `Refused`: the code is taken, the parent is not there on that day, or of a lower level.
    """
    with transaction.atomic():
        lock_organisation()
        _check_place(actor, parent, timezone.localdate(now))
        known = read_organisation()
        refuse_if(
            CODE_TAKEN if Unit.objects.filter(code=code).exists() else None,
            NAMELESS if not code.strip() or not name.strip() else None,
            parent_missing(known, parent, from_on, None),
            LEVEL_NOT_BELOW if parent and parent.level.order > level.order else None,
        )
        unit = Unit.objects.create(
            code=code.strip(), name=name.strip(), name_key=name_key(name), level=level, kind=kind
        )
        store_positions(unit.pk, [], [Stretch(parent.pk if parent else TOP, from_on)])
        ledger.record(actor, "unit.added", unit, now, parent=_id(parent), from_on=str(from_on))
    return unit


def rename_unit(*, actor: Actor, unit: Unit, name: str, now: datetime) -> None:
    """The name of a unit on every day: a new name is not a new unit."""
    with transaction.atomic():
        check_unit(actor, unit.pk, timezone.localdate(now))
        refuse_if(NAMELESS if not name.strip() else None)
        unit.name, unit.name_key = name.strip(), name_key(name)
        unit.save(update_fields=["name", "name_key"])
        ledger.record(actor, "unit.renamed", unit, now)


def move_unit(
    *,
    actor: Actor,
    unit: Unit,
    parent: Unit | None,
    from_on: date,
    now: datetime,
    to_on: date | None = None,
) -> Move | None:
    """Hang a unit, with all below it, elsewhere from `from_on`; by default until its next move.

    What `undo_move` takes comes back, None if nothing changed. Days in the past are corrected:
    what was said then belongs to the new path. Raises `Refused`: the unit would hang below itself
    on some day, or the parent is not there all the time.
    """
    with transaction.atomic():
        lock_organisation()
        day = timezone.localdate(now)
        check_unit(actor, unit.pk, day)
        _check_place(actor, parent, day)
        before = positions_of(unit.pk)
        end = to_on or end_of_change(before, from_on)
        refuse_if(PERIOD_EMPTY if end is not None and end <= from_on else None)
        after = lay_over(before, parent.pk if parent else TOP, from_on, end)
        changed = read_organisation().with_positions(unit.pk, after)
        refuse_if(
            parent_missing(changed, parent, from_on, end),
            LEVEL_NOT_BELOW if parent and parent.level.order > unit.level.order else None,
            CIRCLE if changed.circle_through(unit.pk) else None,
        )
        return store_unit(actor, "unit.moved", unit, before, after, now, parent=_id(parent))


def close_unit(*, actor: Actor, unit: Unit, on: date, now: datetime) -> Move | None:
    """The unit is gone from `on`; what `undo_move` takes comes back.

    Raises `Refused` while anything hangs or works there.
    """
    with transaction.atomic():
        lock_organisation()
        check_unit(actor, unit.pk, timezone.localdate(now))
        before = positions_of(unit.pk)
        later = Q(during__upper_inf=True) | Q(during__endswith__gt=on)
        refuse_if(
            HAS_UNITS if UnitPosition.objects.filter(later, parent=unit).exists() else None,
            HAS_PEOPLE if Placement.objects.filter(later, unit=unit).exists() else None,
            NOT_THERE if not any(s.to_on is None or s.to_on > on for s in before) else None,
        )
        after = lay_over(before, None, on, None)
        return store_unit(actor, "unit.closed", unit, before, after, now)


def move_person(
    *,
    actor: Actor,
    staff: Staff,
    unit: Unit | None,
    from_on: date,
    now: datetime,
    to_on: date | None = None,
) -> Move | None:
    """`staff` works in `unit` from `from_on`; by default until the next move that is known.

    What `undo_move` takes comes back, None if nothing changed. Without a unit they work nowhere.
    Raises `Refused` if the unit is not there.
    """
    with transaction.atomic():
        lock_organisation()
        day = timezone.localdate(now)
        check_person(actor, staff, day)
        if unit is not None:
            check_unit(actor, unit.pk, day)
        before = placements_of(staff.pk)
        end = to_on or end_of_change(before, from_on)
        refuse_if(
            PERIOD_EMPTY if end is not None and end <= from_on else None,
            parent_missing(read_organisation(), unit, from_on, end),
        )
        after = lay_over(before, unit.pk if unit else None, from_on, end)
        return store_person(actor, "person.moved", staff, before, after, now, unit=_id(unit))


def store_person(
    actor: Actor,
    act: str,
    staff: Staff,
    before: Timeline,
    after: Timeline,
    now: datetime,
    **details: int | None,
) -> Move | None:
    """Where somebody works is `after` from now on, told to the ledger and to other rooms."""
    if not (range_ := changed_range(before, after)):
        return None
    store_placements(staff.pk, before, after)
    ledger.record(actor, act, staff, now, from_on=str(range_[0]), to_on=_day(range_[1]), **details)
    publish(OrganisationChanged(range_[0], range_[1], staff_ids=(staff.pk,)))
    return Move("person", staff.pk, tuple(before), tuple(after))


def store_unit(
    actor: Actor,
    act: str,
    unit: Unit,
    before: Timeline,
    after: Timeline,
    now: datetime,
    **details: int | None,
) -> Move | None:
    """Where a unit hangs is `after` from now on, told to the ledger and to other rooms."""
    if not (range_ := changed_range(before, after)):
        return None
    store_positions(unit.pk, before, after)
    ledger.record(actor, act, unit, now, from_on=str(range_[0]), to_on=_day(range_[1]), **details)
    publish(OrganisationChanged(range_[0], range_[1], unit_ids=(unit.pk,)))
    return Move("unit", unit.pk, tuple(before), tuple(after))


def _check_place(actor: Actor, parent: Unit | None, day: date) -> None:
    """A new top is for those who administer everything."""
    if parent is not None:
        check_unit(actor, parent.pk, day)
    elif (me := staff_id_of(actor)) is not None and not holds_everything(me, day):
        refuse_if(OUTSIDE)


def parent_missing(
    known: Organisation, unit: Unit | None, from_on: date, to_on: date | None
) -> Refusal | None:
    """Whether `unit` is not there on some day from `from_on` up to `to_on`."""
    if unit is None:
        return None
    days = [day for day in known.changes if day > from_on and (to_on is None or day < to_on)]
    return None if all(unit.pk in known.on(day) for day in (from_on, *days)) else NOT_THERE


def _id(unit: Unit | None) -> int | None:
    return unit.pk if unit else None


def _day(day: date | None) -> str | None:
    return str(day) if day else None


CODE_TAKEN = Refusal("code_taken", _("Another unit has this code."), "code")
NAMELESS = Refusal("nameless", _("A unit needs a code and a name."), "name")
LEVEL_NAMELESS = Refusal("level_nameless", _("Each level needs a name."))
NOT_THERE = Refusal("unit_not_there", _("That unit does not exist on all of these days."), "unit")
LEVEL_NOT_BELOW = Refusal(
    "level_not_below", _("A unit does not hang below one of a lower level."), "parent"
)
CIRCLE = Refusal("circle", _("A unit cannot hang below itself."), "parent")
PERIOD_EMPTY = Refusal("period_empty", _("The last day is before the first."), "to_on")
HAS_UNITS = Refusal("has_units", _("Other units hang below it: move or close them first."))
HAS_PEOPLE = Refusal("has_people", _("People work there: move them first."))
