"""Qualifiers: which of the places where the words stand count as mentions of the point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.points.guards import clause, holds
from goodfaith.analysis.points.line import Line, Told
from goodfaith.analysis.points.matching import Span
from goodfaith.analysis.points.point import Point, Window
from goodfaith.analysis.transcript import Transcript

# What may stand before an answer proper: 嗯, 那个, 对对 … and marks.
_FILLERS = re.compile(r"^(?:嗯+|啊+|哦+|噢+|呃+|哎+|唉+|诶+|那个|就是说?|这个|那|[,.。!?、~ ])+")
_TRAILERS = re.compile(r"(?:的|啊|呀|哦|呢|吧|嘛|了|哈|[,.。!?、~ ])+$")
_QUESTION = re.compile(r"[?]|[吗么](?:[,。!]|$)|(.)不\1|有没有|是否|能否")


@dataclass(frozen=True, slots=True)
class Speech:
    """One conversation while its mentions are qualified; `lines` has an entry an utterance."""

    conversation: Conversation
    transcript: Transcript
    lines: Sequence[Line]

    def answers_to(self, question: int, turns: int) -> Iterator[int]:
        """Utterances of the other side in its next `turns` turns after `question`."""
        transcript = self.transcript
        asking = transcript.sides[question]
        for utterance in range(question + 1, len(transcript.sides)):
            side = transcript.sides[utterance]
            if side == asking != "unknown":
                if self._answers_left(question, utterance, turns) < 0:
                    return
            elif self._answers_left(question, utterance, turns) >= 0:
                yield utterance

    def _answers_left(self, question: int, utterance: int, turns: int) -> int:
        """How many turns of the other side remain at `utterance`; below 0: too late."""
        transcript = self.transcript
        if transcript.sides[question] == "customer":
            count = transcript.company_turns
        elif transcript.sides[question] == "company":
            count = transcript.customer_turns
        else:
            count = transcript.turns
        return turns - (count[utterance] - count[question])


def told_of(point: Point, spans: Sequence[Span], line: Line) -> tuple[Told, ...]:
    """Which of the places found count, as far as the words and who says them tell."""
    if line.role not in point.roles and line.role != "unknown":
        return ()
    if point.spoiler and point.spoiler.search(line.text):
        return ()
    if point.has_qualifiers:
        spans = [span for span in spans if _stands(point, span, line.text)]
    if point.label:
        spans = [span for span in spans if span.how != "label"] or spans
    standing = spans if len(spans) < 2 else _without_overlaps(spans)
    doubt = _doubt(point, line.role)
    return tuple(
        Told(point.id, s.start, s.end, s.how, "label" if s.unsure and not doubt else doubt, s.value)
        for s in standing
    )


def mentions_in(
    point: Point, told: Sequence[Told], speech: Speech, utterance: int
) -> Sequence[Mention]:
    """Mentions of `point` in one utterance, of what its line tells."""
    window = _in_window(point.window, speech, utterance) if point.window else True
    if window is False:
        return ()
    said = speech.conversation.utterances[utterance]
    times = "times" if window is None else ""
    return [
        Mention(
            one.point,
            utterance,
            one.start,
            one.end,
            one.how,
            _doubt_heard(point, one, said) or times,
            one.value,
        )
        for one in told
    ]


def is_sure(said: Utterance, confidence: float) -> bool:
    """Whether the recogniser was as sure of every word as is asked for."""
    if said.confidences:
        return False
    return said.confidence is None or said.confidence >= confidence


def _without_overlaps(spans: Sequence[Span]) -> Iterator[Span]:
    """Of overlapping places the first and longest: what a guard took back hides nothing."""
    reached = -1
    for span in sorted(spans, key=lambda s: (s.start, -s.end, s.how)):
        if span.start >= reached or span.how == "attachment":
            yield span
            reached = max(span.end, span.start + 1)


def _stands(point: Point, span: Span, text: str) -> bool:
    """A label was learnt with the words around it: only questions are told from statements."""
    if span.how == "label":
        return point.in_question in (None, _in_question(text, span))
    if point.at and not _is_at(point.at, text, span):
        return False
    if point.in_question is not None and _in_question(text, span) != point.in_question:
        return False
    if _is_excepted(point, span, text):
        return False
    if point.clause_spoiler:
        low, high = clause(text, span.start, span.end)
        if point.clause_spoiler.search(text, low, high):
            return False
    return not any(holds(guard, text, span.start, span.end, span.gaps) for guard in point.guards)


def _is_excepted(point: Point, span: Span, text: str) -> bool:
    """One by one: exceptions that overlap each other must not hide each other."""
    if not point.exception or not point.exception.search(text):
        return False
    return any(
        match.start() < span.end and span.start < match.end()
        for pattern in point.except_for
        for match in pattern.compiled.finditer(text)
    )


def _is_at(place: str, text: str, span: Span) -> bool:
    fillers = _FILLERS.match(text)
    starts = span.start <= (fillers.end() if fillers else 0)
    trailers = _TRAILERS.search(text)
    ends = span.end >= (trailers.start() if trailers else len(text))
    return {"start": starts, "end": ends, "whole": starts and ends}[place]


def _in_question(text: str, span: Span) -> bool:
    sentence_end = re.search(r"[?。!]|$", text[span.end :])
    stop = span.end + (sentence_end.end() if sentence_end else 0)
    start = max(text.rfind(mark, 0, span.start) for mark in "?。!") + 1
    return bool(_QUESTION.search(text[start:stop]))


def _in_window(window: Window, speech: Speech, utterance: int) -> bool | None:
    """None when the conversation has no times to tell."""
    if window.unit == "turns":
        turn, count = speech.transcript.turns[utterance], speech.transcript.turn_count
        return turn < window.size if window.edge == "first" else count - turn <= window.size
    utterances = speech.conversation.utterances
    start = utterances[utterance].start
    if start is None:
        return None
    if window.edge == "first":
        return start <= window.size
    length = speech.conversation.duration or _last_moment(utterances)
    return None if length is None else length - start <= window.size


def _last_moment(utterances: Sequence[Utterance]) -> float | None:
    return max((u.end or u.start for u in utterances if u.start is not None), default=None)


def _doubt(point: Point, role: str) -> str:
    """Whatever the recogniser thought of it."""
    if role == "unknown" and "unknown" not in point.roles:
        return "speaker"
    return "weak" if point.weak else ""


def _doubt_heard(point: Point, told: Told, said: Utterance) -> str:
    confidence = said.confidence
    if said.confidences:
        heard = said.confidences[told.start : told.end]
        confidence = sum(heard) / len(heard) if heard else confidence
    if told.doubt == "speaker" or confidence is None or confidence >= point.min_confidence:
        return told.doubt
    return "confidence"
