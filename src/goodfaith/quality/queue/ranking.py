"""In which order things are looked at: by the day on which they are due, then the gravest. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from goodfaith.analysis.finding import SEVERITIES

UNDECIDABLE: Final = 0.5
_A_DAY: Final = 10_000
_NOT_DUE: Final = date.max.toordinal() + 1


def urgency(worst: int | None, undecidable: int) -> float:
    """How grave a case is, from 0 (nothing found) to 4 (critical).

    `worst` is the gravest severity violated, 0 critical … 3 note; `undecidable` counts rules.
    """
    if worst is not None:
        return float(len(SEVERITIES) - worst)
    return UNDECIDABLE if undecidable else 0.0


def rank(due_on: date | None, urgency: float) -> int:
    """The place in the queue, the lowest first; what is not due by a day comes last.

    Urgencies tell within a day, down to a thousandth, from 0 to 9.
    """
    day = due_on.toordinal() if due_on else _NOT_DUE
    return day * _A_DAY + (_A_DAY - 1) - round(min(max(urgency, 0.0), 9.0) * 1_000)
