"""The customer-and-policy timeline: conversations and business events in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

import msgspec

from goodfaith.analysis.fields import load_dictionary
from goodfaith.conversations.shown.language import told


class Moment(msgspec.Struct, frozen=True):
    """`at` is a day where the source knows no time. `conversation` is 0 for a business event."""

    at: date
    label: str
    detail: str = ""
    conversation: int = 0
    is_here: bool = False
    worst: int | None = None
    key: str = ""


def events_of(kind: str, key: str, values: Mapping[str, Any], zone: tzinfo) -> list[Moment]:
    """What a record tells to have happened; of names for one moment the most particular."""
    found: dict[tuple[str, str], tuple[int, Moment]] = {}
    for event in load_dictionary().events.values():
        at = _moment(values.get(event.at), zone)
        if event.kind != kind or at is None:
            continue
        if any(values.get(name) != value for name, value in event.where):
            continue
        label = told({"zh": event.zh, "en": event.en}, event.name)
        place = kind, event.at
        if place not in found or len(event.where) > found[place][0]:
            found[place] = len(event.where), Moment(at, label[:1].upper() + label[1:], key=key)
    return [moment for _, moment in found.values()]


def in_order(moments: Iterable[Moment], zone: tzinfo) -> list[Moment]:
    """Earliest first; days before the times of that day."""
    return sorted(moments, key=lambda m: (_instant(m.at, zone), m.conversation, m.label))


def _instant(at: date, zone: tzinfo) -> datetime:
    if isinstance(at, datetime):
        return at if at.tzinfo else at.replace(tzinfo=zone)
    return datetime.combine(at, time.min, zone)


def _moment(value: object, zone: tzinfo) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
