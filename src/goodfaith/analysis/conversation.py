"""A conversation as the kernel sees it: who took part, what was said and when.

Values only, immutable, without behaviour that could read a clock, a file or a database.
Offsets into a text are code points of the stored text.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Channel = Literal[
    "phone", "wecom", "online_chat", "counter", "video", "visit", "robot", "email", "other"
]
Direction = Literal["inbound", "outbound"]
Purpose = Literal[
    "sales", "callback", "service", "claim", "complaint", "renewal", "servicing", "survey", "other"
]
Result = Literal[
    "closed", "refused", "follow_up", "no_answer", "resolved", "unresolved", "transferred", "other"
]
Role = Literal[
    "adviser",
    "supervisor",
    "teller",
    "channel_manager",
    "service",
    "surveyor",
    "robot",
    "customer",
    "applicant",
    "insured",
    "beneficiary",
    "relative",
    "representative",
    "other",
    "unknown",
]
SpeakersKnownBy = Literal["stated", "channel", "diarised", "unknown"]
AttachmentKind = Literal["image", "file", "link", "voice", "video", "payment_code", "card", "other"]
Scalar = bool | int | float | str

COMPANY_ROLES: frozenset[str] = frozenset(
    {"adviser", "supervisor", "teller", "channel_manager", "service", "surveyor", "robot"}
)
CUSTOMER_ROLES: frozenset[str] = frozenset(
    {"customer", "applicant", "insured", "beneficiary", "relative", "representative"}
)


class _Value(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A frozen value whose unset members are not written."""


class Attachment(_Value, frozen=True):
    """Something sent along with a message. `sha256` is the hash of its bytes, lower-case hex."""

    kind: AttachmentKind
    name: str = ""
    sha256: str = ""
    url: str = ""
    size: int | None = None


class Participant(_Value, frozen=True):
    """Somebody who took part. Times are seconds from the start of the conversation."""

    id: str
    role: Role = "unknown"
    name: str = ""
    joined: float | None = None
    left: float | None = None


class Utterance(_Value, frozen=True):
    """One turn of speech or one message.

    `participant` is the id of a participant of the conversation, or None when nobody knows who
    spoke. `start` and `end` are seconds from the start of the conversation. `confidence` is the
    recogniser's, 0 to 1; `confidences` has one number a code point of `text`. A message that was
    recalled keeps its text: `recalled_at` says when it disappeared from the customer's screen.
    """

    text: str
    participant: str | None = None
    start: float | None = None
    end: float | None = None
    confidence: float | None = None
    confidences: tuple[float, ...] | None = None
    sent_at: datetime | None = None
    recalled_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


class Gap(_Value, frozen=True):
    """A part of the recording that is known to be missing, in seconds. No `end`: to the end."""

    start: float
    end: float | None = None
    reason: str = ""


class Conversation(_Value, frozen=True):
    """One call, chat session or meeting.

    `started_at` carries its zone. `speakers` says how the participants of the utterances are
    known: stated by the source, by audio channel, by diarisation of a mono recording (which may
    swap them), or not at all. `fields` holds business facts by their names in the field
    dictionary (`goodfaith fields`); what a source does not know is left out, never guessed.
    """

    id: str
    utterances: tuple[Utterance, ...] = ()
    participants: tuple[Participant, ...] = ()
    channel: Channel = "other"
    direction: Direction | None = None
    purpose: Purpose | None = None
    result: Result | None = None
    started_at: datetime | None = None
    duration: float | None = None
    customer: str = ""
    adviser: str = ""
    team: str = ""
    applications: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    speakers: SpeakersKnownBy = "stated"
    fields: dict[str, Scalar] = {}
    gaps: tuple[Gap, ...] = ()


Side = Literal["company", "customer", "other", "unknown"]


def side_of(role: str) -> Side:
    """Which side of the table a role sits on."""
    if role in COMPANY_ROLES:
        return "company"
    if role in CUSTOMER_ROLES:
        return "customer"
    return "unknown" if role == "unknown" else "other"
