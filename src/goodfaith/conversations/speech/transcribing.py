"""From a recording to a conversation: voices found, each stretch recognised, in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from goodfaith.analysis.conversation import (
    Channel,
    Conversation,
    Gap,
    Participant,
)
from goodfaith.conversations.speech.channels import (
    Channels,
    Left,
    compare_channels,
    sides,
    without_one_sided,
)
from goodfaith.conversations.speech.crosstalk import is_echo
from goodfaith.conversations.speech.hotwords import Unvoiced, accepted_hotwords
from goodfaith.conversations.speech.recogniser import Recogniser
from goodfaith.conversations.speech.recording import Recording
from goodfaith.conversations.speech.stretches import (
    Progress,
    Stretch,
    follow_channels,
    in_order,
    no_progress,
    recognise,
    voiced_seconds,
)
from goodfaith.conversations.speech.utterances import Spoken, spoken
from goodfaith.conversations.speech.voice import VoiceDetector, detector_for

SLACK_SECONDS: Final = 0.5
"""Lossy formats announce their length to within a few frames of their own."""


class Transcription(msgspec.Struct, frozen=True):
    """A conversation, and what it was made from.

    `speech` is every stretch that was recognised, `echoes` those left out because another channel
    says the same louder, `dropped` the hot words not believed.
    """

    conversation: Conversation
    channels: Channels
    speech: tuple[Stretch, ...]
    echoes: tuple[Stretch, ...]
    dropped: tuple[Unvoiced, ...]


def transcribe(
    recording: Recording,
    recogniser: Recogniser,
    *,
    id: str,
    left: Left | None = None,
    channel: Channel = "phone",
    hotwords: Sequence[str] = (),
    detector: VoiceDetector | None = None,
    progress: Progress = no_progress,
) -> Transcription:
    """Return what is said in a recording.

    `left` says who speaks on the first of two channels; without it two channels are two people
    whose roles are unknown. Where channels do not tell the speakers apart (one channel, two that
    are the same, one of two dead or silent) nobody is named and `speakers` is "unknown". Gaps: a
    dead or silent channel, the end of a file that breaks off, speech that could not be
    recognised. Confidences are the engine's, None where it tells none.

    Raises `RecordingRefused`, `SpeechNotInstalled`, and `UnreadableInput` for hot words that are
    none.
    """
    words = accepted_hotwords(hotwords)
    channels = compare_channels(recording)
    detector = detector or detector_for(recording.rate)
    tracks = follow_channels(recording, channels.distinct, detector, progress)
    found = in_order(tracks)
    speech = tuple(one for one in found if not is_echo(one, tracks))
    channels = without_one_sided(channels, voiced_seconds(speech, channels.distinct))
    people = _people(channels, left)
    heard = [
        spoken(said, stretch, people.get(stretch.channel), words, tracks[stretch.channel])
        for stretch, said in recognise(recording, speech, recogniser, words, progress)
    ]
    return Transcription(
        _conversation(id, channel, recording, channels, people, heard),
        channels,
        speech,
        tuple(one for one in found if one not in speech),
        tuple(word for one in heard for word in one.dropped),
    )


def _conversation(
    id: str,
    channel: Channel,
    recording: Recording,
    channels: Channels,
    people: dict[int, Participant],
    heard: Sequence[Spoken],
) -> Conversation:
    unheard = [one.gap for one in heard if one.gap]
    gaps = [*_missing(recording, channels), *unheard]
    return Conversation(
        id,
        tuple(one.utterance for one in heard if one.utterance),
        tuple(people.values()),
        channel,
        duration=_duration(recording),
        speakers="channel" if people else "unknown",
        gaps=tuple(sorted(gaps, key=lambda gap: gap.start)),
    )


def _missing(recording: Recording, channels: Channels) -> Iterator[Gap]:
    if channels.kind == "dead":
        yield Gap(0.0, recording.seconds, "no sound")
    if channels.kind == "one_dead":
        yield Gap(0.0, recording.seconds, "one of two channels without sound")
    if channels.kind == "one_silent":
        yield Gap(0.0, recording.seconds, "one of two channels without a voice")
    if channels.seconds + SLACK_SECONDS < _duration(recording):
        yield Gap(channels.seconds, _duration(recording), "the file breaks off")


def _duration(recording: Recording) -> float:
    return recording.seconds + recording.missing_seconds


def _people(channels: Channels, left: Left | None) -> dict[int, Participant]:
    """Who speaks on each channel; nobody where channels do not tell people apart."""
    if channels.kind != "separate":
        return {}
    if left is None:
        return {channel: Participant(f"channel {channel}") for channel in channels.distinct}
    return {channel: Participant(side, side) for channel, side in enumerate(sides(left))}
