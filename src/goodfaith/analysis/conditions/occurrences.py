"""Things that occur on a timeline: mentions, events, dates; and how they stand to one another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, Final

import msgspec

from goodfaith.analysis.conditions.nodes import Duration
from goodfaith.analysis.finding import FactEvidence
from goodfaith.analysis.heard import Spoken

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Occurrence(msgspec.Struct, frozen=True, gc=False):
    """One mention, event or date. `moment` is a day where no time is known, None where nothing is.

    `doubt` is empty for what certainly occurred. `attributes` are what `where` may ask about.
    """

    moment: date | None
    spoken: Spoken | None = None
    fact: FactEvidence | None = None
    doubt: str = ""
    conversation: str = ""
    attributes: Mapping[str, Any] = NOTHING


def precedes(a: Occurrence, b: Occurrence, zone: tzinfo) -> bool | None:
    """Whether `a` comes before `b`; None when nobody can tell.

    Within a conversation the order of speech decides. Events of one day count as before and
    after each other, because sources that know only days cannot tell.
    """
    if a.spoken and b.spoken and a.spoken.conversation == b.spoken.conversation:
        return None if _unplaced(a.spoken, b.spoken) else _place(a.spoken) < _place(b.spoken)
    if a.conversation and a.conversation == b.conversation:
        return a.spoken is None  # a call begins before anything is said in it
    if a.moment is None or b.moment is None:
        return None
    if isinstance(a.moment, datetime) and isinstance(b.moment, datetime):
        return a.moment <= b.moment
    return day_of(a.moment, zone) <= day_of(b.moment, zone)


def within(a: Occurrence, b: Occurrence, limit: Duration, zone: tzinfo) -> bool | None:
    """Whether `b`, which comes after `a`, comes within `limit` of it; None when nobody can tell."""
    if limit.unit.endswith("turn"):
        return _within_turns(a.spoken, b.spoken, limit)
    if limit.unit in _SECONDS:
        return _within_seconds(a, b, limit.amount * _SECONDS[limit.unit])
    if a.moment is None or b.moment is None:
        return None
    return day_of(b.moment, zone) <= day_after(day_of(a.moment, zone), limit)


def day_of(moment: date, zone: tzinfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def day_after(day: date, limit: Duration) -> date:
    """The last day of a limit that began on `day`: natural days, calendar months and years."""
    if limit.unit == "day":
        return day + timedelta(days=limit.amount)
    months = int(limit.amount) * (12 if limit.unit == "year" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def instant_of(moment: date, zone: tzinfo) -> datetime:
    """A day begins at midnight."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), zone)


def _place(spoken: Spoken) -> tuple[int, int, int]:
    return spoken.utterance, spoken.start, spoken.end


def _unplaced(a: Spoken, b: Spoken) -> bool:
    """A gap is known by its seconds; among utterances without times it may be anywhere."""
    return "gap" in (a.doubt, b.doubt) and None in (a.seconds, b.seconds)


def _within_turns(a: Spoken | None, b: Spoken | None, limit: Duration) -> bool | None:
    if a is None or b is None or a.conversation != b.conversation:
        return False
    if _unplaced(a, b):
        return None
    if limit.unit == "adviser turn":
        return b.company_turn - a.company_turn <= limit.amount
    if limit.unit == "customer turn":
        return b.customer_turn - a.customer_turn <= limit.amount
    return b.turn - a.turn <= limit.amount


def _within_seconds(a: Occurrence, b: Occurrence, seconds: float) -> bool | None:
    if a.spoken and b.spoken and a.spoken.conversation == b.spoken.conversation:
        if a.spoken.seconds is None or b.spoken.seconds is None:
            return None
        return b.spoken.seconds - a.spoken.seconds <= seconds
    if isinstance(a.moment, datetime) and isinstance(b.moment, datetime):
        return (b.moment - a.moment).total_seconds() <= seconds
    return None
