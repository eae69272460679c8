"""Whose voice each channel of a recording carries.

Two channels tell the speakers apart only where they differ: a mono recording saved as stereo, and
one whose second channel is dead, hold both voices in one place.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from goodfaith.conversations.speech.recording import Recording, blocks

ChannelKind = Literal["mono", "separate", "same", "one_silent", "one_dead", "dead"]
Left = Literal["adviser", "customer"]

DEAD_PEAK: Final = 0.001
"""A channel never louder than this (-60 dB of full scale) carries no voice: dither and hum."""

SAME_RESIDUAL: Final = 0.01
"""Channels are the same where at most this share of one's energy is not explained by the other.

-20 dB. Lossy coding of a mono recording stays below it; two microphones, two telephone lines and
the crosstalk between them stay far above.
"""

ONE_SIDED_SECONDS: Final = 30.0
"""Nobody listens longer to somebody without a word."""


class Channels(msgspec.Struct, frozen=True):
    """What the channels of a recording hold.

    `live` are those that carry sound, `distinct` the ones worth listening to: channels that are
    the same count once. `seconds` is how much could be decoded. `residual` is the share of energy
    in which two channels differ, 0 to 1; None where there are not two live ones.
    """

    kind: ChannelKind
    live: tuple[int, ...]
    distinct: tuple[int, ...]
    seconds: float = 0.0
    residual: float | None = None


def compare_channels(recording: Recording) -> Channels:
    """Decode everything once and say which channels carry sound, and whether they differ."""
    frames, peaks = 0, np.zeros(recording.channels)
    products = np.zeros((recording.channels, recording.channels))
    for block in blocks(recording):
        frames += len(block)
        peaks = np.maximum(peaks, np.abs(block).max(axis=0))
        exact = block.astype(np.float64)
        products += exact.T @ exact
    live = tuple(int(channel) for channel in np.flatnonzero(peaks > DEAD_PEAK))
    return _judged(recording.channels, live, frames / recording.rate, products)


def without_one_sided(channels: Channels, voiced_seconds: dict[int, float]) -> Channels:
    """Return separate channels as "one_silent" where only one ever speaks, and at length.

    The other then carries noise alone, and both voices may be on the one.
    """
    speaking = [channel for channel, seconds in voiced_seconds.items() if seconds]
    long = sum(voiced_seconds.values()) > ONE_SIDED_SECONDS
    if channels.kind != "separate" or len(speaking) != 1 or not long:
        return channels
    return msgspec.structs.replace(channels, kind="one_silent")


def sides(left: Left) -> tuple[Left, Left]:
    """Return who speaks on channel 0 and who on channel 1."""
    return ("adviser", "customer") if left == "adviser" else ("customer", "adviser")


def _judged(
    channels: int, live: tuple[int, ...], seconds: float, products: NDArray[np.float64]
) -> Channels:
    if not live:
        return Channels("dead", (), (), seconds)
    if channels == 1:
        return Channels("mono", live, live, seconds)
    if len(live) == 1:
        return Channels("one_dead", live, live, seconds)
    residual = _residual(products)
    if residual <= SAME_RESIDUAL:
        return Channels("same", live, live[:1], seconds, residual)
    return Channels("separate", live, live, seconds, residual)


def _residual(products: NDArray[np.float64]) -> float:
    """1 - r², with r the correlation at no delay: of either sign and any loudness."""
    own = products[0, 0] * products[1, 1]
    return float(np.clip(1.0 - products[0, 1] ** 2 / own, 0.0, 1.0)) if own > 0 else 1.0
