"""People and units for the search box."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.finding import Hit
from goodfaith.trust.queries import organisation
from goodfaith.trust.showing import person_rows
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import people_visible_to, units_visible_to


def find(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """People by name or number, units by name or code."""
    found = _people(viewer, text, limit) if viewer.may("people.read") else []
    return found + (_units(viewer, text, limit) if viewer.may("organisation.read") else [])


def _people(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    day = timezone.localdate()
    rows = people_visible_to(viewer, day).filter(
        Q(name__icontains=text) | Q(number__istartswith=text), is_active=True
    )
    shown = person_rows(rows.order_by("name_key", "pk")[:limit], organisation().on(day), day)
    return [
        Hit(
            _("People"), f"{row.staff.name} {row.staff.number}", row.unit.name if row.unit else "",
            reverse("trust:person", args=[row.staff.pk]),
        )
        for row in shown
    ]  # fmt: skip


def _units(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    tree, folded = organisation().on(timezone.localdate()), text.casefold()
    shown = units_visible_to(viewer, tree)
    found = [
        unit
        for unit in tree.units.values()
        if unit.id in shown and (folded in unit.name.casefold() or folded == unit.code.casefold())
    ]
    return [
        Hit(_("Units"), unit.name, unit.code, f"{reverse('trust:organisation')}?unit={unit.id}")
        for unit in sorted(found, key=lambda u: u.name_key)[:limit]
    ]
