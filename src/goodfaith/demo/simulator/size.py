"""How large the simulated insurer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

BLOCK_CUSTOMERS: Final = 15
BLOCK_CONVERSATIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of an insurer. `blocks` of 15 customers have 20 conversations each.

    `fullness` is how much of what could be said is said: 1 for conversations of everyday length.
    `mix` is what single conversations are about.
    """

    name: str
    branches: int
    teams: int
    advisers: int
    blocks: int
    days: int
    fullness: float = 1.0
    mix: Literal["everything", "mostly_sales"] = "everything"

    @property
    def customers(self) -> int:
        """How many customers there are, those who never speak included."""
        return self.blocks * BLOCK_CUSTOMERS

    @property
    def conversations(self) -> int:
        """How many conversations there are."""
        return self.blocks * BLOCK_CONVERSATIONS


TINY: Final = Size("tiny", branches=1, teams=5, advisers=15, blocks=3, days=30)
SMALL: Final = Size("small", branches=3, teams=12, advisers=90, blocks=200, days=90)
LARGE: Final = Size(
    "large",
    branches=10,
    teams=80,
    advisers=700,
    blocks=10_000,
    days=180,
    fullness=4.0,
    mix="mostly_sales",
)
SIZES: Final = {size.name: size for size in (TINY, SMALL, LARGE)}
