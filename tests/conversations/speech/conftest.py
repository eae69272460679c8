"""Recordings made for a test, a detector that goes by loudness, a recogniser that says what it is
told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from goodfaith.conversations.speech.recogniser import Recognised
from goodfaith.conversations.speech.recording import Recording, read_recording

RATE = 16_000
Sound = Sequence[np.ndarray]


class LoudnessDetector:
    """Speech is what is loud: exact about time, and the same on every machine."""

    rate = RATE
    window = 512

    def reset(self) -> None:
        pass

    def probability(self, window: np.ndarray) -> float:
        return 0.95 if np.sqrt(np.mean(window**2)) > 0.01 else 0.02


class Dictated:
    """Says the next of its texts for each stretch, and keeps what it was given."""

    takes_hotwords = True

    def __init__(self, *said: Recognised | str) -> None:
        self._said = [Recognised(one) if isinstance(one, str) else one for one in said]
        self.heard: list[tuple[np.ndarray, int, tuple[str, ...]]] = []

    def recognise(self, samples: np.ndarray, rate: int, hotwords: Sequence[str]) -> Recognised:
        self.heard.append((samples, rate, tuple(hotwords)))
        return self._said[len(self.heard) - 1]


@pytest.fixture
def dictated() -> type[Dictated]:
    return Dictated


@pytest.fixture
def by_loudness() -> LoudnessDetector:
    return LoudnessDetector()


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Recording]:
    """Write channels of equal length as a recording and read its header."""

    def write(
        *channels: np.ndarray, rate: int = RATE, name: str = "call.wav", encoding: str | None = None
    ) -> Recording:
        path = tmp_path / name
        soundfile.write(path, np.column_stack(channels), rate, encoding)
        return read_recording(path)

    return write
