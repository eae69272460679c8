"""Parts of a recording in order of time, without going back.

Behind a jump a lossy decoder gives other sound than on its way there.
"""

from __future__ import annotations

import numpy as np

from goodfaith.conversations.speech.recording import Recording, Samples, blocks


class Excerpts:
    """Decodes a recording once; holds what lies between the last excerpt's start and its end."""

    def __init__(self, recording: Recording) -> None:
        self._rate = recording.rate
        self._blocks = blocks(recording)
        self._held = np.zeros((0, recording.channels), np.float32)
        self._first = 0

    def take(self, start: float, end: float, channel: int) -> Samples:
        """Return one channel between two moments in seconds; what lies outside is left out.

        Raises `ValueError` for a start before that of an earlier excerpt.
        """
        first, last = max(0, round(start * self._rate)), round(end * self._rate)
        if first < self._first:
            raise ValueError(f"an excerpt starts at {start:g}, expected none before the last one")
        self._forget(first)
        self._hold(last)
        return np.ascontiguousarray(self._held[: max(0, last - self._first), channel])

    def _forget(self, first: int) -> None:
        """Drop what lies before frame `first`, which may not have been decoded yet."""
        self._hold(first)
        spent = min(first - self._first, len(self._held))
        self._held, self._first = self._held[spent:], self._first + spent

    def _hold(self, last: int) -> None:
        while self._first + len(self._held) < last:
            block = next(self._blocks, None)
            if block is None:
                return
            self._held = np.concatenate((self._held, block))
