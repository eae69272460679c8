"""The states of an appeal and what leads from one to another. Pure.

Another reviewer answers. What they reject the adviser may carry on to the manager, once; what the
manager says is the last word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

State = Literal["filed", "rejected", "upheld", "dropped", "moot"]
Stage = Literal["reviewer", "manager"]
Act = Literal["take", "give_back", "uphold", "reject", "carry_on", "drop", "settle"]
Place = tuple[str, str]
"""State and stage."""

STATES: Final[tuple[State, ...]] = get_args(State)
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
ACTS: Final[tuple[Act, ...]] = get_args(Act)

_NEXT: Final[Mapping[tuple[Place, Act], Place]] = {
    **{(("filed", stage), "take"): ("filed", stage) for stage in STAGES},
    **{(("filed", stage), "give_back"): ("filed", stage) for stage in STAGES},
    **{(("filed", stage), "uphold"): ("upheld", stage) for stage in STAGES},
    **{(("filed", stage), "reject"): ("rejected", stage) for stage in STAGES},
    **{(("filed", stage), "drop"): ("dropped", stage) for stage in STAGES},
    **{(("filed", stage), "settle"): ("moot", stage) for stage in STAGES},
    (("rejected", "reviewer"), "carry_on"): ("filed", "manager"),
}


def after(place: Place, act: Act) -> Place | None:
    """Where an act leads; None where it is not possible."""
    return next((to for (at, by), to in _NEXT.items() if (at, by) == (place, act)), None)


def acts_at(place: Place) -> frozenset[Act]:
    """What can be done to an appeal that stands there."""
    return frozenset(act for at, act in _NEXT if at == place)
