"""The shape of a recording, small enough for a page: how loud it is, point by point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from goodfaith.conversations.speech.recording import Recording, Samples, blocks

POINTS: Final = 1_000
MOST_POINTS: Final = 20_000


class Waveform(msgspec.Struct, frozen=True):
    """The loudest sample between one point and the next, 0 to 255, one byte a point and channel.

    `peaks` has one text of bytes a channel, in JSON as Base64; all have the same length. Point k
    of n stands for the seconds from k/n to (k+1)/n of the recording.
    """

    seconds: float
    peaks: tuple[bytes, ...]


def draw_waveform(recording: Recording, points: int = POINTS) -> Waveform:
    """Return the waveform in `points` points, fewer where there are fewer frames.

    Decodes everything once. What the file turns out not to hold is silent.
    """
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"points is {points}, expected 1 to {MOST_POINTS:,}")
    points = min(points, recording.frames)
    peaks = np.zeros((points, recording.channels), np.float32)
    for first, block in _placed(blocks(recording)):
        _raise_peaks(peaks, block, first, recording.frames)
    bytes_ = np.round(peaks * 255).astype(np.uint8)
    return Waveform(recording.seconds, tuple(column.tobytes() for column in bytes_.T))


def _placed(parts: Iterator[Samples]) -> Iterator[tuple[int, Samples]]:
    first = 0
    for block in parts:
        yield first, block
        first += len(block)


def _raise_peaks(peaks: Samples, block: Samples, first: int, frames: int) -> None:
    points = (np.arange(first, first + len(block), dtype=np.int64) * len(peaks)) // frames
    starts = np.flatnonzero(np.diff(points, prepend=-1))
    loudest = np.maximum.reduceat(np.abs(block), starts, axis=0)
    np.maximum.at(peaks, points[starts], loudest)
