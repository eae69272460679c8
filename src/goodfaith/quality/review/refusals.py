"""Why something was not decided; each has a `code` that pages and routes put into words.

NotDecided    what was given does not do
NotSeated     whoever it is may not say anything from that seat
DecidedMeanwhile   somebody else said something about the same finding first
"""

from __future__ import annotations

from goodfaith.quality.models import Decision


class NotDecided(ValueError):
    """`code`: verdict, reason, comment, evidence, quotation, rule, not_judged, key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotSeated(Exception):
    """`code`: own_sale, closed, blind, not_held, not_asked, not_yours, person, joined."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DecidedMeanwhile(Exception):
    """`standing` is what somebody decided after the actor had looked; nothing was overwritten."""

    def __init__(self, standing: Decision) -> None:
        super().__init__(f"decision {standing.pk}")
        self.standing = standing


class FoundOtherwise(Exception):
    """What was found of the rule has changed since the actor looked."""


class NotFinished(Exception):
    """`rules` are still to be decided."""

    def __init__(self, rules: list[str]) -> None:
        super().__init__(f"{len(rules)} undecided")
        self.rules = rules
