"""Something private, before it is cut into utterances."""

from __future__ import annotations

from typing import NamedTuple

from goodfaith.trust.masking.span import PrivateKind


class Found(NamedTuple):
    """Something private at `start` to `end` of the whole talk; the rest as in `PrivateSpan`."""

    start: int
    end: int
    kind: PrivateKind
    confidence: float
    value: int = 0
    before: int = 0
    after: int = 0
