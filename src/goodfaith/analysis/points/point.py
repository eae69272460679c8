"""A point: what is listened for, said by whom, and under which qualifiers it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from goodfaith.analysis.conversation import COMPANY_ROLES, CUSTOMER_ROLES
from goodfaith.analysis.points.pattern import Literals, Pattern, any_of

Unit = Literal["turns", "seconds"]
Stretch = Literal["clause", "sentence", "utterance"]
By = frozenset[str]

SPEAKERS: dict[str, frozenset[str]] = {
    "adviser": COMPANY_ROLES,
    "customer": CUSTOMER_ROLES,
    "anyone": COMPANY_ROLES | CUSTOMER_ROLES | {"other", "unknown"},
    "other": frozenset({"other"}),
}


@dataclass(frozen=True)
class Near:
    """`first` and `second` with at most `within` code points between them.

    `same` says what both have to stand in: a clause ends with any mark, a sentence with a stop.
    """

    first: tuple[Pattern, ...]
    second: tuple[Pattern, ...]
    within: int
    ordered: bool = False
    same: Stretch = "utterance"

    @cached_property
    def second_atoms(self) -> Literals:
        """Texts of which every match of the second half contains one."""
        best = (way[0] for pattern in self.second for way in pattern.ways)
        return frozenset[str]().union(*best)

    @cached_property
    def second_expression(self) -> re.Pattern[str]:
        expression = any_of(self.second)
        assert expression is not None, "a near without its second half is refused when read"
        return expression


@dataclass(frozen=True)
class NumberHeard:
    """A number of `kind` at most `within` code points from a word: its value is the mention's."""

    kind: str
    near: tuple[Pattern, ...]
    within: int = 10


@dataclass(frozen=True)
class Window:
    """The first or last `size` turns or seconds of a conversation."""

    edge: Literal["first", "last"]
    size: float
    unit: Unit


@dataclass(frozen=True)
class Reply:
    """The words answer one of `points`: said by the other side within `turns` turns after it."""

    points: tuple[str, ...]
    turns: int = 1


@dataclass(frozen=True)
class Point:
    """A named thing that can be said.

    Found by any of `patterns`, `sounds` (phrases that may be misheard), `near`, `numbers`, by an
    attachment of one of the kinds in `sends`, or by a `label` learnt from examples. `guards` take
    a mention back, `except_for` drops mentions that overlap those words (保证续保 for 保证),
    `unless_said` and `unless_in_clause` drop mentions in an utterance or a clause where those words
    are said too; of these only `unless_said` bears on labels. Below `min_confidence` a
    mention is only possible. What is `background` decides like any other point, but is no evidence
    of its own: of a promise near talk of money the promise is shown.
    """

    id: str
    roles: By = SPEAKERS["anyone"]
    patterns: tuple[Pattern, ...] = ()
    sounds: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    numbers: tuple[NumberHeard, ...] = ()
    sends: frozenset[str] = frozenset()
    label: str = ""
    guards: tuple[str, ...] = ()
    except_for: tuple[Pattern, ...] = ()
    unless_said: tuple[Pattern, ...] = ()
    unless_in_clause: tuple[Pattern, ...] = ()
    in_question: bool | None = None
    at: Literal["start", "end", "whole"] | None = None
    window: Window | None = None
    reply: Reply | None = None
    min_confidence: float = 0.5
    weak: bool = False
    background: bool = False
    content: dict[str, object] = field(default_factory=dict, compare=False, hash=False)

    def title(self, lang: str) -> str:
        """What people call it; "" where its author gave it no name."""
        return str(self.content.get(lang) or self.content.get("zh") or "")

    @cached_property
    def has_qualifiers(self) -> bool:
        """Whether the words may stand there without being a mention."""
        return bool(
            self.guards
            or self.except_for
            or self.unless_in_clause
            or self.at
            or self.in_question is not None
        )

    @cached_property
    def exception(self) -> re.Pattern[str] | None:
        return any_of(self.except_for)

    @cached_property
    def clause_spoiler(self) -> re.Pattern[str] | None:
        return any_of(self.unless_in_clause)

    @cached_property
    def spoiler(self) -> re.Pattern[str] | None:
        return any_of(self.unless_said)
