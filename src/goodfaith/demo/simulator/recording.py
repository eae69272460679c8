"""From what was said to what the systems deliver: recogniser, channels, gaps, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from goodfaith.analysis.conversation import (
    Attachment,
    AttachmentKind,
    Gap,
    Participant,
    Role,
    SpeakersKnownBy,
    Utterance,
)
from goodfaith.demo.simulator.mishearing import line_quality, mishear
from goodfaith.demo.simulator.seeding import weighted
from goodfaith.demo.simulator.talk import Said
from goodfaith.demo.simulator.timing import speak, write
from goodfaith.demo.simulator.truth import Misheard

DEFECTS: Final = {"": 0.80, "diarised": 0.10, "unknown": 0.045, "gap": 0.035, "missing": 0.02}
"""How calls come: in two channels, in one channel told apart or not, with a hole, or not at all."""
SWAPPED: Final = 0.02
"""How often diarisation gives a turn to the other speaker."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was delivered of a conversation. `duration` in seconds is that of the true talk."""

    utterances: tuple[Utterance, ...]
    speakers: SpeakersKnownBy
    gaps: tuple[Gap, ...]
    duration: float
    misheard: tuple[Misheard, ...]
    defects: tuple[str, ...]


def record_call(rng: Random, said: list[Said], ids: dict[str, str]) -> Recording:
    """A telephone call as recorded and recognised; sets the index of every turn that survived.

    `ids` are the participants' ids by role.
    """
    defect = weighted(rng, DEFECTS)
    times = speak(rng, said)
    duration = round(times[-1][1] + 0.6, 1) if times else 0.0
    speakers: SpeakersKnownBy = "channel"
    if defect in ("diarised", "unknown"):
        speakers = "diarised" if defect == "diarised" else "unknown"
    gaps = _gaps(rng, defect, duration)
    rate = line_quality(rng)
    utterances: list[Utterance] = []
    misheard: list[Misheard] = []
    for one, (start, end) in zip(said, times, strict=True):
        if defect == "missing" or any(gap.start <= start < (gap.end or end) for gap in gaps):
            continue
        one.index = len(utterances)
        heard = mishear(rng, one.text, rate)
        if heard.errors:
            misheard.extend(Misheard(e, one.index, one.text) for e in heard.errors)
        who = None if speakers == "unknown" else ids[one.role]
        if speakers == "diarised" and rng.random() < SWAPPED:
            who = next(id for id in ids.values() if id != who)
            misheard.append(Misheard("speaker", one.index, one.text, one.role))
        utterances.append(
            Utterance(heard.text, who, start, end, heard.confidence)
            if heard.text
            else Utterance("嗯", who, start, end, heard.confidence)
        )
    defects = (defect,) if defect else ()
    return Recording(tuple(utterances), speakers, gaps, duration, tuple(misheard), defects)


def _gaps(rng: Random, defect: str, duration: float) -> tuple[Gap, ...]:
    if defect != "gap" or duration < 40:
        return ()
    start = round(duration * 0.8 * rng.random(), 1)
    end = round(start + 8 + rng.random() * 35, 1)
    return (Gap(start, None if end > duration else end, "录音中断"),)


def record_meeting(rng: Random, said: list[Said], ids: dict[str, str]) -> Recording:
    """A meeting written down by people: no recogniser, everybody named."""
    times = speak(rng, said)
    utterances = []
    for number, (one, (start, end)) in enumerate(zip(said, times, strict=True)):
        one.index = number
        utterances.append(Utterance(one.text, ids[one.role], start, end))
    duration = round(times[-1][1] + 0.6, 1) if times else 0.0
    return Recording(tuple(utterances), "stated", (), duration, (), ())


_SENT: Final[dict[str, AttachmentKind]] = {
    "image": "image",
    "file": "file",
    "link": "link",
    "voice": "voice",
    "video": "video",
    "card": "card",
}


def archive_messages(
    rng: Random, said: list[Said], ids: dict[str, str], begins_at: datetime
) -> Recording:
    """Messages as an archive keeps them, recalled ones with when they were recalled."""
    moments = write(rng, said, begins_at)
    utterances = []
    for number, (one, at) in enumerate(zip(said, moments, strict=True)):
        one.index = number
        seconds = (at - begins_at).total_seconds()
        recalled = at + timedelta(seconds=15 + int(rng.random() * 90))
        kind = _SENT.get(one.sent)
        shown = one.text if kind in (None, "voice") else ""
        name = "" if kind in (None, "voice") else one.text[:60]
        utterances.append(
            Utterance(
                shown,
                ids[one.role],
                seconds,
                seconds,
                sent_at=at,
                recalled_at=recalled if one.sent == "recall" else None,
                attachments=(Attachment(kind, name),) if kind else (),
            )
        )
    duration = (moments[-1] - begins_at).total_seconds() if moments else 0.0
    return Recording(tuple(utterances), "stated", (), duration, (), ())


def participants(ids: dict[str, str], names: dict[str, str]) -> tuple[Participant, ...]:
    """Who took part, by role, with the names of the company's people."""
    roles: dict[str, Role] = {
        "adviser": "adviser",
        "customer": "customer",
        "relative": "relative",
        "teller": "teller",
        "channel_manager": "channel_manager",
        "service": "service",
        "robot": "robot",
    }
    return tuple(Participant(id, roles[role], names.get(id, "")) for role, id in ids.items())
