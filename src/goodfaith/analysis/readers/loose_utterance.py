"""One utterance out of a record that spells our members in its own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final

import msgspec

from goodfaith.analysis.conversation import Attachment, Utterance
from goodfaith.analysis.problems import describe
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import LONGEST_NAME, MOST_ATTACHMENTS
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.speakers import Speakers
from goodfaith.analysis.readers.spellings import UTTERANCE_MEMBERS, plain

_TIMES: Final = {
    "start": ("start", values.seconds),
    "end": ("end", values.seconds),
    "start_ms": ("start", values.milliseconds),
    "end_ms": ("end", values.milliseconds),
}


Found = Mapping[str, tuple[str, Any]]


class LooseUtterances:
    """Reads the utterances of one conversation, one record after the other.

    `ignored` counts the members nobody asked for, by name.
    """

    def __init__(self, speakers: Speakers, zone: tzinfo, ignored: Counter[str]) -> None:
        self.speakers = speakers
        self._zone = zone
        self._ignored = ignored

    def read(self, record: object, field: str, report: Report) -> Utterance | None:
        """Return the utterance, or None when it has no text; `report` says what is wrong."""
        if not isinstance(record, Mapping):
            report.add(field, describe(record), "an object with text and speaker")
            return None
        return self.read_members(self._members(record, f"{field}."), f"{field}.", report)

    def read_members(self, found: Found, prefix: str, report: Report) -> Utterance | None:
        """Return the utterance whose members are already found: place and value by name."""
        text = self._text(found, prefix, report)
        return None if text is None else self._utterance(text, found, prefix, report)

    def _members(self, record: Mapping[Any, Any], prefix: str) -> dict[str, tuple[str, Any]]:
        found: dict[str, tuple[str, Any]] = {}
        for key, value in record.items():
            name = UTTERANCE_MEMBERS.get(plain(key)) if isinstance(key, str) else None
            if name is None:
                self._ignored[_generic(prefix, key)] += 1
            elif value is not None and (name == key or name not in found):
                found[name] = (prefix + key, value)
        return found

    def _text(self, found: Found, prefix: str, report: Report) -> str | None:
        if "text" in found:
            return report.take(found["text"][0], values.spoken_text, found["text"][1])
        if "attachments" in found:
            return ""
        report.missing(f"{prefix}text", "what was said")
        return None

    def _utterance(self, text: str, found: Found, prefix: str, report: Report) -> Utterance:
        members: dict[str, Any] = {"text": text}
        members["participant"] = self._participant(found, prefix, report)
        for name, (member, read) in _TIMES.items():
            if name in found and member not in members:
                members[member] = report.take(found[name][0], read, found[name][1])
        for name, read_value in self._readers(text).items():
            if name in found:
                members[name] = report.take(found[name][0], read_value, found[name][1])
        if "attachments" in found:
            members["attachments"] = attachments_from(*found["attachments"], report)
        _check_order(members, found, report)
        return Utterance(**members)

    def _readers(self, text: str) -> dict[str, Callable[[object], Any]]:
        moment: Callable[[object], datetime] = partial(values.moment, zone=self._zone)
        return {
            "confidence": values.share,
            "confidences": partial(_one_each, text),
            "sent_at": moment,
            "recalled_at": moment,
        }

    def _participant(self, found: Found, prefix: str, report: Report) -> str | None:
        if "participant" in found:
            place, stated = found["participant"]
            if (id_ := report.take(place, values.identifier, stated)) is None:
                return None
            if id_ not in self.speakers:
                report.add(place, describe(id_), "the id of one of the participants")
            return id_
        label, role, channel = (
            _word(found.get(name), report) for name in ("speaker", "role", "channel")
        )
        place = next((found[n][0] for n in ("speaker", "role", "channel") if n in found), prefix)
        return report.take(place, lambda _: self._speaker(label, role, channel), label) or None

    def _speaker(self, label: str, role: str, channel: str) -> str:
        if label and role and not (channel and self.speakers.go_by_channel):
            return self.speakers.with_role(label, role)
        return self.speakers.of(label or None, role or None, channel or None)


def _word(member: tuple[str, Any] | None, report: Report) -> str:
    return (
        ""
        if member is None
        else report.take(member[0], values.optional_identifier, member[1]) or ""
    )


def _generic(prefix: str, key: object) -> str:
    # Without the number in it, or the counter would grow with the conversation.
    return f"{prefix.partition('[')[0]}[].{str(key)[:LONGEST_NAME]}"


def _one_each(text: str, value: object) -> tuple[float, ...]:
    shares = values.shares(value)
    if len(shares) != len(text):
        raise Unfit(
            f"one number for each of {len(text):,} characters", f"a list of {len(shares):,}"
        )
    return shares


def _check_order(members: Mapping[str, Any], found: Found, report: Report) -> None:
    start, end = members.get("start"), members.get("end")
    if start is not None and end is not None and end < start:
        place, _ = found.get("end") or found["end_ms"]
        report.add(place, f"{end:g}", f"at least its start, {start:g}")


def attachments_from(field: str, value: object, report: Report) -> tuple[Attachment, ...]:
    """Read a list of attachments as our own schema writes them."""
    if not isinstance(value, list | tuple) or len(value) > MOST_ATTACHMENTS:
        report.add(field, describe(value), f"a list of at most {MOST_ATTACHMENTS:,} attachments")
        return ()
    read = [
        report.take(f"{field}[{number}]", partial(_converted, Attachment), one)
        for number, one in enumerate(value)
    ]
    return tuple(one for one in read if one is not None)


def _converted(kind: type[Attachment], value: object) -> Attachment:
    if not isinstance(value, Mapping):
        raise Unfit("an attachment")
    try:
        given = {k: v for k, v in value.items() if v is not None}
        attachment = msgspec.convert(given, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Unfit(f"an attachment: {str(error)[:LONGEST_NAME]}") from None
    for text in (attachment.name, attachment.url, attachment.sha256):
        values.short_text(text)
    return msgspec.structs.replace(
        attachment,
        name=values.short_text(attachment.name),
        url=values.short_text(attachment.url),
        sha256=values.short_text(attachment.sha256),
    )
