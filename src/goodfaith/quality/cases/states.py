"""The states of a case and what leads from one to another. Pure.

`open` → concluded, or waits for a supplementary recording (待补录), which comes and is inspected
again (复检) by the same person. What is concluded stays so until something it rested on changes,
or a person says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

State = Literal["open", "waiting", "recheck", "closed", "reopened"]
Act = Literal["conclude", "ask_supplement", "supplement_arrives", "withdraw", "change", "reopen"]
Conclusion = Literal["qualified", "unqualified", "supplement", "withdrawn"]

STATES: Final[tuple[State, ...]] = get_args(State)
ACTS: Final[tuple[Act, ...]] = get_args(Act)
_TO_DECIDE: Final[tuple[State, ...]] = ("open", "recheck", "reopened")


class NotPossible(Exception):
    """The state of a case does not allow an act."""

    def __init__(self, state: str, act: str) -> None:
        super().__init__(f"{act} is not possible in state {state}")
        self.state, self.act = state, act


_NEXT: Final[Mapping[tuple[State, Act], State]] = {
    **{(state, "conclude"): "closed" for state in (*_TO_DECIDE, "waiting")},
    **{(state, "ask_supplement"): "waiting" for state in _TO_DECIDE},
    **{(state, "withdraw"): "closed" for state in (*_TO_DECIDE, "waiting")},
    ("waiting", "supplement_arrives"): "recheck",
    ("closed", "change"): "reopened",
    ("closed", "reopen"): "reopened",
}
_CHANGED_BY: Final = frozenset({"supplement_arrives", "change"})
"""What happens of itself; the other acts are people's."""


def after(state: str, act: Act) -> State:
    """The state that an act leads to. Raises `NotPossible`."""
    found = next((to for (at, by), to in _NEXT.items() if (at, by) == (state, act)), None)
    if found is None:
        raise NotPossible(state, act)
    return found


def acts_in(state: str) -> Iterator[Act]:
    """What people may do in a state, in the order of the buttons."""
    possible = {act for at, act in _NEXT if at == state} - _CHANGED_BY
    return (act for act in ACTS if act in possible)
