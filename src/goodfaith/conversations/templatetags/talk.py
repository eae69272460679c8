"""Codes of the room in words, and places in a recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations import words
from goodfaith.conversations.shown import clock as clocks
from goodfaith.trust.masking import COVER

register = template.Library()


@register.filter
def in_words(code: str, kind: str) -> Any:
    """What a code of `kind` (channels, purposes, …) is called; itself where it has no name."""
    named: Mapping[str, Any] = getattr(words, kind.upper())
    return named.get(code, code)


@register.filter
def place_in_words(place: str) -> str:
    """`sheet 1 row 4` as the language says it; what is not of that kind stays as it is."""
    return _PLACE.sub(lambda found: str(words.PLACES[found[1]]) % {"n": found[2]}, place)


_PLACE = re.compile(rf"\b({'|'.join(words.PLACES)}) (\d[\d,]*)")


@register.filter
def clock(seconds: float | None) -> str:
    return clocks.clock(seconds)


@register.filter
def severity_of(worst: int | None) -> str:
    """The name of a severity by its place, 0 the gravest; "" for none."""
    return "" if worst is None else SEVERITIES[worst]


@register.filter
def is_moment(value: object) -> bool:
    """Whether a time of the day is known."""
    return hasattr(value, "hour")


@register.filter
def has_cover(text: str) -> bool:
    """Whether something in it is covered."""
    return COVER in text


@register.filter
def size(value: int | None) -> str:
    """Bytes as people read them."""
    if value is None:
        return ""
    left = float(value)
    for unit in ("B", "KB", "MB"):
        if left < 1024:
            return f"{left:.0f} {unit}" if unit == "B" else f"{left:.1f} {unit}"
        left /= 1024
    return f"{left:.1f} GB"
