"""Who counts where: standing charges and their points, by the team of the conversation's day.

What was restored after an appeal, or taken back, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from goodfaith.quality.models import Charge
from goodfaith.quality.models.outcomes import ChargeQuerySet
from goodfaith.trust.viewing import Viewer


class Tally(msgspec.Struct, frozen=True):
    """How many charges, and the points (扣分) of all of them."""

    charges: int = 0
    points: float = 0.0


def counting(
    viewer: Viewer | None = None, *, since: date | None = None, until: date | None = None
) -> ChargeQuerySet:
    """The standing charges of days from `since` to `until`, both included.

    As far as `viewer` may see them; None: all of them, for what is counted for everybody.
    """
    found = Charge.objects.standing()
    if viewer is not None:
        found = found.visible_to(viewer)
    if since is not None:
        found = found.filter(day__gte=since)
    return found if until is None else found.filter(day__lte=until)


def by_team(charges: ChargeQuerySet) -> dict[int | None, Tally]:
    """By the unit of the adviser on the day itself; None for who was in no unit."""
    return _tallied(charges, "unit_id")


def by_adviser(charges: ChargeQuerySet) -> dict[int, Tally]:
    """By the id of the adviser, whatever the team."""
    return _tallied(charges, "adviser_id")


def by_rule(charges: ChargeQuerySet) -> dict[str, Tally]:
    return _tallied(charges, "rule")


def by_month(charges: ChargeQuerySet) -> dict[date, Tally]:
    """By the first day of the month of the conversation, in order."""
    return dict(sorted(_tallied(charges.annotate(month=TruncMonth("day")), "month").items()))


def by_unit(charges: ChargeQuerySet, units: Iterable[int] | None = None) -> dict[int, Tally]:
    """By unit with all below it on the day of each conversation; `units` narrows to some.

    What lies below others counts for each of them, so the sum over units is no total.
    """
    sql, parameters = charges.order_by().values("unit_path", "points").query.sql_with_params()
    wanted = None if units is None else sorted({*units})
    with connection.cursor() as cursor:
        cursor.execute(
            f"select u, count(*), sum(points) from ({sql}) c, unnest(c.unit_path) u "  # noqa: S608
            "where %s::bigint[] is null or u = any(%s::bigint[]) group by u order by u",
            [*parameters, wanted, wanted],
        )
        return {unit: Tally(count, points) for unit, count, points in cursor.fetchall()}


def _tallied(charges: ChargeQuerySet, name: str) -> dict[Any, Tally]:
    rows: QuerySet[Any, Any] = charges.order_by().values(name)
    counted = rows.annotate(charges=Count("pk"), total=Sum("points"))
    return {row[name]: Tally(row["charges"], row["total"]) for row in counted.order_by(name)}
