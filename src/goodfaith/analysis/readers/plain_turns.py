"""The turns of one written-out conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import dropwhile
from typing import Any, Final

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import MOST_LINES, MOST_UTTERANCES
from goodfaith.analysis.readers.lines import Line
from goodfaith.analysis.readers.loose_conversation import member_readers
from goodfaith.analysis.readers.loose_utterance import LooseUtterances
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.plain_lines import Mark, mark_of, speakers_among
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.roles import role_of
from goodfaith.analysis.readers.speakers import Speakers
from goodfaith.analysis.readers.spellings import CONVERSATION_MEMBERS, plain

_DAY: Final = 24 * 3600.0
_TIME_OF_DAY_FROM: Final = 3600.0
"""A first turn later than this is no offset into a recording but a time of day."""


class _Turn:
    """A turn while its lines are being gathered."""

    def __init__(self, number: int, mark: Mark | None, words: str) -> None:
        self.number = number
        self.mark = mark
        self.lines = [words] if words.strip() else []


class Turns:
    """Reads one conversation from its lines."""

    def __init__(self, name: str, options: ReadOptions, ignored: Counter[str]) -> None:
        self._name = name
        self._options = options
        self._speakers = Speakers(adviser_channel=options.adviser_channel)
        self._loose = LooseUtterances(self._speakers, options.zone, ignored)
        self._members: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._first: float | None = None

    def read(self, id_: str, lines: list[Line]) -> Iterable[Conversation | Problem]:
        """Return the conversation, or everything wrong with its lines."""
        self._take(Report(self._name, f"line {lines[0].number}"), "id", id_)
        if len(lines) > MOST_LINES:
            self._refuse(lines[0], f"at most {MOST_LINES:,} lines")
            return self._problems
        turns = self._gathered(lines)
        if len(turns) > MOST_UTTERANCES:
            self._refuse(lines[0], f"at most {MOST_UTTERANCES:,} turns")
            return self._problems
        said = [one for turn in turns if (one := self._utterance(turn)) is not None]
        return self._problems or (self._conversation(said),)

    def _refuse(self, line: Line, expected: str) -> None:
        place = f"line {line.number}"
        self._problems.append(Problem("too_many", self._name, place, "", "longer", expected))

    def _take(self, report: Report, member: str, value: str) -> None:
        reader = {"id": values.identifier} | member_readers(self._options)
        if (read := report.take(member, reader[member], value)) is not None:
            self._members[member] = read
        self._problems += report.problems

    def _gathered(self, lines: list[Line]) -> list[_Turn]:
        said = list(dropwhile(self._is_member, lines))
        marks = [mark_of(line.text) for line in said]
        speakers = speakers_among(marks)
        turns: list[_Turn] = []
        for line, mark in zip(said, marks, strict=True):
            if mark and mark.label in speakers:
                turns.append(_Turn(line.number, mark, line.text[mark.words :].strip()))
            elif turns and speakers:
                turns[-1].lines.append(line.text.strip())
            else:
                turns.append(_Turn(line.number, None, line.text.strip()))
        return turns

    def _is_member(self, line: Line) -> bool:
        """Take in a line such as `渠道：电话` before the first turn."""
        if (mark := mark_of(line.text)) is None:
            return False
        member = CONVERSATION_MEMBERS.get(plain(mark.label), "")
        readable = member == "id" or member in member_readers(self._options)
        if mark.stamp or not readable or role_of(mark.label) != "unknown":
            return False
        self._take(
            Report(self._name, f"line {line.number}"), member, line.text[mark.words :].strip()
        )
        return True

    def _utterance(self, turn: _Turn) -> Utterance | None:
        report = Report(self._name, f"line {turn.number}")
        found: dict[str, tuple[str, Any]] = {"text": ("text", "\n".join(turn.lines))}
        if turn.mark is not None:
            found["speaker"] = ("speaker", turn.mark.label)
            found |= self._times(turn.mark, report)
        utterance = self._loose.read_members(found, "", report)
        self._problems += report.problems
        return utterance

    def _times(self, mark: Mark, report: Report) -> dict[str, tuple[str, Any]]:
        if len(mark.stamp) > len("000:00:00.000000"):
            moment = report.take(
                "time", partial(values.moment, zone=self._options.zone), mark.stamp
            )
            if isinstance(moment, datetime):
                self._members.setdefault("started_at", moment)
            return {} if moment is None else {"sent_at": ("time", moment)}
        times = {"start": mark.stamp, "end": mark.until}
        return {
            name: (name, offset)
            for name, stamp in times.items()
            if stamp and (offset := self._offset(name, stamp, report)) is not None
        }

    def _offset(self, name: str, stamp: str, report: Report) -> float | None:
        seconds = report.take(name, values.seconds, stamp)
        if seconds is None:
            return None
        if self._first is None:
            self._first = seconds if seconds >= _TIME_OF_DAY_FROM else 0.0
        # A time of day smaller than the first one is on the next day.
        return seconds - self._first if seconds >= self._first else seconds - self._first + _DAY

    def _conversation(self, said: list[Utterance]) -> Conversation:
        members = {"speakers": self._speakers.known_by()} | self._members
        return Conversation(
            utterances=tuple(said), participants=self._speakers.participants(), **members
        )
