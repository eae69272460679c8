"""People: who works where, in which roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paged, Paging, creating, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.models import Assignment, Placement, Staff
from goodfaith.trust.organisation_plan import RoleName
from goodfaith.trust.roles import Role
from goodfaith.trust.routes.answering import (
    Period,
    now,
    person_named,
    refusals_told,
    unit_administered,
)
from goodfaith.trust.services import accounts
from goodfaith.trust.services import organisation as moves
from goodfaith.trust.services import people as services
from goodfaith.trust.tables import people_rows

router = Router(tags=["people"])
_ORDER = ("name_key", "id")


class PlacementOut(Period):
    """Where somebody works, worked or will work."""

    unit: str

    @staticmethod
    def of(row: Placement) -> dict[str, Any]:
        return {"unit": row.unit.code, "from_on": row.during.lower, "to_on": row.during.upper}


class RoleOut(Period):
    """A role that somebody holds in a unit and below."""

    id: int
    role: RoleName
    unit: str

    @staticmethod
    def of(row: Assignment) -> dict[str, Any]:
        return {
            "id": row.pk, "role": row.role, "unit": row.unit.code,
            "from_on": row.during.lower, "to_on": row.during.upper,
        }  # fmt: skip


class PersonOut(Schema):
    """Somebody who works here, or a program; placements and roles latest first."""

    number: str
    name: str
    email: str
    kind: Literal["person", "service"]
    is_active: bool
    last_login: datetime | None
    placements: list[PlacementOut]
    roles: list[RoleOut]

    @staticmethod
    def resolve_placements(row: Staff) -> list[dict[str, Any]]:
        return [PlacementOut.of(each) for each in row.placements.all()]

    @staticmethod
    def resolve_roles(row: Staff) -> list[dict[str, Any]]:
        return [RoleOut.of(each) for each in row.assignments.all()]


class PeopleAsked(Schema):
    q: str = Field("", max_length=120, description="part of a name, beginning of a number")
    role: RoleName | None = None
    closed: bool = Field(False, description="accounts that are closed instead")


class PersonIn(Schema):
    number: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=120)
    email: str = Field("", max_length=254)
    kind: Literal["person", "service"] = "person"
    unit: str = Field(max_length=64, description="code of the unit")
    from_on: date


class PersonChange(Schema):
    """What is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=120)
    email: str | None = Field(None, max_length=254)
    is_active: bool | None = None


class PlacementIn(Period):
    """Without a last day it holds until the next move that is known."""

    unit: str | None = Field(None, max_length=64, description="code; null: works nowhere then")


class RoleIn(Period):
    role: RoleName
    unit: str = Field(max_length=64)


class RoleEnd(Schema):
    on: date


def _whole(rows: QuerySet[Staff]) -> QuerySet[Staff]:
    placed = Placement.objects.select_related("unit").order_by("-during")
    held = Assignment.objects.select_related("unit").order_by("-during", "role")
    return rows.prefetch_related(Prefetch("placements", placed), Prefetch("assignments", held))


def _one(staff: Staff) -> Staff:
    return _whole(Staff.objects.filter(pk=staff.pk)).get()


@router.get("/people", auth=acting("people.read"), response=Paged[PersonOut], summary="People")
def list_people(request: HttpRequest, asked: Query[PeopleAsked], paging: Query[Paging]) -> object:
    """By name."""
    query = QueryDict(mutable=True)
    query.update({"q": asked.q, "role": asked.role or "", "state": "closed" * asked.closed})
    return paged(_whole(people_rows(caller(request), query)), paging, _ORDER)


@router.get(
    "/people/{number}", auth=acting("people.read"), response=PersonOut, summary="One person"
)
def get_person(request: HttpRequest, number: str) -> object:
    """By staff number."""
    return _one(person_named(caller(request), number))


@router.post(
    "/people", auth=acting("people.change"), response={201: PersonOut}, summary="Add somebody"
)
@creating
def add_person(request: HttpRequest, body: PersonIn) -> object:
    """They cannot sign in until they are invited; a program gets tokens instead."""
    viewer = caller(request)
    unit = unit_administered(viewer, body.unit)
    with refusals_told():
        staff = services.add_person(
            actor=viewer, now=now(), unit=unit, **body.dict(exclude={"unit"})
        )
    return Status(201, _one(staff))


@router.patch(
    "/people/{number}", auth=acting("people.change"), response=PersonOut, summary="Change somebody"
)
def change_person(request: HttpRequest, number: str, body: PersonChange) -> object:
    """Correct name and address; close or open the account."""
    viewer, at = caller(request), now()
    staff = person_named(viewer, number)
    with refusals_told():
        if body.name is not None or body.email is not None:
            services.change_person(
                actor=viewer, staff=staff, now=at, name=body.name or staff.name,
                email=staff.email if body.email is None else body.email,
            )  # fmt: skip
        if body.is_active is not None and body.is_active != staff.is_active:
            change = accounts.activate if body.is_active else accounts.deactivate
            change(actor=viewer, staff=staff, now=at)
    return _one(staff)


@router.post(
    "/people/{number}/placements", auth=acting("people.change"), response={201: PersonOut},
    summary="Move somebody",
)  # fmt: skip
@creating
def move_person(request: HttpRequest, number: str, body: PlacementIn) -> object:
    """From a day on, which may be past: earlier conversations then follow."""
    viewer = caller(request)
    staff = person_named(viewer, number)
    unit = unit_administered(viewer, body.unit) if body.unit else None
    with refusals_told():
        moves.move_person(
            actor=viewer, staff=staff, unit=unit, from_on=body.from_on, to_on=body.to_on, now=now()
        )
    return Status(201, _one(staff))


@router.post(
    "/people/{number}/roles", auth=acting("people.change"), response={201: PersonOut},
    summary="Give a role",
)  # fmt: skip
@creating
def grant_role(request: HttpRequest, number: str, body: RoleIn) -> object:
    """Held in the unit and below."""
    viewer = caller(request)
    staff, unit = person_named(viewer, number), unit_administered(viewer, body.unit)
    with refusals_told():
        services.grant_role(
            actor=viewer, staff=staff, role=Role(body.role), unit=unit, from_on=body.from_on,
            to_on=body.to_on, now=now(),
        )  # fmt: skip
    return Status(201, _one(staff))


@router.patch(
    "/people/{number}/roles/{int:id}", auth=acting("people.change"), response=PersonOut,
    summary="End a role",
)  # fmt: skip
def end_role(request: HttpRequest, number: str, id: int, body: RoleEnd) -> object:
    """A role that would end before it began was never held, and is gone."""
    viewer = caller(request)
    staff = person_named(viewer, number)
    held = get_object_or_404(staff.assignments.select_related("staff", "unit"), pk=id)
    with refusals_told():
        services.end_role(actor=viewer, assignment=held, on=body.on, now=now())
    return _one(staff)
