"""Finds every point in a batch of conversations, in one pass over the text.

hyperscan proposes (literals only, so offsets are exact and compiling is quick), `re` decides
inside the utterance, qualifiers keep or drop. A mention is leftmost, longest, and does not overlap
another of the same point in the same utterance. Background is decided on last, and only in
conversations where it may matter. What was found in a line is remembered for when it is said again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.points.background import Background
from goodfaith.analysis.points.line import Key, Line, Told, weight_of
from goodfaith.analysis.points.listening import Compiled, Flags
from goodfaith.analysis.points.matching import (
    Span,
    sent_spans,
    spans_of_candidate,
    spans_of_sound,
)
from goodfaith.analysis.points.point import Point
from goodfaith.analysis.points.proposing import BatchText, Proposer, Raw
from goodfaith.analysis.points.qualifying import Speech, is_sure, mentions_in, told_of
from goodfaith.analysis.remembering import Remembered
from goodfaith.analysis.transcript import Transcript, transcribe

if TYPE_CHECKING:
    from goodfaith.analysis.labels.hearing import Hearing
    from goodfaith.analysis.labels.model import LabelModel

UTTERANCES_AT_ONCE = 2_000
REMEMBERED_BYTES = 64 * 1024 * 1024
Talk = tuple[Conversation, Transcript]
_NOTHING_LATE: frozenset[str] = frozenset()
_PLACE = attrgetter("utterance", "start", "end", "point")


class Scanner:
    """Listens for a fixed set of points, for one thread at a time.

    `compiled` is where its databases are kept for the next scanner of the same points. What it
    found in lines is remembered in about `most_bytes`; that makes it faster and changes nothing.
    Without `labels`, or one of that name in them, a point is found by its words alone.
    """

    def __init__(
        self,
        points: Sequence[Point],
        compiled: Compiled | None = None,
        most_bytes: int = REMEMBERED_BYTES,
        labels: LabelModel | None = None,
    ) -> None:
        self.points = tuple(points)
        self._hearing = _hearing(labels, self.points) if labels else None
        listened = [n for n, point in enumerate(self.points) if not point.reply]
        self._numbers = {point.id: n for n, point in enumerate(self.points)}
        self._answers = _by_question(self.points)
        self._sending = [n for n in listened if self.points[n].sends]
        self._proposer = Proposer(self.points, listened, compiled)
        self._known = Remembered[Key, Line](most_bytes)

    def scan(
        self,
        conversations: Sequence[Conversation],
        background: Background | None = None,
        transcripts: Sequence[Transcript] | None = None,
    ) -> list[list[Mention]]:
        """The mentions of each conversation, ordered by utterance, start, end and point.

        With `background` those of its points are left out that decide nothing in a conversation;
        in one with gaps, where nobody knows what decides, none is. `transcripts` are theirs, where
        somebody has them.
        """
        transcripts = transcripts or [transcribe(c) for c in conversations]
        found: list[list[Mention]] = []
        for batch in _batches(zip(conversations, transcripts, strict=True)):
            found += self._scan_batch(batch, background)
        return found

    def _scan_batch(
        self, talks: Sequence[Talk], background: Background | None
    ) -> list[list[Mention]]:
        speeches = self._speeches(talks, background.points if background else _NOTHING_LATE)
        found = [self._heard(speech) for speech in speeches]
        for mentions, speech in zip(found, speeches, strict=True):
            mentions += self._answering(mentions, speech)
        if background is not None:
            self._add_background(found, speeches, background)
        for mentions in found:
            mentions.sort(key=_PLACE)
        return found

    def _speeches(self, talks: Sequence[Talk], late: frozenset[str]) -> list[Speech]:
        keys = [
            Key(said.text, role, said.attachments, late)
            for conversation, transcript in talks
            for said, role in zip(conversation.utterances, transcript.roles, strict=True)
        ]
        rest = iter(self._lines(keys))
        return [Speech(*talk, [next(rest) for _ in talk[0].utterances]) for talk in talks]

    def _lines(self, keys: Sequence[Key]) -> list[Line]:
        lines = [self._known.get(key) for key in keys]
        new = [*dict.fromkeys(k for k, line in zip(keys, lines, strict=True) if line is None)]
        made = dict(zip(new, self._made(new), strict=True)) if new else {}
        for key, line in made.items():
            self._known.keep(key, line)
        return [made[k] if line is None else line for k, line in zip(keys, lines, strict=True)]

    def _made(self, keys: Sequence[Key]) -> list[Line]:
        """Lines that are not known: what counts in them, and what may count."""
        text = BatchText([key.text for key in keys])
        proposals = self._proposer.proposals(text, [key.role for key in keys])
        late = self._flags(keys[0].late)[proposals.points]
        raw = proposals.spans(~late)
        self._add_sent(keys, raw)
        self._add_labels(keys, raw)
        told = zip(keys, proposals.packed(late), proposals.answers(), strict=True)
        lines = [
            Line(text.utterance(number), key.role, key.sent, later, answers)
            for number, (key, later, answers) in enumerate(told)
        ]
        for number, spans in raw.items():
            self._settle(lines[number], spans)
        return lines

    def _flags(self, ids: Iterable[str]) -> Flags:
        """By point: whether it is one of these."""
        flags = np.zeros(len(self.points), np.bool_)
        flags[[self._numbers[id] for id in ids if id in self._numbers]] = True
        return flags

    def _add_sent(self, keys: Sequence[Key], raw: Raw) -> None:
        for number, key in enumerate(keys):
            for point in self._sending if key.sent else ():
                if spans := sent_spans(self.points[point], key.text, key.sent):
                    raw.setdefault(number, {}).setdefault(point, []).extend(spans)

    def _add_labels(self, keys: Sequence[Key], raw: Raw) -> None:
        if self._hearing is None:
            return
        heard = self._hearing.heard([key.text for key in keys], [key.role for key in keys])
        for text, point, start, end, unsure in heard:
            span = Span(start, end, "label", unsure=unsure)
            if not self.points[point].reply:
                raw.setdefault(text, {}).setdefault(point, []).append(span)

    def _settle(self, line: Line, by_point: dict[int, list[Span]]) -> None:
        """Note what counts in a line wherever it is said, and what only in some places."""
        told: list[Told] = []
        placed: list[tuple[int, tuple[Told, ...]]] = []
        for number, spans in by_point.items():
            point = self.points[number]
            if not (found := told_of(point, spans, line)):
                continue
            if point.window:
                placed.append((number, found))
            else:
                told += found
                line.asked = max(line.asked, point.min_confidence)
        line.told, line.placed = tuple(told), tuple(placed)

    def _heard(self, speech: Speech) -> list[Mention]:
        """What lines tell by themselves."""
        mentions: list[Mention] = []
        spoken = zip(speech.lines, speech.conversation.utterances, strict=True)
        for at, (line, said) in enumerate(spoken):
            if is_sure(said, line.asked):
                mentions += [
                    Mention(point, at, start, end, how, doubt, value)
                    for point, start, end, how, doubt, value in line.told
                ]
            else:
                for told in line.told:
                    point_told = self.points[self._numbers[told.point]]
                    mentions += mentions_in(point_told, (told,), speech, at)
            for number, placed in line.placed:
                mentions += mentions_in(self.points[number], placed, speech, at)
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
                if (told := self._answer(number, speech.lines[utterance]))
                for mention in mentions_in(self.points[number], told, speech, utterance)
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

    def _answer(self, number: int, line: Line) -> tuple[Told, ...]:
        """What a point that answers something is told by in a line."""
        if (known := line.decided.get(number)) is not None:
            return known
        point = self.points[number]
        candidates = self._proposer.answering(number, line.answers) if line.answers else ()
        labelled = self._hearing is not None and bool(point.label)
        if not (candidates or point.sounds or line.sent or labelled):
            return ()
        found = [span for one in candidates for span in spans_of_candidate(one, line.text)]
        for phrase in point.sounds:
            found += spans_of_sound(phrase, line.text)
        found += sent_spans(point, line.text, line.sent)
        if self._hearing is not None and point.label:
            for one in self._hearing.heard([line.text], [line.role]):
                if one.point == number:
                    found.append(Span(one.start, one.end, "label", unsure=one.unsure))
        return self._decided(number, line, found)

    def _decided(self, number: int, line: Line, spans: list[Span]) -> tuple[Told, ...]:
        told = line.decided[number] = told_of(self.points[number], spans, line) if spans else ()
        self._known.grown(weight_of(1 + len(told)))
        return told

    def _add_background(
        self, found: Sequence[list[Mention]], speeches: Sequence[Speech], background: Background
    ) -> None:
        """Decide on what may matter where it is said, and add it to `found`."""
        lines = [*chain.from_iterable(speech.lines for speech in speeches)]
        offers, points = self._proposer.unpacked(line.later for line in lines)
        lengths = np.fromiter((len(line.later) for line in lines), np.int64, len(lines))
        utterances = np.repeat(np.arange(len(lines)), lengths // offers.itemsize // 2)
        owners = np.repeat(np.arange(len(speeches)), [len(s.lines) for s in speeches])
        asked = self._asked(found, speeches, background)[owners[utterances], points]
        places: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for utterance, point, offer in zip(
            utterances[asked].tolist(), points[asked].tolist(), offers[asked].tolist(), strict=True
        ):
            places[utterance, point].append(offer)
        firsts = np.cumsum([0, *(len(s.lines) for s in speeches)]).tolist()
        whose = owners.tolist()
        for (utterance, point), some in places.items():
            line, owner = lines[utterance], whose[utterance]
            if (told := line.decided.get(point)) is None:
                told = self._decided(point, line, self._proposer.spans_of(some, line.text))
            if told:
                at = utterance - firsts[owner]
                found[owner] += mentions_in(self.points[point], told, speeches[owner], at)

    def _asked(
        self,
        found: Sequence[Sequence[Mention]],
        speeches: Sequence[Speech],
        background: Background,
    ) -> Flags:
        """By conversation and point: whether it is background that may matter there."""
        asked = np.zeros((len(speeches), len(self.points)), np.bool_)
        for index, (mentions, speech) in enumerate(zip(found, speeches, strict=True)):
            wanted: Iterable[str] = background.points
            if not speech.conversation.gaps:
                wanted = background.worth_hearing({mention.point for mention in mentions})
            asked[index, [self._numbers[id] for id in wanted if id in self._numbers]] = True
        return asked


def _hearing(labels: LabelModel, points: Sequence[Point]) -> Hearing:
    """What compiles its loops takes a second to load: for those who have labels."""
    from goodfaith.analysis.labels.hearing import Hearing

    return Hearing(labels, points)


def _batches(talks: Iterable[Talk]) -> list[list[Talk]]:
    """Cut where a batch has about `UTTERANCES_AT_ONCE`: larger ones only cost memory."""
    batches: list[list[Talk]] = [[]]
    size = 0
    for talk in talks:
        if size >= UTTERANCES_AT_ONCE:
            batches.append([])
            size = 0
        batches[-1].append(talk)
        size += len(talk[0].utterances)
    return batches


def _by_question(points: Sequence[Point]) -> dict[str, list[int]]:
    """The points that answer each point."""
    answers: dict[str, list[int]] = {}
    for number, point in enumerate(points):
        for question in point.reply.points if point.reply else ():
            answers.setdefault(question, []).append(number)
    return answers
