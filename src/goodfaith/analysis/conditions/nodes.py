"""What a condition consists of. Values only; each knows the words it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Literal

TimeUnit = Literal[
    "turn", "adviser turn", "customer turn", "second", "minute", "hour", "day", "month", "year"
]
Direction = Literal["before", "after", "of"]
Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Quantifier = Literal["any", "every", "no", "first", "last"]
Constant = bool | float | str | date | time


@dataclass(frozen=True)
class Duration:
    amount: float
    unit: TimeUnit


@dataclass(frozen=True)
class PointThing:
    """Mentions of a point. `name` is the word the condition used."""

    point: str
    name: str


@dataclass(frozen=True)
class EventThing:
    """Happenings of an event of the field dictionary."""

    event: str


@dataclass(frozen=True)
class FieldThing:
    """A date in a field, or a yes/no field that holds."""

    field: str


Thing = PointThing | EventThing | FieldThing


@dataclass(frozen=True)
class Node:
    """A condition or a part of one; `text` is how it was written."""

    text: str = field(compare=False, kw_only=True, default="")


@dataclass(frozen=True)
class All(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    part: Node


@dataclass(frozen=True)
class Happens(Node):
    """`thing` occurs (or, when `absent`, does not), among those that `where` keeps."""

    thing: Thing
    absent: bool = False
    where: Node | None = None


@dataclass(frozen=True)
class Related(Node):
    """There is an anchor with (or, when `absent`, without) a subject on that side of it."""

    subject: Thing
    direction: Direction
    anchor: Thing
    within: Duration | None = None
    absent: bool = False
    where: Node | None = None


@dataclass(frozen=True)
class Quantified(Node):
    """`condition` holds in any, every, no, the first or the last conversation of the scope."""

    quantifier: Quantifier
    condition: Node
    purpose: str = ""


@dataclass(frozen=True)
class Approved(Node):
    """Everything sent as `thing` was approved material, valid on the day."""

    thing: PointThing


@dataclass(frozen=True)
class Constantly(Node):
    value: Constant


@dataclass(frozen=True)
class FieldValue(Node):
    field: str


_OF_FIELDS = (FieldValue, Constantly)


@dataclass(frozen=True)
class Attribute(Node):
    """A member of the thing that `where` speaks of: purpose, direction, an attribute of a fact."""

    name: str


@dataclass(frozen=True)
class PointValue(Node):
    """The number heard in a mention of a point."""

    point: str
    name: str


@dataclass(frozen=True)
class Count(Node):
    """How often; with `within` the most in any stretch of so many days or hours."""

    thing: Thing
    where: Node | None = None
    within: Duration | None = None


@dataclass(frozen=True)
class DaysBetween(Node):
    first: Node
    second: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True)
class Compared(Node):
    left: Node
    operator: Operator
    right: Node

    @cached_property
    def is_of_fields(self) -> bool:
        """Whether fields and constants alone decide it."""
        return isinstance(self.left, _OF_FIELDS) and isinstance(self.right, _OF_FIELDS)


@dataclass(frozen=True)
class Listed(Node):
    left: Node
    members: tuple[Node, ...]
    absent: bool = False

    @cached_property
    def comparisons(self) -> tuple[Compared, ...]:
        """With each member."""
        return tuple(Compared(self.left, "==", member, text=self.text) for member in self.members)

    @cached_property
    def is_of_fields(self) -> bool:
        """As of what is compared."""
        return all(isinstance(one, _OF_FIELDS) for one in (self.left, *self.members))


@dataclass(frozen=True)
class Known(Node):
    part: Node
    known: bool
