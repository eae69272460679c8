"""What truly happened in a conversation. Kept apart: nothing here may reach the analysis.

Utterances are numbered as in the conversation that was delivered; None where the recording lost
what was said.
"""

from __future__ import annotations

import msgspec


class Violation(msgspec.Struct, frozen=True):
    """A violation truly committed, by family ("" for an omitted duty) and rule if one fits."""

    family: str
    rule: str
    move: str
    by: str
    utterance: int | None
    reserved: bool = False


class StrategyCall(msgspec.Struct, frozen=True):
    """A strategy that was called for at `situation`, and whether and where it was carried out."""

    strategy: str
    carried_out: bool
    situation: int | None
    utterance: int | None = None


class PracticeUse(msgspec.Struct, frozen=True):
    """A practice that somebody used; `effect` is what it truly adds to the log-odds of closing."""

    practice: str
    effect: float
    utterance: int | None


class LifeEvent(msgspec.Struct, frozen=True):
    """Something that happened in the customer's life, truly said."""

    event: str
    utterance: int | None


class PrivateSaid(msgspec.Struct, frozen=True):
    """Private data that was said: phone, identity, card, plate, address, name."""

    kind: str
    utterance: int | None
    text: str


class Misheard(msgspec.Struct, frozen=True):
    """What the recogniser got wrong. `said` is what was truly said, `role` who truly spoke."""

    kind: str
    utterance: int | None
    said: str = ""
    role: str = ""


class GroundTruth(msgspec.Struct, frozen=True):
    """All that is true of one conversation.

    `lines` and `reserved_lines` count authored lines used and how many of them were reserved.
    `closing_odds` are the log-odds with which this conversation could end in a sale, None where
    nothing was sold; `closed` is what came of it.
    """

    conversation: str
    kind: str
    journey: str
    stages: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    strategies: tuple[StrategyCall, ...] = ()
    practices: tuple[PracticeUse, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    private: tuple[PrivateSaid, ...] = ()
    misheard: tuple[Misheard, ...] = ()
    roles: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    closing_odds: float | None = None
    closed: bool = False
    lines: int = 0
    reserved_lines: int = 0

    @property
    def families(self) -> frozenset[str]:
        """The families of violation that were truly committed."""
        return frozenset(one.family for one in self.violations if one.family)

    @property
    def uses_reserved_wording(self) -> bool:
        """Whether any line of the reserved quarter was said."""
        return self.reserved_lines > 0
