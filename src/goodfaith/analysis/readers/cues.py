"""Cues of WebVTT and SRT: from when to when, and the lines shown meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import LONGEST_UTTERANCE
from goodfaith.analysis.readers.lines import Line

_CLOCK: Final = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,6}|(?:\d{1,4}:)\d{1,2}:\d{1,2}"
TIMING: Final = re.compile(rf"\s{{0,20}}({_CLOCK})\s{{0,20}}-->\s{{0,20}}({_CLOCK})(?:\s.*)?")
_LONGEST_TIMING: Final = 500


class Cue(msgspec.Struct, frozen=True):
    """One cue. `number` is the line of its times, which are as written."""

    number: int
    start: str
    end: str
    lines: tuple[str, ...]


def cues_of(lines: Iterable[Line | Problem]) -> Iterator[Cue | Problem]:
    """Yield the cues of a file in its order; headings, notes and styles are left out.

    A cue ends at an empty line or at the times of the next one. One longer than an utterance may
    be is cut beyond that bound, so that reading its words tells it to be too long.
    """
    cue: _Cue | None = None
    for item in lines:
        if isinstance(item, Problem):
            yield item
            continue
        times = TIMING.fullmatch(item.text.strip()[:_LONGEST_TIMING])
        if cue is not None and (times or not item.text.strip()):
            yield cue.finished(at_next=times is not None)
            cue = None
        if times:
            cue = _Cue(item.number, times[1], times[2])
        elif cue is not None:
            cue.add(item.text.strip())
    if cue is not None:
        yield cue.finished(at_next=False)


class _Cue:
    """A cue while its lines are being gathered."""

    def __init__(self, number: int, start: str, end: str) -> None:
        self._times = (number, start, end)
        self._lines: list[str] = []
        self._left = LONGEST_UTTERANCE + _LONGEST_TIMING

    def add(self, words: str) -> None:
        if self._left > 0:
            self._lines.append(words)
            self._left -= len(words) + 1

    def finished(self, *, at_next: bool) -> Cue:
        # Without an empty line between two cues the last line is the number of the next one.
        if at_next and self._lines and self._lines[-1].isdigit():
            self._lines.pop()
        return Cue(*self._times, tuple(self._lines))
