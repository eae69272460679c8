"""Subtitles: WebVTT with voices (`<v 客服>`) and SRT with speakers before the words.

A file is one conversation; its id is the file's name. With an adviser's channel, voices that
name a channel (`<v ch1>`, `声道1：`) are speakers by channel.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, Final

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import values
from goodfaith.analysis.readers.bounds import MOST_UTTERANCES
from goodfaith.analysis.readers.cues import Cue, cues_of
from goodfaith.analysis.readers.lines import text_lines
from goodfaith.analysis.readers.loose_utterance import LooseUtterances
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.plain_lines import mark_of
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.speakers import Speakers

_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]{0,200})?\s([^<>]{1,400})>")
_TAG: Final = re.compile(r"</?[^<>]{0,400}>|\{\\[^{}]{0,200}\}")
_WRITTEN_TAG: Final = re.compile(
    r"</?(?:[biu]|font[^<>]{0,200})>|\{\\[^{}]{0,200}\}", re.IGNORECASE
)


def read_vtt(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversation of a WebVTT file, or what is wrong with it."""
    yield from _Subtitles(name, options, ignored, is_vtt=True).read(source)


def read_srt(
    source: BinaryIO,
    name: str,
    options: ReadOptions = DEFAULT_OPTIONS,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversation of an SRT file, or what is wrong with it."""
    yield from _Subtitles(name, options, ignored, is_vtt=False).read(source)


class _Subtitles:
    """One file while it is being read."""

    def __init__(
        self, name: str, options: ReadOptions, ignored: Counter[str] | None, *, is_vtt: bool
    ) -> None:
        self._name = name
        self._is_vtt = is_vtt
        self._speakers = Speakers(adviser_channel=options.adviser_channel)
        counter = Counter[str]() if ignored is None else ignored
        self._loose = LooseUtterances(self._speakers, options.zone, counter)
        self._problems: list[Problem] = []

    def read(self, source: BinaryIO) -> Iterator[Conversation | Problem]:
        said: list[Utterance] = []
        for cue in cues_of(text_lines(source, self._name)):
            if isinstance(cue, Problem):
                self._problems.append(cue)
            else:
                said += self._utterances(cue)
            if len(said) > MOST_UTTERANCES or len(self._problems) > MOST_UTTERANCES:
                self._report(cue).add("", "longer", f"at most {MOST_UTTERANCES:,} cues", "too_many")
                break
        yield from islice(self._problems, MOST_UTTERANCES + 1)
        if not self._problems:
            yield from self._conversation(said)

    def _conversation(self, said: list[Utterance]) -> Iterator[Conversation | Problem]:
        report = Report(self._name)
        id_ = report.take("id", values.identifier, PurePath(self._name).stem)
        yield from report.problems
        if id_ is not None:
            participants = self._speakers.participants()
            known_by = self._speakers.known_by()
            yield Conversation(id_, tuple(said), participants, speakers=known_by)

    def _report(self, cue: Cue | Problem) -> Report:
        place = cue.place if isinstance(cue, Problem) else f"line {cue.number}"
        report = Report(self._name, place)
        report.problems = self._problems
        return report

    def _utterances(self, cue: Cue) -> list[Utterance]:
        parts = self._by_voice(cue) if self._is_vtt else self._by_mark(cue)
        report = self._report(cue)
        said: list[Utterance] = []
        for speaker, text in parts:
            if not text:
                continue
            times = {"start": ("start", cue.start), "end": ("end", cue.end)}
            found = (
                times
                | {"text": ("text", text)}
                | ({"speaker": ("voice", speaker)} if speaker else {})
            )
            if utterance := self._loose.read_members(found, "", report):
                said.append(utterance)
        return said

    def _by_voice(self, cue: Cue) -> list[tuple[str, str]]:
        """Part the words of a cue by its voice tags; without any, by marks."""
        lines = "\n".join(cue.lines)
        before, *voices = _VOICE.split(lines)
        parts = [("", before), *zip(voices[::2], voices[1::2], strict=True)]
        read = [(html.unescape(name).strip(), _words(text)) for name, text in parts]
        return read if voices else self._by_mark(_without_tags(cue))

    def _by_mark(self, cue: Cue) -> list[tuple[str, str]]:
        """Part the words of a cue at lines that begin with a known speaker."""
        parts: list[tuple[str, str]] = []
        for written in cue.lines:
            line = written if self._is_vtt else _WRITTEN_TAG.sub("", written)
            mark = mark_of(line)
            if mark is not None and (mark.is_known or not parts) and not mark.stamp:
                parts.append((mark.label, line[mark.words :].strip()))
            elif parts:
                speaker, text = parts.pop()
                parts.append((speaker, f"{text}\n{line}".strip()))
            else:
                parts.append(("", line.strip("- ").strip() if line.startswith("-") else line))
        return parts


def _words(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


def _without_tags(cue: Cue) -> Cue:
    return Cue(cue.number, cue.start, cue.end, tuple(_words(line) for line in cue.lines))
