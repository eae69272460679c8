"""What can be counted in a conversation: who talks how much, how fast, and how it flows.

Times are the recording's; where utterances have none, shares are taken from the characters
spoken and everything about time is None. Speech rate counts Chinese characters, letters and
digits, no marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.folding import fold
from goodfaith.analysis.transcript import Transcript, transcribe

SILENCE_SECONDS = 3.0
"""A pause this long is a silence: customer silence above 8 s calls for a check of understanding."""

INTERRUPTION_SECONDS = 0.3
"""Speech that starts this much before the other side ends cuts in; less is ordinary overlap."""

_SPOKEN = re.compile(r"\w+")
_QUESTION = re.compile(
    r"[?]|[吗么](?:[,。!;]|$)|(.)不\1|有没有|是否|能否|请问|多少|怎么样|哪[个些种家]|为什么|什么时候"
)
_COURTESY = re.compile(
    r"您好|你好|请问|请您|麻烦您|打扰|不好意思|对不起|抱歉|谢谢|感谢|辛苦|祝您|再见|很高兴为您|请稍等|久等"
)


class Measures(msgspec.Struct, frozen=True):
    """Shares are 0 to 1 of what both sides spoke. Lengths are seconds, rates characters a minute.

    `longest_monologue` is the longest run of the company's side alone. `silence_share` is of the
    whole recording. None: not known.
    """

    turns: int
    company_talk_share: float | None
    customer_talk_share: float | None
    company_speech_rate: float | None
    customer_speech_rate: float | None
    longest_monologue_seconds: float | None
    longest_monologue_characters: int
    silences: int | None
    longest_silence_seconds: float | None
    silence_share: float | None
    company_interruptions: int | None
    customer_interruptions: int | None
    company_questions: int
    customer_questions: int
    courtesies: int


def measure(conversation: Conversation, transcript: Transcript | None = None) -> Measures:
    """Measure one conversation; an empty one has no shares and no times.

    `transcript` is its own, where there is one.
    """
    transcript = transcript or transcribe(conversation)
    utterances, sides = conversation.utterances, transcript.sides
    counts = [_counted(u.text) for u in utterances]
    spoken = [count.characters for count in counts]
    questions = [count.questions for count in counts]
    characters = {side: _sum(spoken, sides, side) for side in ("company", "customer")}
    seconds = _seconds(utterances, sides)
    shares = _shares(seconds or {side: float(n) for side, n in characters.items()})
    silences = _silences(utterances)
    duration = conversation.duration or _end(utterances)
    return Measures(
        turns=transcript.turn_count,
        company_talk_share=shares.get("company"),
        customer_talk_share=shares.get("customer"),
        company_speech_rate=_rate(characters["company"], seconds, "company"),
        customer_speech_rate=_rate(characters["customer"], seconds, "customer"),
        longest_monologue_seconds=_longest_seconds(utterances, transcript),
        longest_monologue_characters=_longest_characters(spoken, transcript),
        silences=None if silences is None else len(silences),
        longest_silence_seconds=None if silences is None else max(silences, default=0.0),
        silence_share=None
        if silences is None or not duration
        else min(1.0, sum(silences) / duration),
        company_interruptions=_interruptions(utterances, sides, "company"),
        customer_interruptions=_interruptions(utterances, sides, "customer"),
        company_questions=_sum(questions, sides, "company"),
        customer_questions=_sum(questions, sides, "customer"),
        courtesies=_sum((count.courtesies for count in counts), sides, "company"),
    )


class _Counted(NamedTuple):
    characters: int
    questions: int
    courtesies: int


def _counted(text: str) -> _Counted:
    """What can be counted in one utterance; that of short ones is kept: they are said again."""
    return _counted_before(text) if len(text) <= _SHORT else _count(text)


def _count(text: str) -> _Counted:
    folded = fold(text)
    characters = sum(map(len, _SPOKEN.findall(folded)))
    return _Counted(characters, _questions(folded), len(_COURTESY.findall(folded)))


_SHORT, _AT_HAND = 60, 20_000
"""Characters, and texts: some ten megabytes."""
_counted_before = lru_cache(maxsize=_AT_HAND)(_count)


def _questions(text: str) -> int:
    """Sentences that ask; two marks of one question count once."""
    if not _QUESTION.search(text):
        return 0
    return sum(bool(_QUESTION.search(part)) for part in re.findall(r"[^。!?]+[。!?]?", text))


def _sum(counts: Iterable[int], sides: Sequence[str], side: str) -> int:
    return sum(count for count, own in zip(counts, sides, strict=True) if own == side)


def _seconds(utterances: Sequence[Utterance], sides: Sequence[str]) -> dict[str, float] | None:
    """Speaking time by side; None unless every utterance has its times."""
    if not _timed(utterances):
        return None
    found = {"company": 0.0, "customer": 0.0}
    for utterance, side in zip(utterances, sides, strict=True):
        if side in found and utterance.end is not None and utterance.start is not None:
            found[side] += max(0.0, utterance.end - utterance.start)
    return found


def _timed(utterances: Sequence[Utterance]) -> bool:
    return bool(utterances) and all(u.start is not None and u.end is not None for u in utterances)


def _shares(spoken: dict[str, float]) -> dict[str, float]:
    whole = sum(spoken.values())
    return {side: part / whole for side, part in spoken.items()} if whole else {}


def _rate(characters: int, seconds: dict[str, float] | None, side: str) -> float | None:
    return characters / seconds[side] * 60 if seconds and seconds[side] else None


def _monologues(transcript: Transcript) -> Iterator[list[int]]:
    """Utterances of each turn of the company's side."""
    turns: dict[int, list[int]] = {}
    for index, (turn, side) in enumerate(zip(transcript.turns, transcript.sides, strict=True)):
        if side == "company":
            turns.setdefault(turn, []).append(index)
    yield from turns.values()


def _longest_seconds(utterances: Sequence[Utterance], transcript: Transcript) -> float | None:
    if not _timed(utterances):
        return None
    lengths = [
        (utterances[own[-1]].end or 0.0) - (utterances[own[0]].start or 0.0)
        for own in _monologues(transcript)
    ]
    return max(lengths, default=0.0)


def _longest_characters(spoken: Sequence[int], transcript: Transcript) -> int:
    lengths = (sum(spoken[i] for i in own) for own in _monologues(transcript))
    return max(lengths, default=0)


def _silences(utterances: Sequence[Utterance]) -> list[float] | None:
    if not _timed(utterances):
        return None
    pauses, reached = [], utterances[0].end or 0.0
    for utterance in utterances[1:]:
        pause = (utterance.start or 0.0) - reached
        if pause >= SILENCE_SECONDS:
            pauses.append(pause)
        reached = max(reached, utterance.end or 0.0)
    return pauses


def _interruptions(utterances: Sequence[Utterance], sides: Sequence[str], side: str) -> int | None:
    """How often `side` starts to speak before the other side has ended."""
    if not _timed(utterances):
        return None
    count = 0
    for (before, own_before), (after, own) in zip(
        zip(utterances, sides, strict=True),
        [*zip(utterances, sides, strict=True)][1:],
        strict=False,
    ):
        overlap = (before.end or 0.0) - (after.start or 0.0)
        count += (
            own == side and own_before not in (side, "unknown") and overlap > INTERRUPTION_SECONDS
        )
    return count


def _end(utterances: Sequence[Utterance]) -> float | None:
    return max((u.end for u in utterances if u.end is not None), default=None)
