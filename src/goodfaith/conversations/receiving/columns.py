"""What lists show and filter by, taken from a conversation's content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from hashlib import sha256
from typing import Any

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.trust.queries import Team

Teams = Mapping[tuple[str, date], Team]

_CANONICAL = msgspec.json.Encoder(order="deterministic")


class Content(msgspec.Struct, frozen=True):
    """A conversation, its canonical JSON and the SHA-256 of that, in hex."""

    conversation: Conversation
    json: str
    hash: str


def content_of(conversation: Conversation) -> Content:
    """The content of a revision."""
    encoded = _CANONICAL.encode(conversation)
    return Content(conversation, encoded.decode(), sha256(encoded).hexdigest())


def day_of(conversation: Conversation, received_at: datetime, zone: tzinfo) -> date:
    """The day it started, in `zone`; without a start the day it was received."""
    return (conversation.started_at or received_at).astimezone(zone).date()


def columns(
    conversation: Conversation, received_at: datetime, zone: tzinfo, teams: Teams
) -> dict[str, Any]:
    """The columns of the row by name, but `external_id`, those of the intake and of the reading."""
    day = day_of(conversation, received_at, zone)
    team = teams.get((conversation.adviser, day))
    return {
        "channel": conversation.channel,
        "direction": conversation.direction or "",
        "purpose": conversation.purpose or "",
        "result": conversation.result or "",
        "started_at": conversation.started_at or received_at,
        "starts_as_received": conversation.started_at is None,
        "day": day,
        "duration_seconds": conversation.duration or _last_moment(conversation),
        "turns": _turns(conversation),
        "adviser_number": conversation.adviser,
        "adviser_id": team.staff_id if team else None,
        "unit_id": team.unit_id if team else None,
        "unit_path": team.unit_path if team else (),
        "customer": conversation.customer,
        "applications": conversation.applications,
        "policies": conversation.policies,
    }


COLUMN_TYPES = {
    "channel": "varchar",
    "direction": "varchar",
    "purpose": "varchar",
    "result": "varchar",
    "started_at": "timestamptz",
    "starts_as_received": "boolean",
    "day": "date",
    "duration_seconds": "float8",
    "turns": "int",
    "adviser_number": "varchar",
    "adviser_id": "bigint",
    "unit_id": "bigint",
    "unit_path": "bigint[]",
    "customer": "varchar",
    "applications": "varchar[]",
    "policies": "varchar[]",
}


def _turns(conversation: Conversation) -> int:
    """Runs of one speaker."""
    turns, before = 0, object()
    for utterance in conversation.utterances:
        if utterance.participant != before:
            turns, before = turns + 1, utterance.participant
    return turns


def _last_moment(conversation: Conversation) -> float | None:
    ends = [u.end if u.end is not None else u.start for u in conversation.utterances]
    return max((end for end in ends if end is not None), default=None)
