"""The states of a corrective action and what leads from one to another. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

State = Literal["open", "done", "closed", "cancelled"]
Act = Literal["report_done", "close", "send_back", "hand_on", "cancel"]

STATES: Final[tuple[State, ...]] = get_args(State)
ACTS: Final[tuple[Act, ...]] = get_args(Act)

_NEXT: Final[Mapping[tuple[str, Act], State]] = {
    ("open", "report_done"): "done",
    ("open", "hand_on"): "open",
    ("open", "cancel"): "cancelled",
    ("done", "close"): "closed",
    ("done", "send_back"): "open",
    ("done", "cancel"): "cancelled",
}


def after(state: str, act: Act) -> State | None:
    """Where an act leads; None where it is not possible."""
    return _NEXT.get((state, act))


def acts_at(state: str) -> frozenset[Act]:
    return frozenset(act for at, act in _NEXT if at == state)
