"""Where something private was said."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

PrivateKind = Literal[
    "name",
    "identity_number",
    "phone",
    "card",
    "plate",
    "address",
    "email",
    "account",
    "passport",
    "permit",
]

WITHDRAWN: Final = 1_000
"""The `before` and `after` of what the speaker took back: no end of it is ever shown."""


class PrivateSpan(msgspec.Struct, frozen=True, gc=False, order=True):
    """Code points `start` to `end` of the stored text of an utterance, counted from 0.

    `confidence` is 0 to 1. A value said in pieces has several spans with the same number in
    `value`; `before` and `after` count its characters, without separators, in the other spans
    before and behind this one, so that each piece knows which end of the value it is.
    """

    utterance: int
    start: int
    end: int
    kind: PrivateKind
    confidence: float
    value: int = 0
    before: int = 0
    after: int = 0
