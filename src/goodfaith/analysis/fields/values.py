"""Single values of fields, from whatever a source writes: JSON, YAML, a cell of a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from types import MappingProxyType
from typing import Final

from goodfaith.analysis.fields.entries import Field, FieldType, Value
from goodfaith.analysis.fields.written import read_moment, read_number, read_time

LONGEST_ID: Final = 200
LONGEST_TEXT: Final = 20_000
LARGEST_NUMBER: Final = 10**15
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
"""Days of birth lie far back, ends of lifelong policies far ahead; what is outside is a mistake."""

_TRUE: Final = frozenset({"true", "yes", "y", "1", "是", "有"})
_FALSE: Final = frozenset({"false", "no", "n", "0", "否", "无"})


class ValueInvalid(ValueError):
    """A value that its field cannot take; `expected` says what it can. Never quotes the value."""

    def __init__(self, field: Field, expected: str) -> None:
        super().__init__(f"{field.name}: expected {expected}")
        self.field = field
        self.expected = expected

    def __reduce__(self) -> tuple[type[ValueInvalid], tuple[Field, str]]:
        return (type(self), (self.field, self.expected))


def parse_value(field: Field, raw: object, zone: tzinfo) -> Value:
    """Return the value of `field` that a source wrote as `raw`.

    Numbers may be text ("8,000.00"), rates percentages ("3.5%"), truth 是/否, choices their
    Chinese word or another that is used for them. Days and moments are ISO 8601 or 2026年3月8日;
    a moment without zone gets `zone`. A datetime field given a bare day keeps the day: its time
    is not known. A date field given a moment takes its day as written. Raises `ValueInvalid`.
    """
    value = _PARSERS[field.type](field, raw.strip() if isinstance(raw, str) else raw, zone)
    if value is None:
        raise ValueInvalid(field, expected_of(field))
    return value


def expected_of(field: Field) -> str:
    """What a value of `field` looks like, in words."""
    if field.type == "choice":
        return "one of " + ", ".join(f"{value} ({word})" for value, word in field.choices)
    return _EXPECTED[field.type]


def _text(field: Field, raw: object, zone: tzinfo) -> str | None:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**LONGEST_ID:
        raw = str(raw)
    if not isinstance(raw, str) or not raw or len(raw) > LONGEST_TEXT:
        return None
    return None if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in raw) else raw


def _id(field: Field, raw: object, zone: tzinfo) -> str | None:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < LARGEST_NUMBER:
        raw = int(raw)  # tables write integers as floats
    text = _text(field, raw, zone)
    return text if text and len(text) <= LONGEST_ID and text.isprintable() else None


def _int(field: Field, raw: object, zone: tzinfo) -> int | None:
    number = _number(raw)
    return int(number) if number is not None and number == int(number) else None


def _days(field: Field, raw: object, zone: tzinfo) -> int | None:
    days = _int(field, raw, zone)
    return days if days is not None and days >= 0 else None


def _float(field: Field, raw: object, zone: tzinfo) -> float | None:
    number = _number(raw)
    return None if number is None else float(number)


def _money(field: Field, raw: object, zone: tzinfo) -> float | None:
    if isinstance(raw, str):
        raw = raw.removesuffix("元").removeprefix("\u00a5").removeprefix("\uffe5").strip()
    return _float(field, raw, zone)


def _rate(field: Field, raw: object, zone: tzinfo) -> float | None:
    percent = isinstance(raw, str) and raw.endswith("%")
    number = _number(raw.removesuffix("%").strip() if isinstance(raw, str) else raw)
    if number is None:
        return None
    # Dividing makes "3.5%" the same double as 0.035; multiplying by 0.01 would not.
    rate = number / 100 if percent else float(number)
    return rate if 0 <= rate <= 1 else None


def _number(raw: object) -> int | float | None:
    if isinstance(raw, str):
        raw = read_number(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return raw if abs(raw) < LARGEST_NUMBER and math.isfinite(raw) else None


def _bool(field: Field, raw: object, zone: tzinfo) -> bool | None:
    if isinstance(raw, int) and raw in (0, 1):
        return bool(raw)
    word = raw.lower() if isinstance(raw, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def _choice(field: Field, raw: object, zone: tzinfo) -> str | None:
    if isinstance(raw, bool):  # YAML reads a bare yes or no as a truth value
        raw = "yes" if raw else "no"
    words = (*field.choices, *field.also)
    return next((value for value, word in words if raw in (value, word)), None)


def _date(field: Field, raw: object, zone: tzinfo) -> date | None:
    found = _datetime(field, raw, zone)
    return found.date() if isinstance(found, datetime) else found


def _datetime(field: Field, raw: object, zone: tzinfo) -> date | None:
    found = read_moment(raw, zone) if isinstance(raw, str) else raw
    if isinstance(found, datetime) and found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    if not isinstance(found, date) or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found


def _time(field: Field, raw: object, zone: tzinfo) -> time | None:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 24 * 60:
        return time(raw // 60, raw % 60)  # YAML 1.1 reads a bare 9:30 as 570
    if isinstance(raw, str):
        return read_time(raw)
    return raw if isinstance(raw, time) else None


_EXPECTED: Final[Mapping[FieldType, str]] = MappingProxyType(
    {
        "text": f"a text of 1 to {LONGEST_TEXT:,} characters",
        "id": f"an id of 1 to {LONGEST_ID} characters",
        "int": "a whole number",
        "float": "a number",
        "money": "an amount in yuan, such as 8000 or 8000.50",
        "rate": 'a rate from 0 to 1, such as 0.035, or "3.5%"',
        "days": "a whole number of days, not negative",
        "date": f"a day between {FIRST_YEAR} and {LAST_YEAR}, such as 2026-03-08",
        "datetime": "a moment such as 2026-03-08T14:30:00+08:00",
        "time": "a time of day, such as 09:30",
        "bool": "true or false",
    }
)

_PARSERS: Final[Mapping[FieldType, Callable[[Field, object, tzinfo], Value | None]]] = (
    MappingProxyType(
        {
            "text": _text,
            "id": _id,
            "int": _int,
            "float": _float,
            "money": _money,
            "rate": _rate,
            "days": _days,
            "date": _date,
            "datetime": _datetime,
            "time": _time,
            "bool": _bool,
            "choice": _choice,
        }
    )
)
