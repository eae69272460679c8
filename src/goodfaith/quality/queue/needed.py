"""What a case needs of reviewers where it stands: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, Literal

import msgspec

Why = Literal["sales", "random", "new_adviser", "complaint", "reopened", "supplement", "asked"]
TO_LOOK_AT: Final = frozenset({"open", "recheck", "reopened"})
"""States of cases in which somebody has to look."""
_WHOLE: Final = frozenset({"reopened", "supplement", "complaint", "asked"})
"""Whoever looks for one of these looks at all of it, whatever has been found."""


class Standing(msgspec.Struct, frozen=True):
    """Where a case stands: its state, and what was found in it."""

    state: str
    is_judged: bool
    violated: int
    undecidable: int
    reviewer: int | None = None


class Needed(msgspec.Struct, frozen=True):
    """A look from the first seat; `pushed_to` is who alone may take it."""

    queue: str
    why: tuple[str, ...]
    pushed_to: int | None = None


def first_look(case: Standing, drawn: Iterable[str], *, is_waiting: bool) -> Needed | None:
    """What a case needs from the first seat; None for nothing.

    `drawn` are the kinds of plans that drew it. What waits already goes on waiting, also when the
    plan that drew it has ended. What was asked to be supplemented is inspected again by whoever
    asked (复检); what was reopened is looked at by anybody.
    """
    if case.state not in TO_LOOK_AT:
        return None
    why = set(drawn)
    if case.state == "reopened":
        why.add("reopened")
    pushed_to = None
    if case.state == "recheck":
        why.add("supplement")
        pushed_to = case.reviewer
    if not is_waiting and (not why or not (case.is_judged or why - {"sales"})):
        return None
    return Needed(queue_of(case, why), tuple(sorted(why)), pushed_to)


def queue_of(case: Standing, why: Collection[str]) -> str:
    """Where nothing is violated and something is undecidable, that is a queue of its own.

    Not so where a person, a complaint or a change asks for the whole case to be looked at.
    """
    is_open_only = case.undecidable > 0 and case.violated == 0
    return "undecidable" if is_open_only and _WHOLE.isdisjoint(why) else "review"
