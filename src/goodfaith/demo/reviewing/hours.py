"""When people work: from nine to six, Monday to Friday. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from goodfaith.demo.simulator.journey import ZONE

_SATURDAY: Final = 5
_FIRST_HOUR, _LAST_HOUR = 9.0, 17.5


def working_day(day: date) -> date:
    """`day`, or the Monday after it."""
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def days_later(day: date, working_days: int) -> date:
    """So many working days after `day`."""
    day = working_day(day)
    for _ in range(working_days):
        day = working_day(day + timedelta(days=1))
    return day


def at_work(rng: Random, day: date) -> datetime:
    """A moment in working hours of that day, or of the next on which anybody works."""
    hour = _FIRST_HOUR + rng.random() * (_LAST_HOUR - _FIRST_HOUR)
    start = datetime.combine(working_day(day), time(), ZONE)
    return (start + timedelta(hours=hour)).replace(microsecond=0)


def later(rng: Random, at: datetime, fewest: int, most: int) -> datetime:
    """A moment from `fewest` to `most` working days after `at`, and never before it."""
    days = fewest + int(rng.random() * (most - fewest + 1))
    found = at_work(rng, days_later(at.astimezone(ZONE).date(), days))
    return found if found > at else at + timedelta(minutes=10 + int(rng.random() * 40))


def after(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=int(seconds))
