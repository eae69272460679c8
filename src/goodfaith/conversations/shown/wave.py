"""The picture of a recording: bars by its peaks, and what of it is muted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

HEIGHT = 40
BARS = 240
_STEP = 4


class WaveBar(msgspec.Struct, frozen=True):
    x: int
    y: float
    width: int
    height: float


class Muted(msgspec.Struct, frozen=True):
    x: float
    width: float


class Wave(msgspec.Struct, frozen=True):
    """`width` is that of the drawing; `seconds` that of the recording."""

    bars: tuple[WaveBar, ...]
    muted: tuple[Muted, ...]
    width: int
    seconds: float


def wave(peaks: Sequence[float], seconds: float, muted: Iterable[tuple[float, float]] = ()) -> Wave:
    """At most `BARS` bars; `peaks` are from 0 to 1, evenly spread. Without peaks a flat line."""
    found = _thinned(peaks) or [0.04] * BARS
    width = len(found) * _STEP
    bars = tuple(
        WaveBar(n * _STEP, round((HEIGHT - h) / 2, 1), _STEP - 1, h)
        for n, h in enumerate(round(max(2.0, min(1.0, p) * HEIGHT), 1) for p in found)
    )
    silent = tuple(_muted(a, b, seconds, width) for a, b in muted) if seconds else ()
    return Wave(bars, silent, width, round(seconds, 2))


def _thinned(peaks: Sequence[float]) -> list[float]:
    """The highest of each stretch."""
    if len(peaks) <= BARS:
        return [abs(p) for p in peaks]
    step = len(peaks) / BARS
    return [max(map(abs, peaks[int(n * step) : int((n + 1) * step)])) for n in range(BARS)]


def _muted(start: float, end: float, seconds: float, width: int) -> Muted:
    last = seconds if math.isinf(end) else min(end, seconds)
    return Muted(
        round(start / seconds * width, 1), round(max(0.0, last - start) / seconds * width, 1)
    )
