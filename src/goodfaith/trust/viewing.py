"""Who looks: a person with their roles of today and the parts of the organisation they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest
from goodfaith.trust.models import Assignment, Staff
from goodfaith.trust.roles import Role, may


class Viewer(msgspec.Struct, frozen=True):
    """Everything that decides what a person may do and see, read once a request.

    `units` has the units in which each role is held; what lies below them is included. `scopes`
    narrows what a token may do; None for a person at a page. `token_id` is the token's.
    """

    staff_id: int
    number: str
    roles: frozenset[Role]
    units: dict[Role, tuple[int, ...]]
    scopes: frozenset[str] | None = None
    token_id: int | None = None

    def may(self, act: str) -> bool:
        """Whether any of the roles may do `act`. Raises `KeyError` for an unknown act."""
        return may(self.roles, act) and (self.scopes is None or act in self.scopes)

    def units_of(self, *roles: Role) -> list[int]:
        """The units in which one of `roles` is held, each once, in order."""
        return sorted({unit for role in roles for unit in self.units.get(role, ())})


def viewer_of(
    staff: Staff,
    day: date,
    scopes: frozenset[str] | None = None,
    token_id: int | None = None,
) -> Viewer:
    """The viewer that `staff` is on `day`."""
    units: dict[Role, list[int]] = {}
    rows = Assignment.objects.filter(staff=staff, during__contains=day)
    for role, unit in rows.order_by("role", "unit_id").values_list("role", "unit_id"):
        units.setdefault(Role(role), []).append(unit)
    held = {role: tuple(found) for role, found in units.items()}
    return Viewer(staff.pk, staff.number, frozenset(held), held, scopes, token_id)


def put_viewer(request: HttpRequest, viewer: Viewer | None) -> None:
    """Say who looks; None: nobody who is let in."""
    cast(ViewedRequest, request).viewer = viewer


class ViewerMiddleware:
    """Puts `request.viewer`: None for somebody who has not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff, viewer = request.user, None
        if isinstance(staff, Staff) and staff.is_active:
            viewer = viewer_of(staff, timezone.localdate())
        put_viewer(request, viewer)
        return self.get_response(request)
