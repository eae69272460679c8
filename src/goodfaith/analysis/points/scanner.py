"""Finds every point in a batch of conversations, in one pass over the text.

hyperscan proposes (literals only, so offsets are exact and compiling is quick), `re` decides
inside the utterance, qualifiers keep or drop. A mention is leftmost, longest, and does not overlap
another of the same point in the same utterance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.folding import CodePoints, fold_together, from_code_points, sound
from goodfaith.analysis.points.listening import (
    Compiled,
    LiteralScanner,
    Numbers,
    Phrases,
    Prefilter,
    ShortWords,
    everything_in,
)
from goodfaith.analysis.points.matching import Span, sent_spans, spans_of_candidate, spans_of_sound
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.qualifying import Speech, qualify
from goodfaith.analysis.transcript import roles_of

Raw = dict[int, dict[int, list[Span]]]
"""Spans by utterance and point."""

Sides = npt.NDArray[np.bool_]
"""By set of speakers and utterance: whether one of the set may speak there."""

UTTERANCES_AT_ONCE = 4_000


class Hits(NamedTuple):
    """Literals found: which, in which utterance of the batch, and where they end there."""

    numbers: Numbers
    utterances: Numbers
    stops: Numbers


class Scanner:
    """Listens for a fixed set of points. Belongs to one thread.

    `compiled` is where its databases are kept for the next scanner of the same points.
    """

    def __init__(self, points: Sequence[Point], compiled: Compiled | None = None) -> None:
        self.points = tuple(points)
        listened = [n for n, point in enumerate(self.points) if not point.reply]
        self._answers = _by_question(self.points)
        self._alone = {n: everything_in(n, p) for n, p in enumerate(self.points) if p.reply}
        self._sending = [n for n in listened if self.points[n].sends]
        self._phrases = Phrases(self.points, listened, sounding=False)
        self._sounds = Phrases(self.points, listened, sounding=True)
        self._prefilter = Prefilter(self.points, listened)
        texts = sorted({*self._phrases.texts, *self._prefilter.long})
        numbers = {text: number for number, text in enumerate(texts)}
        self._heard = LiteralScanner(texts, compiled)
        self._short = ShortWords(self._prefilter.short)
        self._sounding = LiteralScanner(self._sounds.texts, compiled)
        self._as_phrase = _renumbered(self._phrases.texts, numbers)
        self._as_literal = _renumbered(self._prefilter.long, numbers)
        self._as_literal[self._as_literal >= 0] += len(self._prefilter.short)

    def scan(self, conversations: Sequence[Conversation]) -> list[list[Mention]]:
        """The mentions of each conversation, ordered by utterance, start, end and point."""
        found: list[list[Mention]] = []
        for batch in _batches(conversations):
            found += self._scan_batch(batch)
        return found

    def _scan_batch(self, conversations: Sequence[Conversation]) -> list[list[Mention]]:
        texts = [u.text for c in conversations for u in c.utterances]
        if not texts:
            return [[] for _ in conversations]
        roles = [role for conversation in conversations for role in roles_of(conversation)]
        sides = self._prefilter.speakers.may_speak(roles)
        raw: Raw = {}
        text = _BatchText(texts)
        self._scan_words(text, sides, raw)
        if self._sounds.texts:
            self._scan_sounds(text, sides, raw)
        if self._sending:
            self._add_attachments(conversations, raw)
        return self._per_conversation(conversations, raw, text)

    def _scan_words(self, text: _BatchText, sides: Sides, raw: Raw) -> None:
        literals, byte_ends = self._heard.scan(text.encoded)
        utterances, stops = text.places(text.folded, byte_ends)
        hits = Hits(self._as_phrase[literals], utterances, stops)
        self._note_phrases(self._phrases, hits, sides, raw)
        atoms = self._as_literal[literals]
        short, places = self._short.find(text.folded)
        numbers, where = self._prefilter.candidates_in(
            np.concatenate((atoms[atoms >= 0], short)),
            np.concatenate((utterances[atoms >= 0], text.owners[places])),
            sides,
        )
        candidates, before, spans, words = self._prefilter.candidates, -1, {}, ""
        for number, utterance in zip(numbers.tolist(), where.tolist(), strict=True):
            if utterance != before:
                before, words = utterance, text.utterance(utterance)
                spans = raw.setdefault(utterance, {})
            candidate = candidates[number]
            found = spans_of_candidate(candidate, words)
            if found:
                spans.setdefault(candidate.point, []).extend(found)

    def _scan_sounds(self, text: _BatchText, sides: Sides, raw: Raw) -> None:
        sounds = sound(text.folded)
        literals, byte_ends = self._sounding.scan(from_code_points(sounds).encode())
        utterances, stops = text.places(sounds, byte_ends)
        self._note_phrases(self._sounds, Hits(literals, utterances, stops), sides, raw)

    def _note_phrases(self, phrases: Phrases, hits: Hits, sides: Sides, raw: Raw) -> None:
        """Keep the phrases that somebody says whom the point asks for."""
        speakers = self._prefilter.speakers.of_point
        rows, places = phrases.expand(hits.numbers)
        kept = sides[speakers[phrases.points[rows]], hits.utterances[places]]
        rows, places = rows[kept], places[kept]
        for row, utterance, stop in zip(
            rows.tolist(),
            hits.utterances[places].tolist(),
            hits.stops[places].tolist(),
            strict=True,
        ):
            phrase = phrases.of[row]
            span = Span(stop - phrase.length, stop, phrase.how)
            raw.setdefault(utterance, {}).setdefault(phrase.point, []).append(span)

    def _add_attachments(self, conversations: Sequence[Conversation], raw: Raw) -> None:
        for number, utterance in enumerate(
            chain.from_iterable(c.utterances for c in conversations)
        ):
            for point in self._sending if utterance.attachments else ():
                if spans := sent_spans(self.points[point], utterance):
                    raw.setdefault(number, {}).setdefault(point, []).extend(spans)

    def _per_conversation(
        self, conversations: Sequence[Conversation], raw: Raw, text: _BatchText
    ) -> list[list[Mention]]:
        firsts = np.cumsum([0, *(len(c.utterances) for c in conversations)])
        found: dict[int, Raw] = defaultdict(dict)
        numbers = np.fromiter(raw, np.int64, len(raw))
        owners = np.searchsorted(firsts, numbers, side="right") - 1
        for number, owner, first in zip(raw, owners.tolist(), firsts[owners].tolist(), strict=True):
            found[owner][number - first] = raw[number]
        return [
            self._qualified(Speech(conversation, text.from_utterance(first)), found[index])
            if index in found
            else []
            for index, (conversation, first) in enumerate(
                zip(conversations, firsts.tolist(), strict=False)
            )
        ]

    def _qualified(self, speech: Speech, spans: Raw) -> list[Mention]:
        mentions: list[Mention] = []
        for utterance, by_point in spans.items():
            for point, found in by_point.items():
                mentions += qualify(self.points[point], found, speech, utterance)
        if self._answers:
            mentions += self._answering(mentions, speech)
        mentions.sort(key=lambda m: (m.utterance, m.start, m.end, m.point))
        return mentions

    def _answering(self, mentions: Sequence[Mention], speech: Speech) -> list[Mention]:
        """Points that answer another point are looked for only where it was said.

        An answer may itself be answered.
        """
        answering: list[Mention] = []
        looked: set[tuple[int, int]] = set()
        fresh = mentions
        while fresh:
            places = self._places_of_answers(fresh, speech) - looked
            looked |= places
            fresh = [
                mention
                for number, utterance in sorted(places)
                for mention in qualify(
                    self.points[number],
                    self._spans_in(number, speech, utterance),
                    speech,
                    utterance,
                )
            ]
            answering += fresh
        return answering

    def _places_of_answers(
        self, mentions: Sequence[Mention], speech: Speech
    ) -> set[tuple[int, int]]:
        """Answer points and the utterances in which they would answer one of the mentions."""
        places: set[tuple[int, int]] = set()
        for mention in mentions:
            for number in self._answers.get(mention.point, ()):
                reply = self.points[number].reply
                assert reply is not None
                turns = speech.answers_to(mention.utterance, reply.turns)
                places.update((number, utterance) for utterance in turns)
        return places

    def _spans_in(self, number: int, speech: Speech, utterance: int) -> list[Span]:
        """All that one point listens for in one utterance."""
        point, text = self.points[number], speech.text(utterance)
        found: list[Span] = []
        for candidate in self._alone[number]:
            found += spans_of_candidate(candidate, text)
        for phrase in point.sounds:
            found += spans_of_sound(phrase, text)
        found += sent_spans(point, speech.conversation.utterances[utterance])
        return found


class _BatchText:
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

    def __len__(self) -> int:
        return len(self._bounds)

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


def _batches(conversations: Sequence[Conversation]) -> list[list[Conversation]]:
    """Cut where a batch has about `UTTERANCES_AT_ONCE`: larger ones only cost memory."""
    batches: list[list[Conversation]] = [[]]
    size = 0
    for conversation in conversations:
        if size >= UTTERANCES_AT_ONCE:
            batches.append([])
            size = 0
        batches[-1].append(conversation)
        size += len(conversation.utterances)
    return batches


def _by_question(points: Sequence[Point]) -> dict[str, list[int]]:
    """The points that answer each point."""
    answers: dict[str, list[int]] = {}
    for number, point in enumerate(points):
        for question in point.reply.points if point.reply else ():
            answers.setdefault(question, []).append(number)
    return answers


def _renumbered(texts: Sequence[str], numbers: dict[str, int]) -> Numbers:
    """From the scanner's numbers to places in `texts`; -1 for literals of others."""
    places = np.full(len(numbers), -1, np.int64)
    for place, text in enumerate(texts):
        places[numbers[text]] = place
    return places
