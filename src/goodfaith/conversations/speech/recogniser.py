"""What a recogniser is to us, and what one says of a stretch of speech."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from goodfaith.analysis.readers.token_confidence import spread


class Recognised(msgspec.Struct, frozen=True):
    """The words of one stretch of speech.

    `tokens` are the pieces the engine put together, `starts` their seconds from the beginning of
    the stretch, `log_probabilities` their natural logarithms; each empty where the engine does
    not tell, else of one length.
    """

    text: str
    tokens: tuple[str, ...] = ()
    starts: tuple[float, ...] = ()
    log_probabilities: tuple[float, ...] = ()


class Recogniser(Protocol):
    """Turns speech into words. `takes_hotwords` says whether it makes use of them."""

    takes_hotwords: bool

    def recognise(
        self, samples: NDArray[np.float32], rate: int, hotwords: Sequence[str]
    ) -> Recognised: ...


def code_point_confidences(said: Recognised) -> tuple[float, ...] | None:
    """Return one confidence, 0 to 1, for each code point of the text.

    None where the engine tells no probabilities, or such that cannot be its own.
    """
    shares = [_share(value) for value in said.log_probabilities]
    if not shares or len(shares) != len(said.tokens) or None in shares:
        return None
    words = [(plain(token), share) for token, share in zip(said.tokens, shares, strict=True)]
    return spread(said.text, [(word, share) for word, share in words if share is not None and word])


def overall(confidences: Sequence[float] | None) -> float | None:
    """Return the geometric mean, None of none."""
    if not confidences:
        return None
    lowest = 1e-10  # the logarithm of nought is none
    return math.exp(sum(math.log(max(share, lowest)) for share in confidences) / len(confidences))


def plain(token: str) -> str:
    """Return a token as it stands in the text, without the marks of how it was cut."""
    return token.replace("▁", "").removesuffix("@@").strip()


def _share(log_probability: float) -> float | None:
    """Log probabilities are at most 0; a little more is rounding, much more is a score."""
    if not math.isfinite(log_probability) or log_probability > 0.01:
        return None
    return min(1.0, math.exp(log_probability))
