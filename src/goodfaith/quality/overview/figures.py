"""What the overview tells, out of the tallies that a viewer may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.quality.models import Counted, Tally
from goodfaith.quality.models.overview import TALLY_ROLES, TallyQuerySet
from goodfaith.quality.overview.filters import Scope
from goodfaith.quality.overview.sums import Sums, parts_of, sums_by
from goodfaith.quality.overview.tallying import FOUND, NUMBERS
from goodfaith.trust.models import Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

BY_WEEK_FROM_DAYS = 63
"""A longer period is told week by week."""


class Figures(msgspec.Struct, frozen=True):
    """Numbers by the names of `tallying`; what is not there is 0."""

    numbers: Mapping[str, int] = {}

    def __getattr__(self, name: str) -> int:
        if name not in NUMBERS:
            raise AttributeError(name)
        return self.numbers.get(name, 0)

    @property
    def hit(self) -> int:
        """Cases or conversations with a violation."""
        return sum(self.numbers.get(severity, 0) for severity in SEVERITIES)

    @property
    def open(self) -> int:
        """Violations nobody has decided on."""
        return self.violated - self.confirmed - self.dismissed - self.unclear

    @property
    def upheld_findings(self) -> int:
        """Violations because a person said so, whoever or whatever found them."""
        return self.confirmed + self.resolved + self.missed

    def share(self, name: str, of: str = "total") -> float | None:
        whole = getattr(self, of)
        return getattr(self, name) / whole if whole else None

    def without(self, others: Iterable[Figures]) -> Figures:
        """What is left when others are taken away."""
        left = Counter(self.numbers)
        for one in others:
            left.subtract(one.numbers)
        return Figures(+left)

    @property
    def hit_rate(self) -> float | None:
        return self.share("hit", "judged") if self.judged else self.share("hit", "read")

    @property
    def reviewed_rate(self) -> float | None:
        return self.share("reviewed")


class Work(msgspec.Struct, frozen=True):
    """The whole and its parts: by channel, by product type, by day."""

    whole: Figures
    channels: dict[str, Figures]
    products: dict[str, Figures]
    days: dict[date, Figures]


def of_scope(viewer: Viewer, scope: Scope) -> TallyQuerySet:
    """The rows that together are the scope, each case and conversation once, as far as visible."""
    rows = narrowed(scope)
    if scope.unit is not None:
        return rows.of_unit(scope.unit, viewer)
    if Role.COMPLIANCE in viewer.roles:
        return rows.filter(unit=None, is_own=False)
    return rows.filter(is_own=True).visible_to(viewer)


def narrowed(scope: Scope) -> TallyQuerySet:
    rows = Tally.objects.filter(of=scope.of, day__range=(scope.first, scope.last))
    if scope.channel:
        rows = rows.filter(channel=scope.channel)
    if scope.product:
        rows = rows.filter(product_type=scope.product)
    return rows


def work_of(viewer: Viewer, scope: Scope) -> Work:
    """One query for the whole, channels, product types and days."""
    parts = parts_of(of_scope(viewer, scope).filter(rule=""), NUMBERS)
    channels, products, days = map(_figures, (parts.channels, parts.products, parts.days))
    return Work(Figures(parts.whole), channels, products, days)


def whole_of(viewer: Viewer, scope: Scope) -> Figures:
    """The whole of it alone."""
    return _whole(of_scope(viewer, scope).filter(rule=""))


def rules_of(
    viewer: Viewer, scope: Scope, *, by_week: bool = False
) -> dict[str, dict[date, Figures]]:
    """What each rule found, by day, or by the Monday of each week of a long period."""
    step = "week" if by_week or scope.days >= BY_WEEK_FROM_DAYS else "day"
    rows = of_scope(viewer, scope).exclude(rule="")
    found: defaultdict[str, dict[date, Figures]] = defaultdict(dict)
    for (rule, first), sums in sums_by(rows, FOUND, "rule", step):
        found[rule][first] = Figures(sums)
    return dict(found)


def units_of(viewer: Viewer, scope: Scope) -> tuple[dict[int, Figures], Figures]:
    """The units directly below, and what belongs to none of them but to the scope's own unit.

    Without a unit: the tops of what the viewer sees, and what belongs to no unit.
    """
    rows = narrowed(scope).filter(rule="")
    own = rows.none()
    if scope.unit is not None:
        below = rows.filter(parent=scope.unit).visible_to(viewer)
        own = rows.of_unit(scope.unit, viewer).filter(is_own=True)
    elif Role.COMPLIANCE in viewer.roles:
        below = rows.filter(parent=None).exclude(unit=None)
        own = rows.filter(unit=None, is_own=True)
    else:
        below = rows.filter(unit__in=viewer.units_of(*TALLY_ROLES))
    found = {unit: Figures(sums) for (unit,), sums in sums_by(below, NUMBERS, "unit")}
    return found, _whole(own)


class Place(msgspec.Struct, frozen=True):
    """A unit in the tree of a period, `depth` below the scope's own."""

    id: int
    depth: int
    figures: Figures


def tree_of(viewer: Viewer, scope: Scope, deepest: int) -> list[Place]:
    """The units of the scope, each before those below it, down to `deepest`; one query."""
    rows = narrowed(scope).filter(rule="").exclude(unit=None).visible_to(viewer)
    below: defaultdict[int | None, dict[int, Figures]] = defaultdict(dict)
    for (unit, parent), sums in sums_by(rows, NUMBERS, "unit", "parent"):
        below[parent][unit] = Figures(sums)
    if scope.unit is not None:
        tops = below[scope.unit]
    elif Role.COMPLIANCE in viewer.roles:
        tops = below[None]
    else:
        held = viewer.units_of(*TALLY_ROLES)
        tops = {id: figures for found in below.values() for id, figures in found.items()
                if id in held}  # fmt: skip
    return list(_walked(tops, below, 0, deepest))


def _walked(
    units: Mapping[int, Figures],
    below: Mapping[int | None, Mapping[int, Figures]],
    depth: int,
    deepest: int,
) -> Iterator[Place]:
    for id, figures in sorted(units.items(), key=lambda pair: -pair[1].total):
        yield Place(id, depth, figures)
        if depth < deepest:
            yield from _walked(below.get(id, {}), below, depth + 1, deepest)


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=[*ids]).values_list("pk", "name"))


def counted_at() -> Any:
    """As of when the tallies are complete; None before anything was counted."""
    return Counted.objects.values_list("at", flat=True).first()


def summed(figures: Iterable[Figures]) -> Figures:
    every = [*figures]
    if len(every) == 1:
        return every[0]
    whole: Counter[str] = Counter()
    for one in every:
        whole.update(one.numbers)
    return Figures(whole)


def by_step(
    days: Mapping[date, Figures], scope: Scope, *, by_week: bool = False
) -> list[tuple[date, date, Figures]]:
    """Every day of the scope, or every week of a long one: first day, last day, its numbers."""
    length = 7 if by_week or scope.days >= BY_WEEK_FROM_DAYS else 1
    start = scope.first - timedelta(days=scope.first.weekday() if length == 7 else 0)
    inside: defaultdict[int, list[Figures]] = defaultdict(list)
    for day, figures in days.items():
        inside[(day - start).days // length].append(figures)
    firsts = range(0, (scope.last - start).days + 1, length)
    return [
        (
            max(start + timedelta(days=n), scope.first),
            min(start + timedelta(days=n + length - 1), scope.last),
            summed(inside.get(n // length, ())),
        )
        for n in firsts
    ]


def _figures(found: Mapping[Any, Sums]) -> dict[Any, Figures]:
    return {key: Figures(sums) for key, sums in found.items()}


def _whole(rows: TallyQuerySet) -> Figures:
    """Of some rows together."""
    return summed(Figures(sums) for _, sums in sums_by(rows, NUMBERS, "of"))
