"""A number that was said: where it stands, what it counts, how much it is."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

NumberKind = Literal[
    "amount",
    "rate",
    "days",
    "months",
    "years",
    "lifelong",
    "age",
    "date",
    "time",
    "count",
    "digits",
    "plain",
]

DAYS_A_MONTH: Final = 30
DAYS_A_YEAR: Final = 365
MONTHS_A_YEAR: Final = 12


class NumberSpan(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Code points `start` to `end` of a text and the number they say.

    `value` is in yuan (amount), 0 to 1 (rate), years (years, age), days, months, minutes from
    midnight (time), yyyymmdd with zeros for what is not said (date: 三月八号 is 308), infinite
    (lifelong). Of a range (四五个点, 三到五年) `low` and `high` are the ends and `value` is the
    middle. `unit` tells working days from days, and minutes and hours among plain numbers.
    `digits` are the digits of a number that is read out one by one.
    """

    start: int
    end: int
    kind: NumberKind
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    digits: str = ""


def as_days(span: NumberSpan) -> float | None:
    """The length in days, a month being 30 and a year 365 of them.

    None for what is no length of time, and for working days, which only a calendar can tell.
    """
    if span.unit == "workday":
        return None
    match span.kind:
        case "days":
            return span.value
        case "months":
            return span.value * DAYS_A_MONTH
        case "years" | "lifelong":
            return span.value * DAYS_A_YEAR
    return None


def as_years(span: NumberSpan) -> float | None:
    """The length in years, infinite for 终身; None for what is no length of months or years."""
    match span.kind:
        case "years" | "lifelong":
            return span.value
        case "months":
            return span.value / MONTHS_A_YEAR
        case "days" if span.unit != "workday":
            return span.value / DAYS_A_YEAR
    return None


def as_date(span: NumberSpan, said_on: date) -> date | None:
    """The day that was said; of what was not said, the year or month that brings it nearest.

    None for what is no date, for a month without a day, and for days the calendar has not.
    """
    year, month, day = (
        int(span.value) // 10_000,
        int(span.value) // 100 % 100,
        int(span.value) % 100,
    )
    if span.kind != "date" or not day:
        return None
    if year:
        return _day(year, month, day)
    if month:
        found = [_day(said_on.year + step, month, day) for step in (-1, 0, 1)]
    else:
        months = [said_on.year * 12 + said_on.month - 1 + step for step in (-1, 0, 1)]
        found = [_day(n // 12, n % 12 + 1, day) for n in months]
    return min((d for d in found if d), key=lambda d: abs(d - said_on), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
