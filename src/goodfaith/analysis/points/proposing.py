"""What may stand where in a batch of text, before `re` and qualifiers decide."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.folding import CodePoints, fold_together, from_code_points, sound
from goodfaith.analysis.points.listening import (
    Candidate,
    Compiled,
    Flags,
    LiteralScanner,
    Numbers,
    Phrase,
    Phrases,
    Prefilter,
    ShortWords,
    Sides,
    Speakers,
    everything_in,
    patterns_in,
)
from goodfaith.analysis.points.matching import Span, spans_from, spans_of_candidate
from goodfaith.analysis.points.point import Point

Raw = dict[int, dict[int, list[Span]]]
"""Spans by utterance and point."""

Offers = npt.NDArray[np.intc]
"""A row a proposal: which phrase, sound or candidate, and where it ends, 0 where `re` tells."""

_PACKED: Final = np.intc
_PACKED_CODE: Final = "i"


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
            if first := searches[number](words):
                candidate = candidates[number]
                if found := spans_from(first, candidate, words):
                    spans.setdefault(candidate.point, []).extend(found)


class Proposals:
    """All that may stand in a batch of lines. `points` has an entry a proposal.

    `answers` are no proposals: only mentions tell whether they are asked for.
    """

    def __init__(
        self, text: BatchText, words: Said, sounds: Said, possible: Possible, answers: Possible
    ) -> None:
        self._text = text
        self._answers = answers
        self._parts = (words, sounds, possible)
        self.points = np.concatenate([part.points for part in self._parts])

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

    def packed(self, kept: Flags) -> list[bytes]:
        """By line the proposals that are `kept`, as `Proposer` unpacks them."""
        words, sounds, possible = self._parts
        first_sound = len(words.of)
        first_candidate = first_sound + len(sounds.of)
        offers = (words.rows, sounds.rows + first_sound, possible.numbers + first_candidate)
        ends = (words.stops, sounds.stops, np.zeros(len(possible.numbers), np.int64))
        pairs = np.stack((np.concatenate(offers), np.concatenate(ends)), axis=1)[kept]
        lines = np.concatenate([part.utterances for part in self._parts])[kept]
        order = np.argsort(lines, kind="stable")
        return _split(pairs[order], lines[order], self._text.count)

    def answers(self) -> list[bytes]:
        """By line the numbers of the candidates that may answer something."""
        return _split(self._answers.numbers, self._answers.utterances, self._text.count)


class Hits(NamedTuple):
    """Literals found, and in which utterance: long ones, and those of one and two characters."""

    long: Numbers
    utterances: Numbers
    short: Numbers
    short_utterances: Numbers


class Sieve:
    """A prefilter that knows its literals by the numbers of whoever finds them."""

    def __init__(self, prefilter: Prefilter, long: Sequence[str], short: Sequence[str]) -> None:
        self._prefilter = prefilter
        self._as_long = _renumbered(prefilter.long, long)
        self._as_long[self._as_long >= 0] += len(prefilter.short)
        self._as_short = _renumbered(prefilter.short, short)

    def possible(self, hits: Hits, sides: Sides) -> Possible:
        """The candidates that may match; `sides` are those of the prefilter's speakers."""
        literals = np.concatenate((self._as_long[hits.long], self._as_short[hits.short]))
        utterances = np.concatenate((hits.utterances, hits.short_utterances))
        own = literals >= 0
        found = self._prefilter.candidates_in(literals[own], utterances[own], sides)
        return Possible(self._prefilter, found[0], self._prefilter.point_of[found[0]], found[1])


class Proposer:
    """Listens for the words of points and of their patterns.

    `listened` are listened for everywhere, the other points answer something.
    """

    def __init__(
        self, points: Sequence[Point], listened: Sequence[int], compiled: Compiled | None
    ) -> None:
        self._phrases = Phrases(points, listened, sounding=False)
        self._sounds = Phrases(points, listened, sounding=True)
        answering = sorted({*range(len(points))} - {*listened})
        patterns = Prefilter(points, (c for n in listened for c in patterns_in(n, points[n])))
        answers = Prefilter(points, (c for n in answering for c in everything_in(n, points[n])))
        long = sorted({*self._phrases.texts, *patterns.long, *answers.long})
        short = sorted({*patterns.short, *answers.short})
        self._heard = LiteralScanner(long, compiled)
        self._short = ShortWords(short)
        self._sounding = LiteralScanner(self._sounds.texts, compiled)
        self._as_phrase = _renumbered(self._phrases.texts, long)
        self._patterns = Sieve(patterns, long, short)
        self._answers = Sieve(answers, long, short)
        self._speakers = Speakers(points)
        self._sayings = (*self._phrases.of, *self._sounds.of)
        self._listening, self._answerers = patterns.candidates, answers.candidates
        every = (self._phrases.points, self._sounds.points, patterns.point_of)
        self._points = np.concatenate(every)

    def proposals(self, text: BatchText, roles: Sequence[str]) -> Proposals:
        """What may stand in the text, said by somebody whom its point asks for.

        `roles` has an entry an utterance.
        """
        sides = self._speakers.may_speak(roles)
        literals, byte_ends = self._heard.scan(text.encoded)
        utterances, stops = text.places(text.folded, byte_ends)
        short, places = self._short.find(text.folded)
        hits = Hits(literals, utterances, short, text.owners[places])
        return Proposals(
            text,
            self._said(self._phrases, self._as_phrase[literals], utterances, stops, sides),
            self._said_alike(text, sides),
            self._patterns.possible(hits, sides),
            self._answers.possible(hits, sides),
        )

    def unpacked(self, packed: Iterable[bytes]) -> tuple[Offers, Numbers]:
        """The proposals of several lines, and the point of each."""
        offers: Offers = np.frombuffer(b"".join(packed), _PACKED).reshape(-1, 2)
        return offers, self._points[offers[:, 0]]

    def spans_of(self, offers: Iterable[tuple[int, int]], text: str) -> list[Span]:
        """Where some of those stand in the line that they are of."""
        found: list[Span] = []
        for offer, stop in offers:
            if offer < len(self._sayings):
                phrase = self._sayings[offer]
                found.append(Span(stop - phrase.length, stop, phrase.how))
            else:
                found += spans_of_candidate(self._listening[offer - len(self._sayings)], text)
        return found

    def answering(self, point: int, packed: bytes) -> list[Candidate]:
        """Those of a line's answers that are of `point`."""
        numbers = array(_PACKED_CODE, packed)
        return [one for number in numbers if (one := self._answerers[number]).point == point]

    def _said(
        self, phrases: Phrases, numbers: Numbers, utterances: Numbers, stops: Numbers, sides: Sides
    ) -> Said:
        speakers = self._speakers.of_point
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


class BatchText:
    """The folded text of many utterances, a separator after each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.folded = fold_together(texts)
        self.text = from_code_points(self.folded)
        self.encoded = self.text.encode()
        self.count = len(texts)
        ends = np.cumsum(np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))) - 1
        self._ends = ends
        self._starts = np.concatenate(([0], ends[:-1] + 1))
        self.owners = np.repeat(np.arange(len(texts)), np.diff(ends, prepend=-1))
        self._bounds = list(zip(self._starts.tolist(), ends.tolist(), strict=True))

    def utterance(self, number: int) -> str:
        start, end = self._bounds[number]
        return self.text[start:end]

    def places(self, scanned: CodePoints, byte_ends: Numbers) -> tuple[Numbers, Numbers]:
        """The utterance of each hit, and where it ends there in code points."""
        widths = 1 + (scanned >= 0x80).astype(np.int64) + (scanned >= 0x800) + (scanned >= 0x10000)
        stops = np.searchsorted(np.cumsum(widths), byte_ends) + 1
        utterances = np.searchsorted(self._ends, stops - 1)
        return utterances, stops - self._starts[utterances]


def _split(packed: Numbers, lines: Numbers, count: int) -> list[bytes]:
    """Of each line what is packed for it; `lines` ascend."""
    whole = np.ascontiguousarray(packed, _PACKED)
    bounds = np.searchsorted(lines, np.arange(count + 1)) * (whole.nbytes // max(len(whole), 1))
    told = whole.tobytes()
    return [told[start:stop] for start, stop in pairwise(bounds.tolist())]


def _renumbered(texts: Sequence[str], every: Sequence[str]) -> Numbers:
    """By place in `every` the place in `texts`; -1 for literals of others."""
    places = {text: place for place, text in enumerate(texts)}
    return np.array([places.get(text, -1) for text in every], np.int64)
