"""Whose voice is whose in a recogniser's result: by audio channel, by diarisation, or not at all.

Two or more channels tell the speakers apart for certain; which of them is the adviser's has to be
said, and a channel that does not occur says nothing. A diarised recording tells voices apart that
may be swapped. One voice or one channel alone is what recognisers write for a mono recording that
nobody took apart: then nobody knows who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from goodfaith.analysis.conversation import Participant, Role, SpeakersKnownBy
from goodfaith.analysis.readers.mapping import Mapping
from goodfaith.analysis.readers.roles import role_of

Voice = tuple[str, str]
"""Audio channel and speaker of an utterance as the document writes them; "" for none."""


class Voices(msgspec.Struct, frozen=True):
    """Who speaks in a document: the participant's id for each utterance, None for nobody known."""

    ids: tuple[str | None, ...]
    participants: tuple[Participant, ...]
    known_by: SpeakersKnownBy


def tell_apart(
    voices: Sequence[Voice], mapping: Mapping, adviser_channel: int | str | None
) -> Voices:
    """Return who speaks each utterance of `voices`; participants stand in order of first words."""
    channels = {channel for channel, _ in voices if channel}
    # Where one number serves as both, more than two of them cannot be the sides of a telephone.
    numbers_voices = mapping.channel == mapping.speaker and (
        adviser_channel is None or len(channels) > 2
    )
    if len(channels) > 1 and not numbers_voices:
        adviser = None if adviser_channel is None else str(adviser_channel).strip()
        return _by_channel(voices, mapping, adviser if adviser in channels else None)
    return _by_speaker(voices, mapping)


def _by_channel(voices: Sequence[Voice], mapping: Mapping, adviser: str | None) -> Voices:
    ids: list[str | None] = []
    roles: dict[str, Role] = {}
    for channel, _ in voices:
        if not channel:
            ids.append(None)
            continue
        if adviser is None:
            id_, role = f"channel {channel}", _role(channel, mapping)
        else:
            id_ = role = "adviser" if channel == adviser else "customer"
        roles[id_] = role
        ids.append(id_)
    return Voices(tuple(ids), _participants(roles), "channel")


def _by_speaker(voices: Sequence[Voice], mapping: Mapping) -> Voices:
    names = [_name(speaker) or None for _, speaker in voices]
    roles = {_name(speaker): _role(speaker, mapping) for _, speaker in voices if speaker}
    if mapping.speakers == "stated" and roles:
        return Voices(tuple(names), _participants(roles), "stated")
    if len(roles) > 1 or any(role != "unknown" for role in roles.values()):
        return Voices(tuple(names), _participants(roles), "diarised")
    return Voices((None,) * len(voices), (), "unknown")


def _name(speaker: str) -> str:
    return f"speaker {speaker}" if speaker.isdigit() else speaker


def _role(written: str, mapping: Mapping) -> Role:
    return mapping.roles.get(written) or role_of(written)


def _participants(roles: dict[str, Role]) -> tuple[Participant, ...]:
    return tuple(Participant(id=id_, role=role) for id_, role in roles.items())
