"""Finds every point in a batch of conversations, in one pass over the text.

hyperscan proposes (literals only, so offsets are exact and compiling is quick), `re` decides
inside the utterance, qualifiers keep or drop. A mention is leftmost, longest, and does not overlap
another of the same point in the same utterance. Background is decided on last, and only in
conversations where it may matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.points.background import Background
from goodfaith.analysis.points.listening import Compiled, Flags
from goodfaith.analysis.points.matching import Span, sent_spans, spans_of_candidate, spans_of_sound
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.proposing import Answers, BatchText, Proposals, Proposer, Raw
from goodfaith.analysis.points.qualifying import Speech, qualify
from goodfaith.analysis.transcript import roles_of

UTTERANCES_AT_ONCE = 2_000


class Scanner:
    """Listens for a fixed set of points. Belongs to one thread.

    `compiled` is where its databases are kept for the next scanner of the same points.
    """

    def __init__(self, points: Sequence[Point], compiled: Compiled | None = None) -> None:
        self.points = tuple(points)
        listened = [n for n, point in enumerate(self.points) if not point.reply]
        self._numbers = {point.id: n for n, point in enumerate(self.points)}
        self._answers = _by_question(self.points)
        self._sending = [n for n in listened if self.points[n].sends]
        self._proposer = Proposer(self.points, listened, compiled)

    def scan(
        self, conversations: Sequence[Conversation], background: Background | None = None
    ) -> list[list[Mention]]:
        """The mentions of each conversation, ordered by utterance, start, end and point.

        With `background` those of its points are left out that decide nothing in a conversation;
        in one with gaps, where nobody knows what decides, none is.
        """
        found: list[list[Mention]] = []
        for batch in _batches(conversations):
            found += self._scan_batch(batch, background)
        return found

    def _scan_batch(
        self, conversations: Sequence[Conversation], background: Background | None
    ) -> list[list[Mention]]:
        texts = [u.text for c in conversations for u in c.utterances]
        if not texts:
            return [[] for _ in conversations]
        roles = [role for conversation in conversations for role in roles_of(conversation)]
        text = BatchText(texts)
        proposals = self._proposer.proposals(text, roles)
        speeches = _speeches(conversations, text)
        raw = proposals.spans(~self._late(background)[proposals.points])
        self._add_attachments(conversations, raw)
        found = [
            self._standing(speech, spans)
            for speech, spans in zip(speeches, _by_conversation(raw, conversations), strict=True)
        ]
        for mentions, speech in zip(found, speeches, strict=True):
            mentions += self._answering(mentions, speech, proposals.answers)
        if background is not None:
            asked = self._asked(proposals, conversations, found, background)
            late_raw = _by_conversation(proposals.spans(asked), conversations)
            for mentions, speech, spans in zip(found, speeches, late_raw, strict=True):
                mentions += self._standing(speech, spans)
        for mentions in found:
            mentions.sort(key=_place)
        return found

    def _late(self, background: Background | None) -> Flags:
        """By point: whether it is decided on after the others."""
        late = np.zeros(len(self.points), np.bool_)
        if background:
            late[[self._numbers[id] for id in background.points if id in self._numbers]] = True
        return late

    def _asked(
        self,
        proposals: Proposals,
        conversations: Sequence[Conversation],
        found: Sequence[Sequence[Mention]],
        background: Background,
    ) -> Flags:
        """By proposal: whether it is of background that may matter in its conversation."""
        asked = np.zeros((len(conversations), len(self.points)), np.bool_)
        for index, (conversation, mentions) in enumerate(zip(conversations, found, strict=True)):
            wanted: Iterable[str] = background.points
            if not conversation.gaps:
                wanted = background.worth_hearing({mention.point for mention in mentions})
            asked[index, [self._numbers[id] for id in wanted if id in self._numbers]] = True
        lengths = [len(conversation.utterances) for conversation in conversations]
        owners = np.repeat(np.arange(len(conversations)), lengths)
        flags: Flags = asked[owners[proposals.utterances], proposals.points]
        return flags

    def _add_attachments(self, conversations: Sequence[Conversation], raw: Raw) -> None:
        if not self._sending:
            return
        for number, utterance in enumerate(
            chain.from_iterable(c.utterances for c in conversations)
        ):
            for point in self._sending if utterance.attachments else ():
                if spans := sent_spans(self.points[point], utterance):
                    raw.setdefault(number, {}).setdefault(point, []).extend(spans)

    def _standing(self, speech: Speech, spans: Raw) -> list[Mention]:
        """What of the places found counts as a mention."""
        mentions: list[Mention] = []
        for utterance, by_point in spans.items():
            for point, found in by_point.items():
                mentions += qualify(self.points[point], found, speech, utterance)
        return mentions

    def _answering(
        self, mentions: Sequence[Mention], speech: Speech, answers: Answers
    ) -> list[Mention]:
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
                if (spans := self._spans_in(number, speech, utterance, answers))
                for mention in qualify(self.points[number], spans, speech, utterance)
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

    def _spans_in(
        self, number: int, speech: Speech, utterance: int, answers: Answers
    ) -> list[Span]:
        """All that one point listens for in one utterance."""
        point = self.points[number]
        found: list[Span] = []
        for candidate in answers.of(number, speech.first + utterance):
            found += spans_of_candidate(candidate, speech.text(utterance))
        for phrase in point.sounds:
            found += spans_of_sound(phrase, speech.text(utterance))
        found += sent_spans(point, speech.conversation.utterances[utterance])
        return found


def _speeches(conversations: Sequence[Conversation], text: BatchText) -> list[Speech]:
    firsts = np.cumsum([0, *(len(c.utterances) for c in conversations)]).tolist()
    return [
        Speech(conversation, text.from_utterance(first), first)
        for conversation, first in zip(conversations, firsts, strict=False)
    ]


def _by_conversation(raw: Raw, conversations: Sequence[Conversation]) -> list[Raw]:
    """The spans of each conversation, by its own numbers of utterances."""
    firsts = np.cumsum([0, *(len(c.utterances) for c in conversations)])
    found: dict[int, Raw] = defaultdict(dict)
    numbers = np.fromiter(raw, np.int64, len(raw))
    owners = np.searchsorted(firsts, numbers, side="right") - 1
    for number, owner, first in zip(raw, owners.tolist(), firsts[owners].tolist(), strict=True):
        found[owner][number - first] = raw[number]
    return [found[index] for index in range(len(conversations))]


def _place(mention: Mention) -> tuple[int, int, int, str]:
    return mention.utterance, mention.start, mention.end, mention.point


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
