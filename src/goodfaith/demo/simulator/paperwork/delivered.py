"""A record, when it arrives, and the sale that records are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import Value
from goodfaith.demo.simulator.catalogue import Deal

NEVER: Final = 0.03
"""How often a record that should come never does."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A fact and the moment at which its source delivers it."""

    fact: Fact
    known_at: datetime


def morning_after(at: datetime, days: int = 1, hour: int = 7) -> datetime:
    """The nightly delivery some days later."""
    return datetime.combine(at.date() + timedelta(days=days), time(hour), at.tzinfo)


@dataclass(eq=False, slots=True)
class Sale:
    """An application that became, or may become, a policy. Ids are those of the core system."""

    application: str
    policy: str
    deal: Deal
    signed_at: datetime
    accepted: bool = True

    @property
    def issued_at(self) -> datetime:
        """When the policy was issued: the day after signing, in the afternoon."""
        return datetime.combine(
            self.signed_at.date() + timedelta(days=1), time(16), self.signed_at.tzinfo
        )


def make_fact(kind: str, id: str, **values: Value | None) -> Fact:
    """A fact of what is known; None is what is not."""
    return Fact(kind, id, {name: value for name, value in values.items() if value is not None})
