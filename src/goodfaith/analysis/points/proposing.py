"""What may stand where in a batch of text, before `re` and qualifiers decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from goodfaith.analysis.folding import CodePoints, fold_together, from_code_points, sound
from goodfaith.analysis.points.listening import (
    Compiled,
    Flags,
    LiteralScanner,
    Numbers,
    Phrase,
    Phrases,
    Prefilter,
    ShortWords,
    Sides,
)
from goodfaith.analysis.points.matching import Span, spans_of_candidate
from goodfaith.analysis.points.point import Point

Raw = dict[int, dict[int, list[Span]]]
"""Spans by utterance and point."""


class Said(NamedTuple):
    """Phrases that stand there: which of `of`, in which utterance, and where they end there."""

    of: tuple[Phrase, ...]
    rows: Numbers
    points: Numbers
    utterances: Numbers
    stops: Numbers

    def note(self, raw: Raw, kept: Flags) -> None:
        """Add the kept ones to `raw`."""
        for row, utterance, stop in zip(
            self.rows[kept].tolist(),
            self.utterances[kept].tolist(),
            self.stops[kept].tolist(),
            strict=True,
        ):
            phrase = self.of[row]
            span = Span(stop - phrase.length, stop, phrase.how)
            raw.setdefault(utterance, {}).setdefault(phrase.point, []).append(span)


class Possible(NamedTuple):
    """Candidates that may match, and in which utterance; by utterance."""

    prefilter: Prefilter
    numbers: Numbers
    points: Numbers
    utterances: Numbers

    def note(self, raw: Raw, kept: Flags, text: BatchText) -> None:
        """Add where the kept ones match to `raw`."""
        candidates, searches = self.prefilter.candidates, self.prefilter.searches
        before, spans, words = -1, dict[int, list[Span]](), ""
        for number, utterance in zip(
            self.numbers[kept].tolist(), self.utterances[kept].tolist(), strict=True
        ):
            if utterance != before:
                before, words = utterance, text.utterance(utterance)
                spans = raw.setdefault(utterance, {})
            if searches[number](words):
                candidate = candidates[number]
                if found := spans_of_candidate(candidate, words):
                    spans.setdefault(candidate.point, []).extend(found)


class Proposals:
    """All that may stand in a batch. `points` and `utterances` have an entry a proposal."""

    def __init__(self, text: BatchText, words: Said, sounds: Said, possible: Possible) -> None:
        self._text = text
        self._parts = (words, sounds, possible)
        self.points = np.concatenate([part.points for part in self._parts])
        self.utterances = np.concatenate([part.utterances for part in self._parts])

    def spans(self, kept: Flags) -> Raw:
        """Where the proposals stand that are `kept`, a flag each."""
        words, sounds, possible = self._parts
        raw: Raw = {}
        after_words = len(words.rows)
        after_sounds = after_words + len(sounds.rows)
        words.note(raw, kept[:after_words])
        sounds.note(raw, kept[after_words:after_sounds])
        possible.note(raw, kept[after_sounds:], self._text)
        return raw


class Proposer:
    """Listens for the words of points and of their patterns."""

    def __init__(
        self, points: Sequence[Point], listened: Sequence[int], compiled: Compiled | None
    ) -> None:
        self._phrases = Phrases(points, listened, sounding=False)
        self._sounds = Phrases(points, listened, sounding=True)
        self._prefilter = Prefilter(points, listened)
        texts = sorted({*self._phrases.texts, *self._prefilter.long})
        numbers = {text: number for number, text in enumerate(texts)}
        self._heard = LiteralScanner(texts, compiled)
        self._short = ShortWords(self._prefilter.short)
        self._sounding = LiteralScanner(self._sounds.texts, compiled)
        self._as_phrase = _renumbered(self._phrases.texts, numbers)
        self._as_literal = _renumbered(self._prefilter.long, numbers)
        self._as_literal[self._as_literal >= 0] += len(self._prefilter.short)

    def proposals(self, text: BatchText, roles: Sequence[str]) -> Proposals:
        """What may stand in the text, said by somebody whom its point asks for.

        `roles` has an entry an utterance.
        """
        sides = self._prefilter.speakers.may_speak(roles)
        literals, byte_ends = self._heard.scan(text.encoded)
        utterances, stops = text.places(text.folded, byte_ends)
        words = self._said(self._phrases, self._as_phrase[literals], utterances, stops, sides)
        possible = self._possible(text, literals, utterances, sides)
        return Proposals(text, words, self._said_alike(text, sides), possible)

    def _said(
        self, phrases: Phrases, numbers: Numbers, utterances: Numbers, stops: Numbers, sides: Sides
    ) -> Said:
        speakers = self._prefilter.speakers.of_point
        rows, places = phrases.expand(numbers)
        kept = sides[speakers[phrases.points[rows]], utterances[places]]
        rows, places = rows[kept], places[kept]
        return Said(phrases.of, rows, phrases.points[rows], utterances[places], stops[places])

    def _said_alike(self, text: BatchText, sides: Sides) -> Said:
        """What sounds like a phrase that recognisers get wrong."""
        if not self._sounds.texts:
            nothing = np.zeros(0, np.int64)
            return Said((), nothing, nothing, nothing, nothing)
        sounds = sound(text.folded)
        literals, byte_ends = self._sounding.scan(from_code_points(sounds).encode())
        utterances, stops = text.places(sounds, byte_ends)
        return self._said(self._sounds, literals, utterances, stops, sides)

    def _possible(
        self, text: BatchText, literals: Numbers, utterances: Numbers, sides: Sides
    ) -> Possible:
        atoms = self._as_literal[literals]
        short, places = self._short.find(text.folded)
        numbers, where = self._prefilter.candidates_in(
            np.concatenate((atoms[atoms >= 0], short)),
            np.concatenate((utterances[atoms >= 0], text.owners[places])),
            sides,
        )
        return Possible(self._prefilter, numbers, self._prefilter.point_of[numbers], where)


class BatchText:
    """The folded text of many utterances, a separator after each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.folded = fold_together(texts)
        self.text = from_code_points(self.folded)
        self.encoded = self.text.encode()
        ends = np.cumsum(np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))) - 1
        self._ends = ends
        self._starts = np.concatenate(([0], ends[:-1] + 1))
        self.owners = np.repeat(np.arange(len(texts)), np.diff(ends, prepend=-1))
        self._bounds = list(zip(self._starts.tolist(), ends.tolist(), strict=True))
        self._cut: dict[int, str] = {}

    def utterance(self, number: int) -> str:
        if number not in self._cut:
            start, end = self._bounds[number]
            self._cut[number] = self.text[start:end]
        return self._cut[number]

    def from_utterance(self, first: int) -> Callable[[int], str]:
        """The utterances of a conversation, of which `first` is the number of its first."""
        return lambda index: self.utterance(first + index)

    def places(self, scanned: CodePoints, byte_ends: Numbers) -> tuple[Numbers, Numbers]:
        """The utterance of each hit, and where it ends there in code points."""
        widths = 1 + (scanned >= 0x80).astype(np.int64) + (scanned >= 0x800) + (scanned >= 0x10000)
        stops = np.searchsorted(np.cumsum(widths), byte_ends) + 1
        utterances = np.searchsorted(self._ends, stops - 1)
        return utterances, stops - self._starts[utterances]


def _renumbered(texts: Sequence[str], numbers: dict[str, int]) -> Numbers:
    """From the scanner's numbers to places in `texts`; -1 for literals of others."""
    places = np.full(len(numbers), -1, np.int64)
    for place, text in enumerate(texts):
        places[numbers[text]] = place
    return places
