"""What the routes of this room share: finding what may be seen, telling what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override
from ninja import Schema

from goodfaith.platform.routing import Problem
from goodfaith.trust.authority import part_of
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.queries import organisation
from goodfaith.trust.refusing import Refused
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import people_visible_to, units_visible_to


class Period(Schema):
    """From its first day up to, but not on, its last; without a last day it goes on."""

    from_on: date
    to_on: date | None = None


def now() -> datetime:
    return timezone.now()


@contextmanager
def refusals_told() -> Iterator[None]:
    """Answer `Refused` as 409 with every reason: its code, its place in the body, a sentence."""
    try:
        yield
    except Refused as refused:
        with override("en"):
            errors = [
                {"place": f"body.{r.field}" if r.field else "", "code": r.code,
                 "expected": _text(r.sentence)}
                for r in refused.refusals
            ]  # fmt: skip
        raise Problem(409, refused.refusals[0].code, errors=errors) from None


def _text(sentence: str | Promise) -> str:
    return str(sentence)


def person_named(viewer: Viewer, number: str) -> Staff:
    """Somebody the viewer may see. Raises `Http404`."""
    visible = people_visible_to(viewer, timezone.localdate())
    return get_object_or_404(visible, number=number)


def unit_seen(viewer: Viewer, code: str, day: date) -> Unit:
    """A unit whose people the viewer may see on a day. Raises `Http404`."""
    seen = units_visible_to(viewer, organisation().on(day))
    return get_object_or_404(Unit.objects.select_related("level"), code=code, pk__in=seen)


def unit_administered(viewer: Viewer, code: str) -> Unit:
    """A unit in the part that the viewer administers today. Raises `Http404`."""
    part = part_of(viewer.staff_id, timezone.localdate(), Role.ADMINISTRATOR)
    unit = Unit.objects.select_related("level").filter(code=code).first()
    if unit is None or unit.pk not in part:
        raise Http404
    return unit
