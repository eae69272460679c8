"""One conversation out of a record that spells our members in its own way.

Generous in what it takes, strict in what it keeps: a record gives a sound conversation or
every problem it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from goodfaith.analysis.conversation import (
    Conversation,
    Gap,
    Participant,
    Scalar,
    Utterance,
)
from goodfaith.analysis.problems import describe
from goodfaith.analysis.readers import spellings, values
from goodfaith.analysis.readers.bounds import (
    DEEPEST_JSON,
    MOST_PARTICIPANTS,
    MOST_UTTERANCES,
)
from goodfaith.analysis.readers.known_fields import fact, known_fields, named_fact
from goodfaith.analysis.readers.loose_utterance import LooseUtterances
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.report import Report, Unfit
from goodfaith.analysis.readers.roles import role_of
from goodfaith.analysis.readers.speakers import Speakers

T = TypeVar("T")
_Members = Mapping[str, tuple[str, Any]]


def conversation_from(
    record: Mapping[str, Any],
    report: Report,
    options: ReadOptions,
    ignored: Counter[str] | None = None,
) -> Conversation | None:
    """Return the conversation a record holds, or None with all its problems in `report`.

    Unknown members are kept among the fields when the field dictionary names them; otherwise
    they are counted by name in `ignored`.
    """
    before = len(report.problems)
    reading = _Reading(report, options, Counter() if ignored is None else ignored)
    conversation = reading.conversation(record)
    return conversation if len(report.problems) == before else None


def read_id(value: object, report: Report, field: str) -> str | None:
    """Read a conversation's id, noting a missing one."""
    if value is None or value == "":
        report.missing(field, "an id for the conversation")
        return None
    return report.take(field, values.identifier, value)


def member_readers(options: ReadOptions) -> dict[str, Callable[[object], Any]]:
    """How each plain member of a conversation is read, by its name."""
    return {
        "channel": spellings.channel,
        "direction": spellings.direction,
        "purpose": spellings.purpose,
        "result": spellings.result,
        "speakers": spellings.speakers,
        "started_at": partial(values.moment, zone=options.zone),
        "duration": values.seconds,
        "customer": values.optional_identifier,
        "adviser": values.optional_identifier,
        "team": values.optional_identifier,
        "applications": identifiers,
        "policies": identifiers,
    }


_SEPARATORS: Final = ";；、|,，"


def identifiers(value: object) -> tuple[str, ...]:
    """Ids: a list of them, or one text with separators between them."""
    if isinstance(value, str):
        for separator in _SEPARATORS[1:]:
            value = value.replace(separator, _SEPARATORS[0])
        value = [part for part in value.split(_SEPARATORS[0]) if part.strip()]
    if not isinstance(value, list | tuple):
        value = [value]
    if len(value) > MOST_PARTICIPANTS:
        raise Unfit(f"at most {MOST_PARTICIPANTS:,} ids", code="too_many")
    return tuple(dict.fromkeys(values.identifier(one) for one in value))


class _Reading:
    def __init__(self, report: Report, options: ReadOptions, ignored: Counter[str]) -> None:
        self._report = report
        self._options = options
        self._ignored = ignored
        self._known = known_fields(options)
        self._unread = ""

    def conversation(self, record: Mapping[str, Any]) -> Conversation:
        found, fields = self._split(record)
        speakers = Speakers(self._participants(found), self._options.adviser_channel)
        members: dict[str, Any] = {"id": self._id(found) or ""}
        members["utterances"] = self._utterances(found, speakers)
        members["participants"] = speakers.participants()
        members["fields"] = fields | self._fields(found)
        members["gaps"] = self._each(found, "gaps", _gap)
        for name, read in member_readers(self._options).items():
            if name in found:
                members[name] = self._report.take(*_swap(found[name], read))
        if speakers.are_made:
            members.setdefault("speakers", speakers.known_by())
        return Conversation(**members)

    def _split(self, record: Mapping[str, Any]) -> tuple[_Members, dict[str, Scalar]]:
        """Tell our members from business facts and from what is ignored."""
        found: dict[str, tuple[str, Any]] = {}
        fields: dict[str, Scalar] = {}
        for key, value in record.items():
            name = spellings.CONVERSATION_MEMBERS.get(spellings.plain(key))
            if name is not None and key not in self._known:
                if value is not None and (name == key or name not in found):
                    found[name] = (key, value)
            elif key in self._known and isinstance(value, bool | int | float | str):
                read = partial(named_fact, key, options=self._options)
                self._keep(fields, key, key, read, value)
            else:
                self._ignore(key, value)
        return found, fields

    def _ignore(self, key: str, value: object) -> None:
        self._ignored[key] += 1
        if isinstance(value, list | dict):
            self._unread = self._unread or describe(key)  # perhaps what was said, called otherwise
        if deeper_than(value, DEEPEST_JSON):
            self._report.add(key, "nested deeper", f"at most {DEEPEST_JSON} levels", "too_deep")

    def _keep(
        self,
        fields: dict[str, Scalar],
        place: str,
        name: str,
        read: Callable[[object], Scalar],
        value: object,
    ) -> None:
        if (kept := self._report.take(place, read, value)) is not None:
            fields[name] = kept

    def _id(self, found: _Members) -> str | None:
        field, value = found.get("id", ("id", None))
        return read_id(value, self._report, field)

    def _fields(self, found: _Members) -> dict[str, Scalar]:
        field, given = found.get("fields", ("fields", {}))
        fields: dict[str, Scalar] = {}
        if not isinstance(given, Mapping):
            self._report.add(field, describe(given), "an object of names and values")
            return fields
        for name, value in given.items():
            if value is not None:
                self._keep(fields, f"{field}.{name}", name, fact, value)
        return fields

    def _utterances(self, found: _Members, speakers: Speakers) -> tuple[Utterance, ...]:
        field, records = found.get("utterances", ("utterances", ()))
        if "utterances" not in found and self._unread:
            self._report.missing(field, f"a list of utterances; {self._unread} is not known")
        if not isinstance(records, list | tuple):
            self._report.add(field, describe(records), "a list of utterances")
            return ()
        if len(records) > MOST_UTTERANCES:
            self._report.add(
                field,
                describe(records),
                f"at most {MOST_UTTERANCES:,} utterances",
                "too_many",
            )
            return ()
        loose = LooseUtterances(speakers, self._options.zone, self._ignored)
        read = [loose.read(r, f"{field}[{n}]", self._report) for n, r in enumerate(records)]
        return tuple(utterance for utterance in read if utterance is not None)

    def _participants(self, found: _Members) -> tuple[Participant, ...]:
        participants = self._each(found, "participants", _participant)
        field = found.get("participants", ("", None))[0]
        seen: set[str] = set()
        for number, one in enumerate(participants):
            if one.id in seen:
                self._report.add(f"{field}[{number}].id", "there twice", "an id of its own")
            seen.add(one.id)
        return participants

    def _each(
        self, found: _Members, name: str, read: Callable[[Any, str, Report], T | None]
    ) -> tuple[T, ...]:
        field, records = found.get(name, (name, ()))
        if not isinstance(records, list | tuple) or len(records) > MOST_PARTICIPANTS:
            self._report.add(field, describe(records), f"a list of at most {MOST_PARTICIPANTS:,}")
            return ()
        items = (read(one, f"{field}[{n}]", self._report) for n, one in enumerate(records))
        return tuple(one for one in items if one is not None)


def _swap(
    member: tuple[str, Any], read: Callable[[object], Any]
) -> tuple[str, Callable[[object], Any], Any]:
    return member[0], read, member[1]


def _participant(record: object, field: str, report: Report) -> Participant | None:
    if not isinstance(record, Mapping):
        report.add(field, describe(record), "an object with id and role")
        return None
    id_ = report.take(f"{field}.id", values.identifier, record.get("id"))
    role = record.get("role") or "unknown"
    if not isinstance(role, str):
        report.add(f"{field}.role", describe(role), "the name of a role")
        return None
    span = _span(record, field, report, "joined", "left")
    name = report.take(f"{field}.name", values.short_text, record.get("name"))
    return Participant(id_ or "", role_of(role), name or "", *span)


def _gap(record: object, field: str, report: Report) -> Gap | None:
    if not isinstance(record, Mapping) or record.get("start") is None:
        report.add(field, describe(record), "an object with start")
        return None
    start, end = _span(record, field, report, "start", "end")
    reason = report.take(f"{field}.reason", values.short_text, record.get("reason"))
    return Gap(start or 0.0, end, reason or "")


def _span(
    record: Mapping[str, Any], field: str, report: Report, first: str, last: str
) -> tuple[float | None, float | None]:
    """Two times of a record, either of which may be missing, the later not before the earlier."""
    start, end = (
        None
        if record.get(name) is None
        else report.take(f"{field}.{name}", values.seconds, record[name])
        for name in (first, last)
    )
    if start is not None and end is not None and end < start:
        report.add(f"{field}.{last}", f"{end:g}", f"at least {first}, {start:g}")
    return start, end


def deeper_than(value: object, levels: int) -> bool:
    """Whether lists and objects are nested deeper than so many levels. Not recursive."""
    inside = [value]
    for _ in range(levels):
        inside = [
            part
            for one in inside
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
            if isinstance(part, dict | list)
        ]
        if not inside:
            return False
    return True
