"""The picture of a period: a column for each day or week, and the part of it that matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import msgspec

from goodfaith.quality.overview.figures import Figures

WIDTH: Final = 720.0
HEIGHT: Final = 132.0
_GAP: Final = 0.28
_LEAST: Final = 1.5

Step = tuple[date, date, Figures]


class Column(msgspec.Struct, frozen=True):
    """Places in the units of the picture; `part` is the lower piece of the column."""

    first: date
    last: date
    figures: Figures
    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float
    whole: int
    part: int
    href: str

    @property
    def is_week(self) -> bool:
        return self.first != self.last


class Picture(msgspec.Struct, frozen=True):
    """`top` is the number at the upper edge."""

    columns: tuple[Column, ...]
    top: int

    @property
    def is_empty(self) -> bool:
        return not any(column.whole for column in self.columns)

    @property
    def is_by_week(self) -> bool:
        return any(column.is_week for column in self.columns)

    @property
    def ends(self) -> tuple[date, date]:
        return self.columns[0].first, self.columns[-1].last


def picture_of(
    steps: Sequence[Step],
    whole: Callable[[Figures], int],
    part: Callable[[Figures], int],
    href: Callable[[date, date], str],
) -> Picture:
    """Columns as high as `whole`, with the `part` of each at its foot."""
    top = max((whole(figures) for _, _, figures in steps), default=0) or 1
    wide = WIDTH / max(1, len(steps))
    columns = []
    for place, (first, last, figures) in enumerate(steps):
        all_of_it, some = whole(figures), min(part(figures), whole(figures))
        high, low = _high(all_of_it, top), _high(some, top)
        columns.append(
            Column(
                first, last, figures,
                x=round(place * wide + wide * _GAP / 2, 2), width=round(wide * (1 - _GAP), 2),
                y=HEIGHT - high, height=high, part_y=HEIGHT - low, part_height=low,
                whole=all_of_it, part=some, href=href(first, last) if all_of_it else "",
            )
        )  # fmt: skip
    return Picture(tuple(columns), top)


def _high(number: int, top: int) -> float:
    """What is there at all can be seen."""
    return round(max(_LEAST, HEIGHT * number / top), 2) if number else 0.0
