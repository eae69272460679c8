"""What was recognised as utterances: only what a voice spoke, with the engine's own confidences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from goodfaith.analysis.conversation import Gap, Participant, Utterance
from goodfaith.analysis.readers.bounds import LONGEST_UTTERANCE
from goodfaith.analysis.readers.storable import storable
from goodfaith.conversations.speech.hotwords import Unvoiced, unvoiced
from goodfaith.conversations.speech.recogniser import (
    Recognised,
    code_point_confidences,
    overall,
)
from goodfaith.conversations.speech.stretches import Stretch
from goodfaith.conversations.speech.voice import VoiceTrack

UNRECOGNISED_SECONDS: Final = 2.0
"""Speech of this length of which nothing was recognised is a gap; shorter is a cough or a hum."""


class Spoken(msgspec.Struct, frozen=True):
    """One stretch as it goes into a conversation: an utterance, a gap, or neither.

    `dropped` are hot words that were not believed.
    """

    utterance: Utterance | None = None
    gap: Gap | None = None
    dropped: tuple[Unvoiced, ...] = ()


def spoken(
    said: Recognised,
    stretch: Stretch,
    speaker: Participant | None,
    hotwords: Sequence[str],
    track: VoiceTrack,
) -> Spoken:
    """Return what remains of `said` without hot words that no voice spoke."""
    dropped = tuple(unvoiced(said, hotwords, (stretch.start, stretch.end), track))
    kept = _kept(said.text, dropped)
    text = storable("".join(said.text[index] for index in kept))
    if not any(character.isalnum() for character in text):
        return Spoken(gap=None if dropped else _unrecognised(stretch), dropped=dropped)
    shares = code_point_confidences(said)
    confidences = tuple(shares[index] for index in kept) if shares else None
    utterance = Utterance(
        text,
        speaker.id if speaker else None,
        stretch.start,
        stretch.end,
        confidence=overall(confidences),
        confidences=confidences,
    )
    return Spoken(utterance, dropped=dropped)


def _kept(text: str, dropped: Sequence[Unvoiced]) -> list[int]:
    gone = {index for one in dropped for index in range(one.first, one.last)}
    return [index for index in range(len(text)) if index not in gone][:LONGEST_UTTERANCE]


def _unrecognised(stretch: Stretch) -> Gap | None:
    if stretch.end - stretch.start < UNRECOGNISED_SECONDS:
        return None
    return Gap(stretch.start, stretch.end, "speech that was not recognised")
