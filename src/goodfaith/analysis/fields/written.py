"""Numbers, days and times of day as sources write them; None for what is none of these."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, tzinfo
from typing import Final

LONGEST: Final = 40
"""Code points of a number or a moment."""

_NUMBER: Final = re.compile(r"[+-]?[\d,]*\.?\d*([eE][+-]?\d+)?", re.ASCII)
_DAY: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)", re.ASCII
)
_TIME: Final = re.compile(
    r"(\d{1,2})[:\uff1a时](\d{1,2})(?:[:\uff1a分](\d{1,2})(?:\.(\d{1,9}))?秒?)?分?", re.ASCII
)
_ZONE: Final = re.compile(r"\s?(Z|[+-]\d\d:?\d\d)$", re.ASCII)


def read_number(text: str) -> int | float | None:
    """A number with or without thousands separators: whole where it is written whole."""
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return None
    plain = text.replace(",", "")
    for reader in (int, float):
        try:
            number = reader(plain)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def read_moment(text: str, zone: tzinfo) -> date | None:
    """A day, or with a time of day a datetime; one without zone gets `zone`."""
    day = _DAY.match(text) if len(text) <= LONGEST else None
    if not day:
        return None
    try:
        on = date(*(int(part) for part in day.groups() if part))
        rest = text[day.end() :].lstrip(" T")
        return _at(on, rest, zone) if rest else on
    except ValueError:
        return None


def _at(on: date, rest: str, zone: tzinfo) -> datetime | None:
    stated = _ZONE.search(rest)
    at = read_time(rest[: stated.start()] if stated else rest)
    if at is None:
        return None
    if stated:
        return datetime.fromisoformat(datetime.combine(on, at).isoformat() + stated[1])
    return datetime.combine(on, at, zone)


def read_time(text: str) -> time | None:
    """A time of day such as 9:30, 09:30:15.250 or 9时30分."""
    found = _TIME.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return None
    hour, minute, second, fraction = found.groups(default="0")
    try:
        return time(int(hour), int(minute), int(second), int(f"{fraction[:6]:0<6}"))
    except ValueError:
        return None
