"""What all pages of the overview have: their scope, its filters, as of when they are."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.conversations.units import UnitChoice, unit_choices
from goodfaith.conversations.words import CHANNELS
from goodfaith.platform.web.pages import ViewedRequest
from goodfaith.quality.cases.words import channels, product_types
from goodfaith.quality.models import Tally
from goodfaith.quality.models.overview import TALLY_ROLES
from goodfaith.quality.overview.counting import stale_days
from goodfaith.quality.overview.figures import counted_at
from goodfaith.quality.overview.filters import CHOSEN, PERIODS, Scope, read_scope
from goodfaith.trust.queries import organisation
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

READ = "overview.read"
EXPORT = "overview.export"


class Frame(msgspec.Struct, frozen=True):
    """The scope that the address asks for, and what the templates of all pages need."""

    scope: Scope
    units: list[UnitChoice]
    context: dict[str, Any]


def frame(request: ViewedRequest, here: str, of: str = "") -> Frame:
    """`here` is the page's tab; `of` what it is of, whatever the address says."""
    today = timezone.localdate()
    scope = held(request.viewer, read_scope(request.GET, today))
    if of:
        product = scope.product if of == Tally.Of.CASE else ""
        scope = msgspec.structs.replace(scope, of=of, product=product)
    units = unit_choices(request.viewer, today)
    context = {
        "here": here,
        f"at_{here}": True,
        "scope": scope,
        "query": scope.query(),
        "top_query": scope.query(unit=""),
        "case_query": _query_of(scope, Tally.Of.CASE),
        "talk_query": _query_of(scope, Tally.Of.TALK),
        "is_chosen": scope.period == CHOSEN,
        "choices": _choices(scope, units),
        "counted_at": counted_at(),
        "waiting_days": stale_days(),
        "unit_path": _path(scope, units),
        "is_filtered": any((scope.unit, scope.channel, scope.product)),
    }
    return Frame(scope, units, context)


def held(viewer: Viewer, scope: Scope) -> Scope:
    """Without a unit, the one that the viewer holds where that is one: the lists ask for it too."""
    units = viewer.units_of(*TALLY_ROLES)
    if scope.unit is not None or Role.COMPLIANCE in viewer.roles or len(units) != 1:
        return scope
    return msgspec.structs.replace(scope, unit=units[0])


def _query_of(scope: Scope, of: Tally.Of) -> str:
    """The same days and unit; a channel of conversations is none of sales, and the other way."""
    if scope.of == of:
        return scope.query()
    return scope.query(of="" if of == Tally.Of.CASE else of.value, channel="", product="")


def _choices(scope: Scope, units: list[UnitChoice]) -> dict[str, list[tuple[str, Any]]]:
    any_of: list[tuple[str, Any]] = [("", _("Any"))]
    words = CHANNELS if scope.of == Tally.Of.TALK else channels()
    return {
        "period": list(PERIODS.items()),
        "unit": [("", _("All units")), *((str(u.id), "\u3000" * u.depth + u.name) for u in units)],
        "channel": any_of + list(words.items()),
        "product": any_of + list(product_types().items()),
    }


def _path(scope: Scope, units: list[UnitChoice]) -> list[tuple[str, str]]:
    """The chosen unit below those above it that the viewer may choose: name and query, from top."""
    if scope.unit is None:
        return []
    names = {unit.id: unit.name for unit in units}
    above = organisation().on(scope.last).path(scope.unit)
    return [(names[id], scope.query(unit=id)) for id in reversed(above) if id in names]
