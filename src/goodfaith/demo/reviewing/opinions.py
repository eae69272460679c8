"""What a reviewer says of one finding: what is so, but for mistakes. Pure."""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from goodfaith.demo.reviewing.character import Reviewer
from goodfaith.demo.reviewing.knowing import Group, Really
from goodfaith.demo.reviewing.wording import write
from goodfaith.demo.simulator.seeding import weighted

_MISTAKEN: Final = {"harmless": 0.5, "too_wide": 0.2, "said_elsewhere": 0.2, "corrected": 0.1}


class Opinion(msgspec.Struct, frozen=True):
    """As `decide` takes it."""

    verdict: str
    reason: str = ""
    comment: str = ""


def opinion(rng: Random, who: Reviewer, group: Group, so: Really) -> Opinion:
    """Of a violation confirmed or dismissed, of what is undecidable perhaps neither."""
    is_doubtful = group["verdict"] == "undecidable"
    if is_doubtful and rng.random() < who.unclear_rate:
        return Opinion("unclear", comment=_comment(rng, who, "unclear"))
    holds = so.holds != (rng.random() < who.error_rate)
    if holds:
        return Opinion(
            "confirmed", comment=_comment(rng, who, "resolved" if is_doubtful else "confirmed")
        )
    if is_doubtful:
        return Opinion("dismissed", comment=_comment(rng, who, "cleared"))
    reason = so.reason or weighted(rng, _MISTAKEN)
    comment = write(rng, "dismissed", reason) if rng.random() < who.comment_rate * 2 else ""
    return Opinion("dismissed", reason, comment)


def _comment(rng: Random, who: Reviewer, kind: str) -> str:
    return write(rng, kind) if rng.random() < who.comment_rate else ""
