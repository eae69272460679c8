"""A voice heard on the other's channel: quieter, a little later, and never its words.

A telephone's loudspeaker reaches its microphone, so what one side says comes back on the other
channel. Taken for speech, it would put a customer's words into the adviser's mouth.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from goodfaith.conversations.speech.stretches import Stretch
from goodfaith.conversations.speech.voice import Samples, VoiceTrack

QUIETER: Final = 4.0
"""An echo is at most a quarter as loud (-12 dB) as what it repeats."""

ALIKE: Final = 0.84
"""Correlation of loudness in dB over time, at the best delay.

Measured on four Mandarin recordings: echoes at -16 to -26 dB reach 0.84 to 0.94. Of 1,875 pairs of
pieces of 1.5 seconds of two people 0.7 % reach 0.85 by chance, of 2 seconds 0.1 %.
"""

LATEST_SECONDS: Final = 0.4
"""Delay of an echo over the telephone network: ITU-T G.114 bounds one way by 0.4 s."""

SHORTEST_SECONDS: Final = 1.5
"""Shorter stretches are alike by chance too often: a 对 that is lost is worse than one too many."""

_FAINTEST: Final = 1e-3


def is_echo(stretch: Stretch, tracks: dict[int, VoiceTrack]) -> bool:
    """Whether a stretch repeats what another channel says, too quietly to be somebody speaking."""
    own = tracks[stretch.channel]
    others = (track for channel, track in tracks.items() if channel != stretch.channel)
    return any(_repeats(stretch, own, other) for other in others)


def _repeats(stretch: Stretch, own: VoiceTrack, other: VoiceTrack) -> bool:
    if stretch.end - stretch.start < SHORTEST_SECONDS:
        return False
    first = round(stretch.start / own.window_seconds)
    heard = own.loudness[first : round(stretch.end / own.window_seconds)]
    latest = int(LATEST_SECONDS / own.window_seconds)
    before = np.pad(other.loudness, (latest, 0))[first : first + latest + len(heard)]
    delayed = (before[k : k + len(heard)] for k in range(latest + 1))
    return any(len(said) == len(heard) and _is_copy(heard, said) for said in delayed)


def _is_copy(heard: Samples, said: Samples) -> bool:
    """Compared where there is sound: two who fall silent together are not alike for that."""
    sounding = heard > _FAINTEST
    heard, said = heard[sounding], said[sounding]
    if len(heard) < 2 or np.sqrt(np.mean(said**2)) < QUIETER * np.sqrt(np.mean(heard**2)):
        return False
    levels = np.log10(np.maximum(np.stack([heard, said]), _FAINTEST))
    if levels.std(axis=1).min() < 1e-6:  # without ups and downs nothing can be compared
        return False
    return bool(np.corrcoef(levels)[0, 1] >= ALIKE)
