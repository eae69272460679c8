"""Sound that needs no files: something like a voice, and nothing at all."""

from __future__ import annotations

import numpy as np

VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))
"""First three formants in hertz of a, i, u, e: Peterson and Barney (1952), men."""


def voice(seconds: float, rate: int = 16_000, pitch: float = 120.0, seed: int = 0) -> np.ndarray:
    """Vowels in syllables of a fifth of a second: pulses of a gliding pitch through formants."""
    chance = np.random.default_rng(seed)
    at = np.arange(round(seconds * rate)) / rate
    glide = pitch * (1 + 0.15 * np.sin(2 * np.pi * 1.3 * at) + 0.05 * np.sin(2 * np.pi * 4.1 * at))
    phase = 2 * np.pi * np.cumsum(glide) / rate
    sound = np.zeros_like(at)
    pace = 0.2 + 0.013 * (seed % 7)
    syllables = (at / pace).astype(int)
    vowels = chance.integers(0, len(VOWELS), syllables.max() + 1)[syllables] if len(at) else at
    for harmonic in range(1, int(rate / 2 / (pitch * 1.3))):
        frequency = harmonic * glide
        gain = sum(
            np.exp(-(((frequency - np.array(VOWELS)[vowels][:, k]) / (80 + 60 * k)) ** 2)) / (k + 1)
            for k in range(3)
        )
        sound += (gain + 0.02) / harmonic**0.5 * np.sin(harmonic * phase)
    loudness = 0.25 + 0.75 * np.abs(np.sin(np.pi * at / pace))
    sound = sound * loudness + 0.002 * chance.standard_normal(len(at))
    return (0.4 * sound / max(np.abs(sound).max(initial=0), 1e-9)).astype(np.float32)


def silence(seconds: float, rate: int = 16_000) -> np.ndarray:
    return np.zeros(round(seconds * rate), np.float32)
