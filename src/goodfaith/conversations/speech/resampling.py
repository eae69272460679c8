"""Another sample rate, without what the lower rate cannot carry.

A windowed sinc per output sample: slower than a polyphase library, exact about time, and a
recording is resampled once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_CROSSINGS: Final = 12
"""Zero crossings of the sinc on either side: stop band at about -70 dB with a Hann window."""

_PASSED: Final = 0.92
"""Where the pass band ends, as a share of the lower rate's half."""


def resampled(parts: Iterable[Samples], rate: int, wanted: int) -> Iterator[Samples]:
    """Yield the samples of `parts`, which follow one another, at `wanted` instead of `rate`.

    Sample k of the result lies at k / wanted seconds; n samples become ceil(n * wanted / rate).
    """
    if rate == wanted:
        yield from (part for part in parts if len(part))
        return
    filters, reach = _filters(rate, wanted)
    up, down = _ratio(rate, wanted)
    held = np.zeros(reach, np.float32)  # begins `reach` samples before the first
    before, made, total = -reach, 0, 0
    for part in parts:
        held = np.concatenate((held, part))
        total += len(part)
        ready = max(made, ((total - reach) * up) // down)
        yield _filtered(held, before, range(made, ready), filters, up, down)
        made = ready
        spent = max(0, made * down // up - reach - before)
        held, before = held[spent:], before + spent
    held = np.concatenate((held, np.zeros(2 * reach + 2, np.float32)))
    yield _filtered(held, before, range(made, -(-total * up // down)), filters, up, down)


def _ratio(rate: int, wanted: int) -> tuple[int, int]:
    common = gcd(rate, wanted)
    return wanted // common, rate // common


def _filters(rate: int, wanted: int) -> tuple[Samples, int]:
    """Return weights (phases, taps) and how many samples they reach to either side."""
    up, _ = _ratio(rate, wanted)
    cut = _PASSED * min(1.0, wanted / rate)
    reach = int(np.ceil(_CROSSINGS / cut))
    taps = np.arange(-reach, reach + 1)
    distance = taps[None, :] - np.arange(up)[:, None] / up
    window = np.cos(np.pi / 2 * np.clip(distance / (reach + 1), -1, 1)) ** 2
    weights = np.sinc(cut * distance) * window
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32), reach


def _filtered(
    held: Samples, before: int, wanted: range, filters: Samples, up: int, down: int
) -> Samples:
    """Return the samples `wanted`; `held` begins at sample `before` and reaches far enough."""
    if not len(wanted):
        return np.zeros(0, np.float32)
    positions = np.arange(wanted.start, wanted.stop, dtype=np.int64) * down
    nearest, phases = positions // up, positions % up
    reach = filters.shape[1] // 2
    windows = np.lib.stride_tricks.sliding_window_view(held, filters.shape[1])
    chosen = windows[nearest - reach - before]
    made: Samples = np.einsum("nk,nk->n", chosen, filters[phases])
    return made
