"""One timeline of a sale: what was said, what happened, what still has to happen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from goodfaith.conversations.shown.moments import events_of

Kind = Literal["conversation", "event", "ahead", "now"]
_SHOWN = frozenset(
    "application policy callback complaint surrender dual_recording premium_payment dialler_record"
    " suitability claim policy_loan notice refusal commission leaver".split()
)
"""Kinds of facts whose happenings belong to a sale's own life."""


class Entry(msgspec.Struct, frozen=True):
    """`at` is a day where no time is known. `x` is its place in the strip, 0 to 100.

    `worst` is the gravest severity found in a conversation; `rule` what a deadline is of.
    """

    at: date
    kind: Kind
    label: str
    x: float
    detail: str = ""
    conversation: int = 0
    external_id: str = ""
    channel: str = ""
    worst: int | None = None
    undecidable: int = 0
    seconds: float | None = None
    adviser: str = ""
    key: str = ""
    rule: str = ""
    is_supplement: bool = False


class Talk(msgspec.Struct, frozen=True):
    """A conversation of the sale as the timeline shows it."""

    id: int
    external_id: str
    started_at: datetime
    label: str
    channel: str
    worst: int | None
    undecidable: int
    seconds: float | None
    adviser: str
    is_supplement: bool


class Ahead(msgspec.Struct, frozen=True):
    """What has to happen by a day; `label` says of what, `rule` "" the review."""

    on: date
    label: str
    rule: str


def timeline(
    talks: Iterable[Talk],
    facts: Sequence[Mapping[str, Any]],
    ahead: Iterable[Ahead],
    now: datetime,
    zone: ZoneInfo,
) -> list[Entry]:
    """Earliest first; days before the times of that day; now in its place."""
    known = list(talks)
    found = [
        *(_talk(talk) for talk in known),
        *_events(facts, frozenset(talk.external_id for talk in known), zone),
        *(Entry(a.on, "ahead", a.label, 0.0, rule=a.rule) for a in ahead),
        Entry(now, "now", "", 0.0),
    ]
    found.sort(key=lambda e: (_instant(e, zone), e.kind, e.conversation, e.label))
    return _placed(found, zone)


def _talk(talk: Talk) -> Entry:
    return Entry(
        talk.started_at, "conversation", talk.label, 0.0, conversation=talk.id,
        external_id=talk.external_id, channel=talk.channel, worst=talk.worst,
        undecidable=talk.undecidable, seconds=talk.seconds, adviser=talk.adviser,
        is_supplement=talk.is_supplement,
    )  # fmt: skip


def _events(
    facts: Sequence[Mapping[str, Any]], heard: frozenset[str], zone: ZoneInfo
) -> Iterator[Entry]:
    """A dialler's record of a call that is there says nothing new."""
    for fact in facts:
        values = fact.get("values", {})
        is_told = fact["kind"] == "dialler_record" and values.get("conversation") in heard
        if fact["kind"] in _SHOWN and not is_told:
            for moment in events_of(fact["kind"], fact["id"], values, zone):
                yield Entry(moment.at, "event", moment.label, 0.0, key=moment.key)


def _instant(entry: Entry, zone: ZoneInfo) -> datetime:
    """A deadline is at the end of its day, anything else of a day at its beginning."""
    if isinstance(entry.at, datetime):
        return entry.at if entry.at.tzinfo else entry.at.replace(tzinfo=zone)
    day = entry.at + timedelta(days=1) if entry.kind == "ahead" else entry.at
    return datetime.combine(day, time.min, zone)


def _placed(entries: Sequence[Entry], zone: ZoneInfo) -> list[Entry]:
    """With places in the strip, which runs from the first entry to the last."""
    moments = [_instant(entry, zone) for entry in entries]
    first, last = min(moments), max(moments)
    whole = (last - first).total_seconds() or 1.0
    return [
        msgspec.structs.replace(entry, x=round((at - first).total_seconds() / whole * 100, 2))
        for entry, at in zip(entries, moments, strict=True)
    ]
