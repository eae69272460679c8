"""What this room writes into the ledger, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing
from goodfaith.trust.models import (
    Level,
    Licence,
    Staff,
    Unit,
    Unmasking,
)
from goodfaith.trust.queries import organisation
from goodfaith.trust.roles import ACT_WORDS, Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import people_visible_to, tokens_visible_to, units_visible_to

Found = dict[str, NameAndPlace]


def _people(viewer: Viewer, ids: Sequence[str]) -> Found:
    seen = people_visible_to(viewer, timezone.localdate()).filter(pk__in=ids)
    return {
        str(pk): (f"{name} {number}", _at(viewer, "people.read", "trust:person", pk))
        for pk, name, number in seen.values_list("pk", "name", "number")
    }


def _units(viewer: Viewer, ids: Sequence[str]) -> Found:
    """Also those that were closed, which are in no tree of today: by name, without a page."""
    seen = units_visible_to(viewer, organisation().on(timezone.localdate()))
    place = reverse("trust:organisation") if viewer.may("organisation.read") else ""
    return {
        str(pk): (name, f"{place}?unit={pk}" if place and pk in seen else "")
        for pk, name in Unit.objects.filter(pk__in=ids).values_list("pk", "name")
    }


def _tokens(viewer: Viewer, ids: Sequence[str]) -> Found:
    seen: Any = tokens_visible_to(viewer, timezone.localdate()).filter(pk__in=ids)
    return {
        str(pk): (name, _at(viewer, "people.read", "trust:person", staff))
        for pk, name, staff in seen.values_list("pk", "name", "staff_id")
    }


def _licences(viewer: Viewer, ids: Sequence[str]) -> Found:
    rows = Licence.objects.filter(pk__in=ids).values_list("pk", "staff_id")
    holders = _people(viewer, [str(staff) for _pk, staff in rows])
    return {str(pk): holders[str(staff)] for pk, staff in rows if str(staff) in holders}


def _levels(viewer: Viewer, ids: Sequence[str]) -> Found:
    place = reverse("trust:levels") if viewer.may("organisation.change") else ""
    return {str(row.pk): (str(row), place) for row in Level.objects.filter(pk__in=ids)}


def _at(viewer: Viewer, act: str, name: str, id: int) -> str:
    return reverse(name, args=[id]) if viewer.may(act) else ""


def _kinds() -> Mapping[str, Any]:
    return dict(Unit.Kind.choices) | dict(Staff.Kind.choices) | dict(Licence.Kind.choices)


RECORDED: dict[str, Any] = {
    "session.begun": _("Signed in"),
    "session.left": _("Signed out"),
    "session.refused": _("Signing in refused"),
    "session.ended": _("A session ended"),
    "sessions.ended": _("All sessions ended"),
    "password.set": _("Password set"),
    "password.changed": _("Password changed"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.reset": _("Second factor reset"),
    "person.added": _("Person added"),
    "person.changed": _("Person changed"),
    "person.invited": _("Person invited"),
    "person.moved": _("Person moved"),
    "person.deactivated": _("Account closed"),
    "person.activated": _("Account opened"),
    "role.granted": _("Role given"),
    "role.ended": _("Role ended"),
    "licence.added": _("Licence added"),
    "level.named": _("Level named"),
    "unit.added": _("Unit added"),
    "unit.renamed": _("Unit renamed"),
    "unit.moved": _("Unit moved"),
    "unit.closed": _("Unit closed"),
    "organisation.established": _("Organisation established"),
    "token.created": _("Token created"),
    "token.revoked": _("Token revoked"),
    "private.unmasked": _("Private data unmasked"),
    "table.exported": _("Table exported"),
}

THINGS: dict[str, Thing] = {
    "trust.staff": Thing(_("Person"), _people),
    "trust.unit": Thing(_("Unit"), _units),
    "trust.apitoken": Thing(_("Token"), _tokens),
    "trust.licence": Thing(_("Licence of"), _licences),
    "trust.level": Thing(_("Level"), _levels),
    "trust.signin": Thing(_("Session")),
    "organisation": Thing(_("Organisation")),
}
DETAILS: dict[str, Detail] = {
    "staff": Detail(_("Person"), "trust.staff"),
    "unit": Detail(_("Unit"), "trust.unit"),
    "parent": Detail(_("Below"), "trust.unit"),
    "role": Detail(_("Role"), words=lambda: dict(Role.choices)),
    "scopes": Detail(_("It may"), words=lambda: ACT_WORDS),
    "reason": Detail(_("What for"), words=lambda: dict(Unmasking.Reason.choices)),
    "kind": Detail(_("Kind"), words=_kinds),
    "from_on": Detail(_("First day")),
    "to_on": Detail(_("Up to, not on")),
    "on": Detail(_("On")),
    "organisation.established staff": Detail(_("People")),
    "units": Detail(_("Units")),
    "positions": Detail(_("Places in the tree")),
    "placements": Detail(_("Places of work")),
    "assignments": Detail(_("Roles")),
    "licences": Detail(_("Licences")),
}
