"""Random numbers that depend on the seed and the name of what they are for, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")


def derive(seed: int, *names: object) -> Random:
    """A generator of its own for one named thing: the same in every process and every order."""
    text = "\x1f".join((str(seed), *map(str, names)))
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    return Random(number)  # noqa: S311 - repeatable on purpose, guards nothing


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of `options`, each as likely; faster than `Random.choice`."""
    return options[int(rng.random() * len(options))]


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, as likely as its weight."""
    left = rng.random() * sum(weights.values())
    for option, weight in weights.items():
        left -= weight
        if left < 0:
            return option
    return option


def between(rng: Random, low: float, high: float) -> float:
    """A number from `low` to `high`, each as likely."""
    return low + rng.random() * (high - low)
