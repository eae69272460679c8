"""From a recording to a conversation: voices found, each stretch recognised, in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from goodfaith.analysis.conversation import (
    Channel,
    Conversation,
    Gap,
    Participant,
)
from goodfaith.conversations.speech.channels import Channels, Left, compare_channels, sides
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
)
from goodfaith.conversations.speech.utterances import Spoken, spoken
from goodfaith.conversations.speech.voice import VoiceDetector, detector_for


class Transcription(msgspec.Struct, frozen=True):
    """A conversation, and what it was made from.

    `speech` is every stretch that was listened to, `dropped` the hot words not believed.
    """

    conversation: Conversation
    channels: Channels
    speech: tuple[Stretch, ...]
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
    are the same, one of two dead) nobody is named and `speakers` is "unknown". Gaps: a dead
    channel, the end of a file that breaks off, speech that could not be recognised. Confidences
    are the engine's, None where it tells none.

    Raises `RecordingRefused`, `SpeechNotInstalled`, and `UnreadableInput` for hot words that are
    none.
    """
    words = accepted_hotwords(hotwords)
    channels = compare_channels(recording)
    detector = detector or detector_for(recording.rate)
    tracks = follow_channels(recording, channels.distinct, detector, progress)
    people = _people(channels, left)
    names = {channel: participant.id for channel, participant in people.items()}
    speech = in_order(tracks)
    heard = [
        spoken(said, stretch, names.get(stretch.channel), words, tracks[stretch.channel])
        for stretch, said in recognise(recording, speech, recogniser, words, progress)
    ]
    conversation = Conversation(
        id,
        tuple(one.utterance for one in heard if one.utterance),
        tuple(people.values()),
        channel,
        duration=recording.seconds + recording.missing_seconds,
        speakers="channel" if people else "unknown",
        gaps=_gaps(recording, channels, heard),
    )
    dropped = tuple(word for one in heard for word in one.dropped)
    return Transcription(conversation, channels, speech, dropped)


def _gaps(recording: Recording, channels: Channels, heard: Sequence[Spoken]) -> tuple[Gap, ...]:
    unheard = [one.gap for one in heard if one.gap]
    gaps = [*_missing(recording, channels), *unheard]
    return tuple(sorted(gaps, key=lambda gap: gap.start))


def _missing(recording: Recording, channels: Channels) -> Iterator[Gap]:
    if channels.kind == "dead":
        yield Gap(0.0, recording.seconds, "no sound")
    if channels.kind == "one_dead":
        yield Gap(0.0, recording.seconds, "one of two channels without sound")
    if recording.missing_seconds:
        end = recording.seconds + recording.missing_seconds
        yield Gap(recording.seconds, end, "the file breaks off")


def _people(channels: Channels, left: Left | None) -> dict[int, Participant]:
    """Who speaks on each channel; nobody where channels do not tell people apart."""
    if channels.kind != "separate":
        return {}
    if left is None:
        return {channel: Participant(f"channel {channel}") for channel in channels.distinct}
    return {channel: Participant(side, side) for channel, side in enumerate(sides(left))}
