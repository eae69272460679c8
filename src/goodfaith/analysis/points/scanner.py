"""Finds every point in a batch of conversations, in one pass over the text.

hyperscan proposes (literals only, so offsets are exact and compiling is quick), `re` decides
inside the utterance, qualifiers keep or drop. A mention is leftmost, longest, and does not overlap
another of the same point in the same utterance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.folding import CodePoints, fold_together, from_code_points, sound
from goodfaith.analysis.points.listening import Literals, heard_literals, sounding_literals
from goodfaith.analysis.points.matching import Span, spans_of_candidate
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.qualifying import Speech, qualify

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Batch:
    """The folded text of many utterances, each followed by a separator."""

    text: str
    ends: Offsets

    def start_of(self, utterance: int) -> int:
        return int(self.ends[utterance - 1]) + 1 if utterance else 0

    def utterance(self, number: int) -> str:
        return self.text[self.start_of(number) : int(self.ends[number])]


class Scanner:
    """Listens for a fixed set of points. Belongs to one thread."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(points)
        self._numbers = {point.id: number for number, point in enumerate(self.points)}
        self._heard = heard_literals(self.points)
        self._sounding = sounding_literals(self.points)
        self._sending = [n for n, point in enumerate(self.points) if point.sends]
        self._answers = frozenset(n for n, point in enumerate(self.points) if point.reply)

    def scan(self, conversations: Sequence[Conversation]) -> list[list[Mention]]:
        """The mentions of each conversation, ordered by utterance, start, end and point."""
        texts = [u.text for c in conversations for u in c.utterances]
        raw = self._raw_spans(texts)
        self._add_attachments(conversations, raw)
        return self._per_conversation(conversations, raw)

    def _raw_spans(self, texts: Sequence[str]) -> dict[int, dict[int, list[Span]]]:
        """Spans by utterance of the batch and point, before any qualifier."""
        raw: dict[int, dict[int, list[Span]]] = {}
        if not texts:
            return raw
        folded = fold_together(texts)
        ends = np.cumsum(np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))) - 1
        batch = _Batch(from_code_points(folded), ends)
        self._collect(self._heard, folded, batch, raw)
        if self._sounding.texts:
            self._collect(self._sounding, sound(folded), batch, raw)
        return raw

    def _collect(
        self,
        literals: Literals,
        scanned: CodePoints,
        batch: _Batch,
        raw: dict[int, dict[int, list[Span]]],
    ) -> None:
        hits = literals.scan(from_code_points(scanned).encode())
        if not hits:
            return
        numbers, utterances, stops = _placed(hits, scanned, batch)
        seen: set[tuple[int, int]] = set()
        for literal, utterance, stop in zip(numbers, utterances, stops, strict=True):
            for phrase in literals.phrases[literal]:
                span = Span(stop - phrase.length, stop, phrase.how)
                raw.setdefault(utterance, {}).setdefault(phrase.point, []).append(span)
            for number, candidate in literals.candidates[literal]:
                if (utterance, number) in seen:
                    continue
                seen.add((utterance, number))
                for span in spans_of_candidate(candidate, batch.utterance(utterance)):
                    raw.setdefault(utterance, {}).setdefault(candidate.point, []).append(span)

    def _add_attachments(
        self, conversations: Sequence[Conversation], raw: dict[int, dict[int, list[Span]]]
    ) -> None:
        if not self._sending:
            return
        number = -1
        for utterance in (u for c in conversations for u in c.utterances):
            number += 1
            if not utterance.attachments:
                continue
            kinds = {a.kind for a in utterance.attachments}
            for point in self._sending:
                if kinds & self.points[point].sends:
                    span = Span(0, len(utterance.text), "attachment")
                    raw.setdefault(number, {}).setdefault(point, []).append(span)

    def _per_conversation(
        self, conversations: Sequence[Conversation], raw: dict[int, dict[int, list[Span]]]
    ) -> list[list[Mention]]:
        found: dict[int, dict[int, dict[int, list[Span]]]] = defaultdict(dict)
        firsts = np.cumsum([0, *(len(c.utterances) for c in conversations)])
        for utterance, spans in raw.items():
            owner = int(np.searchsorted(firsts, utterance, side="right")) - 1
            found[owner][utterance - int(firsts[owner])] = spans
        return [
            self._qualified(conversation, found[index]) if index in found else []
            for index, conversation in enumerate(conversations)
        ]

    def _qualified(
        self, conversation: Conversation, spans: dict[int, dict[int, list[Span]]]
    ) -> list[Mention]:
        speech = Speech(conversation)
        mentions: list[Mention] = []
        answers: list[tuple[int, int, list[Span]]] = []
        for utterance, by_point in spans.items():
            for point, found in by_point.items():
                if point in self._answers:
                    answers.append((utterance, point, found))
                else:
                    mentions += qualify(self.points[point], found, speech, utterance)
        mentions += self._answering(answers, mentions, speech)
        mentions.sort(key=lambda m: (m.utterance, m.start, m.end, m.point))
        return mentions

    def _answering(
        self,
        answers: Sequence[tuple[int, int, list[Span]]],
        mentions: Sequence[Mention],
        speech: Speech,
    ) -> list[Mention]:
        """Points that answer another point count only after it; answers do not answer answers."""
        asked: dict[str, list[int]] = defaultdict(list)
        for mention in mentions:
            asked[mention.point].append(mention.utterance)
        answering: list[Mention] = []
        for utterance, number, found in answers:
            point = self.points[number]
            assert point.reply is not None
            questions = asked.get(point.reply.point, ())
            if any(speech.answers(utterance, q, point.reply.turns) for q in questions):
                answering += qualify(point, found, speech, utterance)
        return answering


def _placed(
    hits: Sequence[tuple[int, int]], scanned: CodePoints, batch: _Batch
) -> tuple[list[int], list[int], list[int]]:
    """Literal numbers, utterances, and ends of the hits in code points of their utterance."""
    widths = 1 + (scanned >= 0x80).astype(np.int64) + (scanned >= 0x800) + (scanned >= 0x10000)
    byte_ends = np.cumsum(widths)
    table = np.array(hits, dtype=np.int64)
    stops = np.searchsorted(byte_ends, table[:, 1]) + 1
    utterances = np.searchsorted(batch.ends, stops - 1)
    starts = np.concatenate(([0], batch.ends[:-1] + 1))
    return table[:, 0].tolist(), utterances.tolist(), (stops - starts[utterances]).tolist()
