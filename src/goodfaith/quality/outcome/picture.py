"""Points by month as a small picture. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from goodfaith.quality.outcome.counts import Tally

MONTHS = 12
_HEIGHT = 48.0
_LEAST = 3.0
"""Something that is there can be seen, however much there is elsewhere."""


class Bar(msgspec.Struct, frozen=True):
    """A month: `x` and `width` in percent, `y` and `height` in pixels from the top."""

    month: date
    tally: Tally
    x: float
    width: float
    y: float
    height: float


def bars(found: Mapping[date, Tally], today: date) -> list[Bar]:
    """The last twelve months up to today's, each with a bar as high as its points."""
    months = [_months_before(today, n) for n in reversed(range(MONTHS))]
    most = max((found[m].points for m in months if m in found), default=0.0)
    step = 100 / MONTHS
    made = []
    for place, month in enumerate(months):
        tally = found.get(month, Tally())
        share = tally.points / most if most else 0.0
        height = max(_LEAST, share * _HEIGHT) if tally.charges else 0.0
        made.append(
            Bar(month, tally, place * step + step * 0.15, step * 0.7, _HEIGHT - height, height)
        )
    return made


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
