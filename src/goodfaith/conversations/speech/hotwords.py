"""Words the recogniser is told to expect, and not believed where nobody speaks.

Told to expect 保本, an engine hears it in hiss. What it hears has to have a voice under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.conversations.speech.bounds import LONGEST_HOTWORD, MOST_HOTWORDS
from goodfaith.conversations.speech.recogniser import Recognised, plain
from goodfaith.conversations.speech.voice import SPEECH_UNTIL, VoiceTrack

SILENT_BELOW: Final = 0.001
"""Loudness (RMS) of a window without a voice in it: -60 dB of full scale."""

LEAST_VOICED: Final = 0.25
"""Share of a word's windows that must hold a voice; half of them are the slack around it."""

SLACK_SECONDS: Final = 0.2
"""How far a recogniser's times may be off; also what a word's last piece lasts at least."""


class Unvoiced(msgspec.Struct, frozen=True):
    """A hot word that was dropped: where it stood in the text, and the seconds without a voice."""

    word: str
    first: int
    last: int
    start: float
    end: float


def accepted_hotwords(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words, each once, without spaces around.

    Raises `UnreadableInput` for too many, one too long, or one that is not words: marks like `/`
    separate them for the engine.
    """
    once = tuple(dict.fromkeys(word.strip() for word in words))
    problems = list(_problems(once))
    if problems:
        raise UnreadableInput(problems)
    return once


def unvoiced(
    said: Recognised, hotwords: Sequence[str], span: tuple[float, float], track: VoiceTrack
) -> list[Unvoiced]:
    """Return the hot words in `said` that no voice speaks, in order of the text.

    `span` is where the stretch lies in the channel that `track` follows, in seconds. Without
    times of the tokens a word is looked for in the whole stretch.
    """
    dropped: list[Unvoiced] = []
    for first, last in _places(said.text, hotwords):
        start, end = _seconds(said, first, last, span)
        if not _has_voice(track, start, end):
            dropped.append(Unvoiced(said.text[first:last], first, last, start, end))
    return dropped


def _problems(words: Sequence[str]) -> Iterator[Problem]:
    if len(words) > MOST_HOTWORDS:
        yield Problem(
            "too_many", "hotwords", "", "", f"{len(words):,}", f"at most {MOST_HOTWORDS:,}"
        )
    for number, word in enumerate(words, 1):
        place = f"word {number}"
        if len(word) > LONGEST_HOTWORD:
            expected = f"at most {LONGEST_HOTWORD} characters"
            yield Problem("field_too_long", "hotwords", place, "", f"{len(word):,}", expected)
        elif not re.fullmatch(r"[\w' ]+", word):
            found = "empty" if not word else "with marks"
            yield Problem("field_invalid", "hotwords", place, "", found, "letters and digits")


def _places(text: str, hotwords: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where hot words stand: leftmost, the longest first, none within another."""
    if not hotwords:
        return
    longest_first = sorted(hotwords, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    for match in pattern.finditer(text):
        yield match.span()


def _seconds(
    said: Recognised, first: int, last: int, span: tuple[float, float]
) -> tuple[float, float]:
    if not said.starts or len(said.starts) != len(said.tokens):
        return span
    own = [index for index, (a, b) in enumerate(_aligned(said)) if a < last and b > first]
    if not own:
        return span
    start = said.starts[own[0]]
    end = said.starts[own[-1]] + SLACK_SECONDS
    return span[0] + start, min(span[0] + end, max(span[1], span[0] + start))


def _aligned(said: Recognised) -> Iterator[tuple[int, int]]:
    """Where each token stands in the text; nowhere is an empty place."""
    cursor = 0
    for token in map(plain, said.tokens):
        at = said.text.find(token, cursor) if token else -1
        if at < 0:
            yield cursor, cursor
        else:
            cursor = at + len(token)
            yield at, cursor


def _has_voice(track: VoiceTrack, start: float, end: float) -> bool:
    first = max(0, int((start - SLACK_SECONDS) / track.window_seconds))
    last = int((end + SLACK_SECONDS) / track.window_seconds) + 1
    voiced = (track.probabilities[first:last] >= SPEECH_UNTIL) & (
        track.loudness[first:last] >= SILENT_BELOW
    )
    return bool(voiced.size) and float(voiced.mean()) >= LEAST_VOICED
