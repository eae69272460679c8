"""Addresses that lead to a door: chains of road and number, estate and building, unit and room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.places import ANCHOR, CHAIN, IN_NAMES, LABEL
from goodfaith.trust.masking.talk import Talk

_LOOK_BACK: Final = 40
_PLACES: Final = ("road", "estate", "estate_first", "town")
_DETAILS: Final = ("house", "building", "unit", "floor", "room")
_DOORS: Final = ("building", "unit", "room")
_MARKS: Final = " ,、.-"


def find_addresses(talk: Talk, values: count[int]) -> Iterator[Found]:
    """Addresses in one piece each. A province, city or district alone leads to no door."""
    text = talk.text
    labelled = {match.end() for match in LABEL.finditer(text)}
    reached = 0
    for start in _anchors(text, labelled):
        if start < reached:
            continue
        if match := _chain_over(text, start, reached, labelled):
            reached = match.end()
            confidence = 0.9 if match.start() in labelled else 0.8
            yield Found(match.start(), match.end(), "address", confidence, next(values))


def _anchors(text: str, labelled: set[int]) -> list[int]:
    return sorted(labelled | {match.start() for match in ANCHOR.finditer(text)})


def _chain_over(text: str, anchor: int, after: int, labelled: set[int]) -> re.Match[str] | None:
    """The longest chain to the left of `anchor` that goes over it and leads to a door."""
    if anchor in labelled:
        match = CHAIN.match(text, anchor)
        return match if match and _leads_to_a_door(match, True) else None
    for start in range(_leftmost(text, anchor, after), anchor + 1):
        if text[start] in _MARKS:
            continue
        match = CHAIN.match(text, start)
        if match and match.end() > anchor and _leads_to_a_door(match, start in labelled):
            return match
    return None


def _leftmost(text: str, anchor: int, after: int) -> int:
    start = anchor
    while start > max(after, anchor - _LOOK_BACK) and IN_NAMES.match(text, start - 1):
        start -= 1
    return start


def _leads_to_a_door(match: re.Match[str], labelled: bool) -> bool:
    details = [name for name in _DETAILS if match[name]]
    places = [name for name in _PLACES if match[name]]
    if labelled and (details not in ([], ["floor"]) or places):
        return True
    if places and details:
        return details != ["floor"] or bool(match["estate"] or match["estate_first"])
    return sum(bool(match[name]) for name in _DOORS) > 1
