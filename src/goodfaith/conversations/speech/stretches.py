"""Stretches of speech over all channels of a recording, and what a recogniser makes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from goodfaith.conversations.speech.excerpts import Excerpts
from goodfaith.conversations.speech.recogniser import Recognised, Recogniser
from goodfaith.conversations.speech.recording import Recording, Samples, blocks
from goodfaith.conversations.speech.voice import (
    VoiceDetector,
    VoiceTrack,
    follow_voice,
    speech_spans,
)

Stage = Literal["listening", "recognising"]
Progress = Callable[[Stage, float], None]
"""Called with a stage and its share that is done, 0 to 1. What it raises ends the work."""


class Stretch(msgspec.Struct, frozen=True):
    """Speech on one channel, in seconds."""

    channel: int
    start: float
    end: float


def no_progress(stage: Stage, share: float) -> None:
    """Tell nobody."""


def follow_channels(
    recording: Recording, channels: Sequence[int], detector: VoiceDetector, progress: Progress
) -> dict[int, VoiceTrack]:
    """Return where the voice is on each of `channels`. Decodes the recording once for each."""
    tracks = {}
    for number, channel in enumerate(channels):

        def tell(share: float, before: int = number) -> None:
            progress("listening", (before + share) / len(channels))

        tracks[channel] = follow_voice(_one(recording, channel, tell), recording.rate, detector)
    return tracks


def in_order(tracks: dict[int, VoiceTrack]) -> tuple[Stretch, ...]:
    """Return all stretches by their start, then channel."""
    speech = [
        Stretch(channel, start, end)
        for channel, track in tracks.items()
        for start, end in speech_spans(track)
    ]
    return tuple(sorted(speech, key=lambda one: (one.start, one.channel)))


def voiced_seconds(speech: Sequence[Stretch], channels: Sequence[int]) -> dict[int, float]:
    """Return how long somebody speaks on each of `channels`."""
    return {
        channel: sum(one.end - one.start for one in speech if one.channel == channel)
        for channel in channels
    }


def recognise(
    recording: Recording,
    speech: Sequence[Stretch],
    recogniser: Recogniser,
    hotwords: Sequence[str],
    progress: Progress,
) -> Iterator[tuple[Stretch, Recognised]]:
    """Yield what is said in each stretch; `speech` is in order of its starts."""
    whole, done = sum(one.end - one.start for one in speech), 0.0
    excerpts = Excerpts(recording)
    for one in speech:
        samples = excerpts.take(one.start, one.end, one.channel)
        yield one, recogniser.recognise(samples, recording.rate, hotwords)
        done += one.end - one.start
        progress("recognising", min(1.0, done / whole))


def _one(recording: Recording, channel: int, tell: Callable[[float], None]) -> Iterator[Samples]:
    done = 0
    for block in blocks(recording):
        yield block[:, channel]
        done += len(block)
        tell(done / recording.frames)
