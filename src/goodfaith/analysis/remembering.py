"""What was found out before, as long as there is room for it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Weighed(Protocol):
    """Knows about how many bytes it takes."""

    @property
    def weight(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Weighed)


class Remembered(Generic[K, V]):
    """Values by key, in about `most_bytes`; what was not asked for lately is forgotten first.

    Two halves: when the fresh one is full it fades, and what had faded is forgotten. What is asked
    for again is fresh again. So nothing has to be kept in order, however often it is asked for.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes // 2
        self._fresh: dict[K, V] = {}
        self._faded: dict[K, V] = {}
        self._weight = 0

    def get(self, key: K) -> V | None:
        found = self._fresh.get(key)
        if found is None and (found := self._faded.pop(key, None)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: K, value: V) -> None:
        self._fresh[key] = value
        self.grown(value.weight)

    def grown(self, by: int) -> None:
        """What is remembered takes so many bytes more."""
        self._weight += by
        if self._weight > self._most:
            self._faded, self._fresh, self._weight = self._fresh, {}, 0

    def __len__(self) -> int:
        return len(self._fresh) + len(self._faded)
