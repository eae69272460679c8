"""What is done in this room, one function a business act."""

from __future__ import annotations

from goodfaith.quality.cases.concluding import (
    ChangedMeanwhile,
    NotConcluded,
    OwnSale,
    ask_supplement,
    conclude,
    note_time,
    reopen,
    withdraw,
)
from goodfaith.quality.cases.opening import open_single

__all__ = [
    "ChangedMeanwhile",
    "NotConcluded",
    "OwnSale",
    "ask_supplement",
    "conclude",
    "note_time",
    "open_single",
    "reopen",
    "withdraw",
]
