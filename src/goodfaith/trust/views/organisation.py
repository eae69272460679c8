"""The tree as of a day, one unit beside it, and what can be done to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.forms.acting import ActForm, Setting, carried_out, forms_of, today_or
from goodfaith.trust.forms.organisation import AddUnit, CloseUnit, MoveUnit, RenameUnit
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.organisation import Tree
from goodfaith.trust.queries import organisation as known_organisation
from goodfaith.trust.roles import Role
from goodfaith.trust.showing import holders, people_by_unit, person_rows, unit_rows
from goodfaith.trust.visibility import units_visible_to

_PEOPLE = 50


@page("organisation.read")
def organisation(request: ViewedRequest) -> HttpResponse:
    """`on` chooses the day, `unit` the unit that stands beside the tree."""
    setting = Setting(request.viewer, timezone.now())
    day = today_or(request.GET.get("on", ""), setting.today)
    tree = known_organisation().on(day)
    shown = units_visible_to(request.viewer, tree)
    unit = _chosen(request, tree, shown)
    forms = _forms(request, setting, unit)
    if request.method == "POST" and (done := carried_out(request, forms, request.get_full_path())):
        return done
    people = people_by_unit(tree, shown, day)
    context = {
        "day": day,
        "today": setting.today,
        "rows": unit_rows(tree, shown, unit.pk if unit else None, people),
        "total": sum(people.get(top.id, 0) for top in tree.tops if top.id in shown),
        "units": len(shown),
        "forms": forms,
        **(_beside(tree, unit, people, setting, day) if unit else {}),
    }
    return render(request, "trust/organisation.html", context)


def _chosen(request: ViewedRequest, tree: Tree, shown: frozenset[int]) -> Unit | None:
    """The unit of the address, else the first of the tops that are seen."""
    text = request.GET.get("unit", "")
    if not text:
        tops = [u for u in tree.units.values() if u.id in shown and tree.parent(u.id) not in shown]
        if not tops:
            return None
        text = str(min(tops, key=lambda u: (u.level, u.name_key)).id)
    if id_in(text) not in shown:
        raise Http404
    return get_object_or_404(Unit.objects.select_related("level"), pk=id_in(text))


def _forms(request: ViewedRequest, setting: Setting, unit: Unit | None) -> dict[str, ActForm]:
    if not request.viewer.may("organisation.change"):
        if request.method == "POST":
            raise Http404
        return {}
    kinds: list[type[ActForm]] = [AddUnit]
    if unit is not None:
        kinds += [MoveUnit, RenameUnit, CloseUnit]
    return forms_of(kinds, setting, unit, request.POST or None)


def _beside(
    tree: Tree, unit: Unit, people: dict[int, int], setting: Setting, day: Any
) -> dict[str, Any]:
    working = Staff.objects.filter(placements__unit=unit, placements__during__contains=day)
    found = working.order_by("name_key", "pk")[: _PEOPLE + 1]
    rows = person_rows(found, tree, day)
    positions = unit.positions.select_related("parent").order_by("-during")
    return {
        "unit": unit,
        "path": [tree.units[id] for id in reversed(tree.path(unit.pk)[1:])],
        "visible": setting.visible,
        "unit_people": people.get(unit.pk, 0),
        "managers": holders(Role.MANAGER, unit.pk, day),
        "people": rows[:_PEOPLE],
        "more_people": len(rows) > _PEOPLE,
        "positions": positions,
    }
