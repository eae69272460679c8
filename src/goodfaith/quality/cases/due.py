"""By when a case is to be reviewed, and when time alone changes something about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

import msgspec

Until = Literal["issue", "cooling_off"]


class Due(msgspec.Struct, frozen=True):
    """The insurer's policy: `days` after the signature, or before cooling-off ends."""

    until: Until = "issue"
    days: int = 3
    warn_days: int = 3


class Pending(msgspec.Struct, frozen=True, order=True):
    """What has to happen on `due_on` at the latest; `rule` "" is the review of the case itself."""

    due_on: date
    rule: str = ""


def due_on(policy: Due, signed_on: date | None, cooling_off_ends_on: date | None) -> date | None:
    """The last day for the review; None while what it is counted from is not known."""
    if policy.until == "issue":
        return signed_on + timedelta(days=policy.days) if signed_on else None
    return cooling_off_ends_on - timedelta(days=policy.days) if cooling_off_ends_on else None


def end_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def warn_on(pending: Pending, policy: Due) -> date:
    """The day on which somebody is told that it is about to be too late."""
    return pending.due_on - timedelta(days=policy.warn_days)


def next_look(
    pending: Iterable[tuple[Pending, bool]], policy: Due, now: datetime, zone: tzinfo
) -> datetime | None:
    """When time next changes something; each pending with whether it was warned of already.

    A warning that is due already is due now; a deadline is over when its day is.
    """
    moments = []
    for one, warned in pending:
        if not warned:
            moments.append(start_of(warn_on(one, policy), zone))
        moments.append(end_of(one.due_on, zone))
    later = [moment for moment in moments if moment > now]
    return min(later, default=None)
