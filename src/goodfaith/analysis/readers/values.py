"""Single values as people write them: identifiers, seconds, moments, shares, text.

Each function returns the value or raises `Unfit` with what was expected.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from goodfaith.analysis.readers.bounds import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_SECONDS,
    LONGEST_UTTERANCE,
)
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.storable import is_nameable, storable

_CLOCK: Final = re.compile(r"(?:(\d{1,4})[:：])?(\d{1,4})[:：](\d{1,2}(?:[.,]\d{1,9})?)", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?"
    r"(?:[ T]{1,2}(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?(?:[.,](\d{1,9}))?|分)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_EPOCH_MILLISECONDS_FROM: Final = 10**11
"""Larger numbers are milliseconds: as seconds they would lie beyond the year 5000."""

MOMENT_EXPECTED: Final = f"a date and time between {FIRST_YEAR} and {LAST_YEAR}, as in ISO 8601"
SECONDS_EXPECTED: Final = "a number of seconds from the start, not negative"


def identifier(value: object) -> str:
    """An id: text or an integer, without control characters, at most `LONGEST_ID` long."""
    expected = f"an id of 1 to {LONGEST_ID} characters"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit(expected)
    text = _digits(value).strip() if not isinstance(value, str) else value.strip()
    if not text or len(text) > LONGEST_ID or not is_nameable(text):
        raise Unfit(expected)
    return text


def _digits(value: int | float) -> str:
    if isinstance(value, float) and not value.is_integer():
        raise Unfit("an id, not a fraction")
    # int() of a very large float or str() of a very large int would be slow or refused.
    if abs(value) >= 10**LONGEST_ID:
        raise Unfit(f"an id of 1 to {LONGEST_ID} characters", "a very large number")
    return str(int(value))


def optional_identifier(value: object) -> str:
    """An id, or "" for null and for empty text."""
    return "" if value is None or value == "" else identifier(value)


def short_text(value: object) -> str:
    """A name, a reason, a link: at most `LONGEST_NAME` code points, unstorable ones replaced."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise Unfit(f"a text of at most {LONGEST_NAME:,} characters")
    return storable(value)


def spoken_text(value: object) -> str:
    """What was said or written: at most `LONGEST_UTTERANCE` code points."""
    if not isinstance(value, str):
        raise Unfit("text")
    if len(value) > LONGEST_UTTERANCE:
        raise Unfit(f"at most {LONGEST_UTTERANCE:,} characters", code="field_too_long")
    return storable(value)


def seconds(value: object) -> float:
    """Seconds: a number, digits, or a clock such as 1:02 or 00:01:02.5."""
    number = _clock(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise Unfit(SECONDS_EXPECTED)
    if not 0 <= number <= LONGEST_SECONDS:  # false for NaN, too
        raise Unfit(SECONDS_EXPECTED)
    return float(number)


def milliseconds(value: object) -> float:
    """Seconds from a number of milliseconds."""
    if isinstance(value, str):
        value = _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit("a number of milliseconds from the start, not negative")
    if not 0 <= value <= LONGEST_SECONDS * 1000:
        raise Unfit("a number of milliseconds from the start, not negative")
    return value / 1000


def _clock(text: str) -> float | None:
    if found := _CLOCK.fullmatch(text.strip()):
        hours, minutes, rest = found.groups()
        whole, _, fraction = rest.replace(",", ".").partition(".")
        # Written as one decimal number, so that 00:01:46.177 is the double 106.177 and not near it.
        return float(f"{int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)}.{fraction}")
    return _number(text.strip().removesuffix("s").removesuffix("秒"))


def _number(text: str) -> float | None:
    if len(text) > 40 or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def share(value: object) -> float:
    """A number from 0 to 1."""
    number = _number(value.strip()) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1:
        raise Unfit("a number from 0 to 1")
    return float(number)


def shares(value: object) -> tuple[float, ...]:
    """A list of numbers from 0 to 1, one for each code point of a text."""
    if not isinstance(value, list | tuple):
        raise Unfit("a list of numbers from 0 to 1")
    return tuple(share(item) for item in value)


def moment(value: object, zone: tzinfo) -> datetime:
    """A moment with a zone: ISO 8601, 2024/3/1 10:00, 2024年3月1日 10:00, or epoch (milli)seconds.

    A moment without a zone gets `zone`.
    """
    found = _from_epoch(value) if _is_epoch(value) else value
    if isinstance(found, str):
        found = _from_text(found.strip())
    if not isinstance(found, datetime) or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unfit(MOMENT_EXPECTED)
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _is_epoch(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) in {10, 13}
    return isinstance(value, int | float) and not isinstance(value, bool)


def _from_epoch(value: object) -> datetime | None:
    number = float(value) if isinstance(value, int | float | str) else math.nan
    if abs(number) >= _EPOCH_MILLISECONDS_FROM:
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_text(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    *date, hour, minute, second, fraction, zone = found.groups()
    iso = "{:0>4}-{:0>2}-{:0>2}".format(*date)
    iso += f"T{hour or 0:0>2}:{minute or 0:0>2}:{second or 0:0>2}"
    iso += f".{(fraction or '0')[:6]:0<6}{zone or ''}"
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None
