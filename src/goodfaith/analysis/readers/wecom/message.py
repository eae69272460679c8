"""One message of the archive, decrypted: who sent it, when, what it says, what it recalls.

Field names and types follow 企业微信开发者中心, 会话内容存档, 获取会话内容 (document 91774).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import msgspec

from goodfaith.analysis.conversation import Attachment
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_UTTERANCE,
    MOST_PARTICIPANTS,
)
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.wecom.body import Body, body_of
from goodfaith.analysis.readers.wecom.content import content_of

T = TypeVar("T")
_YEAR_MS: Final = 31_556_952_000  # 365.2425 days
_FIRST_MS: Final = (FIRST_YEAR - 1970) * _YEAR_MS
_LAST_MS: Final = (LAST_YEAR - 1970) * _YEAR_MS


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message as sessions are made of it.

    `at` is the time of sending in milliseconds since 1970, `recalls` the id of the message it
    takes back. `unheard` are the seconds of speech that came without words (see `Content`), and
    `thread` is the chat it belongs to.
    """

    id: str
    at: int
    sender: str
    receivers: tuple[str, ...] = ()
    room: str = ""
    seq: int | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    recalls: str = ""
    unheard: float | None = None
    unheard_before: bool = False
    thread: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """Sender and receivers, each once."""
        return tuple(dict.fromkeys((self.sender, *self.receivers)))


def read_message(record: Mapping[str, Any], report: Report) -> Message | None:
    """Return the message a record holds, None for none; `report` has what is wrong with it.

    A switch of the company in the client is no message. An unknown type becomes a message whose
    text is the type in brackets: what is new in the archive is not lost.
    """
    if record.get("action") == "switch":
        return None
    if "msgid" not in record and "encrypt_chat_msg" in record:
        report.add("encrypt_chat_msg", "an encrypted message", "decrypted messages")
        return None
    before = len(report.problems)
    id_ = _required("msgid", values.identifier, record, report)
    at = _required("msgtime", _milliseconds, record, report)
    sender = _required("from", values.identifier, record, report)
    receivers = report.take("tolist", _receivers, record.get("tolist"))
    room = report.take("roomid", values.optional_identifier, record.get("roomid"))
    seq = report.take("seq", _sequence, record.get("seq"))
    recalls = _recalled(record, report)
    content = content_of(record)
    _check_length(content.text, record, report)
    if len(report.problems) > before or id_ is None or at is None or sender is None:
        return None
    return Message(
        id=id_,
        at=at,
        sender=sender,
        receivers=receivers or (),
        room=room or "",
        seq=seq,
        text=content.text,
        attachments=content.attachments,
        recalls=recalls,
        unheard=content.unheard,
        unheard_before=content.unheard_before,
    )


def _required(
    field: str, read: Callable[[object], T], record: Mapping[str, Any], report: Report
) -> T | None:
    if record.get(field) is None:
        report.missing(field, "a decrypted message with msgid, msgtime and from")
        return None
    return report.take(field, read, record[field])


def _milliseconds(value: object) -> int:
    """Milliseconds since 1970; seconds would lie in 1970 and are refused."""
    number = Body({"": value}).number("")
    if number is None or not _FIRST_MS <= number <= _LAST_MS:
        raise Unfit(f"milliseconds since 1970, between {FIRST_YEAR} and {LAST_YEAR}")
    return int(number)


def _receivers(value: object) -> tuple[str, ...]:
    """Ids of the receivers, in any order; some exports write them into one text with commas."""
    items = value.split(",") if isinstance(value, str) else [] if value is None else value
    if not isinstance(items, list) or len(items) > MOST_PARTICIPANTS:
        raise Unfit(f"a list of at most {MOST_PARTICIPANTS:,} ids")
    return tuple(sorted({id_ for item in items if (id_ := values.optional_identifier(item))}))


def _sequence(value: object) -> int | None:
    number = Body({"": value}).number("")
    if value is not None and value != "" and (number is None or number < 0):
        raise Unfit("a number that grows with every message")
    return None if number is None else int(number)


def _recalled(record: Mapping[str, Any], report: Report) -> str:
    if record.get("action") != "recall" and record.get("msgtype") != "revoke":
        return ""
    recalled = body_of(record, "revoke").text("pre_msgid")
    if not recalled:
        report.missing("revoke.pre_msgid", "the id of the message that is recalled")
        return ""
    return report.take("revoke.pre_msgid", values.identifier, recalled) or ""


def _check_length(text: str, record: Mapping[str, Any], report: Report) -> None:
    if len(text) > LONGEST_UTTERANCE:
        expected = f"at most {LONGEST_UTTERANCE:,} characters"
        found = f"{len(text):,} characters"
        report.add(str(record.get("msgtype"))[:40], found, expected, "field_too_long")
