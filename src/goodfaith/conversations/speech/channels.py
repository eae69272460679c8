"""Whose voice each channel of a recording carries.

Two channels tell the speakers apart only where they differ: a mono recording saved as stereo, and
one whose second channel is dead, hold both voices in one place.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
import numpy as np

from goodfaith.conversations.speech.recording import Recording, blocks

ChannelKind = Literal["mono", "separate", "same", "one_dead", "dead"]
Left = Literal["adviser", "customer"]

DEAD_PEAK: Final = 0.001
"""A channel never louder than this (-60 dB of full scale) carries no voice: dither and hum."""

SAME_RESIDUAL: Final = 0.01
"""Channels are the same where at most this share of one's energy is not explained by the other.

-20 dB. Lossy coding of a mono recording stays below it; two microphones, two telephone lines and
the crosstalk between them stay far above.
"""


class Channels(msgspec.Struct, frozen=True):
    """What the channels of a recording hold.

    `live` are those that carry sound, `distinct` the ones worth listening to: channels that are
    the same count once. `residual` is the share of energy in which two channels differ, 0 to 1;
    None where there are not two live ones.
    """

    kind: ChannelKind
    live: tuple[int, ...]
    distinct: tuple[int, ...]
    residual: float | None = None


def compare_channels(recording: Recording) -> Channels:
    """Decode everything once and say which channels carry sound, and whether they differ."""
    peaks = np.zeros(recording.channels)
    products = np.zeros((recording.channels, recording.channels))
    for block in blocks(recording):
        peaks = np.maximum(peaks, np.abs(block).max(axis=0))
        exact = block.astype(np.float64)
        products += exact.T @ exact
    live = tuple(int(channel) for channel in np.flatnonzero(peaks > DEAD_PEAK))
    return _judged(recording.channels, live, products)


def sides(left: Left) -> tuple[Left, Left]:
    """Return who speaks on channel 0 and who on channel 1."""
    return ("adviser", "customer") if left == "adviser" else ("customer", "adviser")


def _judged(channels: int, live: tuple[int, ...], products: np.ndarray) -> Channels:
    if not live:
        return Channels("dead", (), ())
    if channels == 1:
        return Channels("mono", live, live)
    if len(live) == 1:
        return Channels("one_dead", live, live)
    residual = _residual(products)
    if residual <= SAME_RESIDUAL:
        return Channels("same", live, live[:1], residual)
    return Channels("separate", live, live, residual)


def _residual(products: np.ndarray) -> float:
    """1 - r², with r the correlation at no delay: of either sign and any loudness."""
    own = products[0, 0] * products[1, 1]
    return float(np.clip(1.0 - products[0, 1] ** 2 / own, 0.0, 1.0)) if own > 0 else 1.0
