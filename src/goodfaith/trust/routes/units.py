"""Units: the tree as of a day, and changing it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import creating
from goodfaith.trust.api_access import caller
from goodfaith.trust.models import Level, Unit
from goodfaith.trust.organisation import Tree, UnitValue
from goodfaith.trust.queries import organisation
from goodfaith.trust.routes.answering import (
    now,
    refusals_told,
    unit_administered,
    unit_seen,
)
from goodfaith.trust.services import organisation as services
from goodfaith.trust.visibility import units_visible_to

router = Router(tags=["organisation"])
KindName = Literal["own", "outsourced", "bank"]


class UnitOut(Schema):
    """A unit as of a day; `parent` is null at the top of what may be seen."""

    code: str
    name: str
    kind: KindName
    level: int
    parent: str | None


class UnitsOut(Schema):
    """The visible part of the tree on a day, each unit after the one it hangs below."""

    on: date
    items: list[UnitOut]


class UnitIn(Schema):
    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=120)
    level: int = Field(ge=0, le=32_767, description="order of its level; the top is lowest")
    kind: KindName = "own"
    parent: str | None = Field(None, max_length=64, description="code; null: the top of a tree")
    from_on: date


class UnitChange(Schema):
    """A new name, and a new place from a day on; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    parent: str | None = Field(None, max_length=64)
    from_on: date | None = None
    to_on: date | None = None
    closed_on: date | None = None


@router.get("/units", auth=acting("organisation.read"), response=UnitsOut, summary="The tree")
def list_units(request: HttpRequest, on: date | None = None) -> object:
    """As of a day; today without one."""
    day = on or timezone.localdate()
    tree = organisation().on(day)
    seen = units_visible_to(caller(request), tree)
    tops = [u for u in tree.units.values() if u.id in seen and tree.parent(u.id) not in seen]
    ordered = [id for top in sorted(tops, key=lambda u: u.code) for id in tree.subtree(top.id)]
    return {"on": day, "items": [_out(tree, tree.units[id], seen) for id in ordered]}


@router.get("/units/{code}", auth=acting("organisation.read"), response=UnitOut, summary="One unit")
def get_unit(request: HttpRequest, code: str, on: date | None = None) -> object:
    """As of a day; today without one."""
    day = on or timezone.localdate()
    viewer, tree = caller(request), organisation().on(day)
    unit = unit_seen(viewer, code, day)
    return _out(tree, tree.units[unit.pk], units_visible_to(viewer, tree))


@router.post(
    "/units", auth=acting("organisation.change"), response={201: UnitOut}, summary="Add a unit"
)
@creating
def add_unit(request: HttpRequest, body: UnitIn) -> object:
    """It is there from a day on."""
    viewer = caller(request)
    parent = unit_administered(viewer, body.parent) if body.parent else None
    level = get_object_or_404(Level, order=body.level)
    with refusals_told():
        unit = services.add_unit(
            actor=viewer, code=body.code, name=body.name, level=level, parent=parent,
            from_on=body.from_on, kind=body.kind, now=now(),
        )  # fmt: skip
    return Status(201, _answer(unit))


@router.patch(
    "/units/{code}", auth=acting("organisation.change"), response=UnitOut, summary="Change a unit"
)
def change_unit(request: HttpRequest, code: str, body: UnitChange) -> object:
    """Rename it; move it with all below from `from_on`; close it from `closed_on`."""
    viewer, at = caller(request), now()
    unit = unit_administered(viewer, code)
    with refusals_told():
        if body.name is not None:
            services.rename_unit(actor=viewer, unit=unit, name=body.name, now=at)
        if body.parent is not None:
            parent = unit_administered(viewer, body.parent)
            services.move_unit(
                actor=viewer, unit=unit, parent=parent, to_on=body.to_on, now=at,
                from_on=body.from_on or timezone.localdate(at),
            )  # fmt: skip
        if body.closed_on is not None:
            services.close_unit(actor=viewer, unit=unit, on=body.closed_on, now=at)
    return _answer(unit)


def _answer(unit: Unit) -> dict[str, Any]:
    known = organisation()
    tree = known.on(timezone.localdate())
    if unit.pk not in known.units:
        raise Http404
    return _out(tree, known.units[unit.pk], frozenset(tree.units))


def _out(tree: Tree, unit: UnitValue, seen: frozenset[int]) -> dict[str, Any]:
    parent = tree.parent(unit.id)
    return {
        "code": unit.code, "name": unit.name, "kind": unit.kind, "level": unit.level,
        "parent": tree.units[parent].code if parent in seen and parent is not None else None,
    }  # fmt: skip
