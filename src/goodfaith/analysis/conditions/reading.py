"""Reads a condition. Every error points into the text with a caret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError
from lark.tree import Meta

from goodfaith.analysis.conditions import nodes as n
from goodfaith.analysis.fields import load_dictionary

T = TypeVar("T")
Parts = list[T]  # inside the class below, `list` is a rule of the grammar

_WORDS_OF_CONVERSATIONS = frozenset(
    {"purpose", "channel", "direction", "result", "customer", "adviser", "team"}
)


class ConditionInvalid(ValueError):
    """A condition that cannot be read; `str` shows the text with a caret under the place."""

    def __init__(self, text: str, column: int, message: str) -> None:
        flat = re.sub(r"\s", " ", text)
        self.column, self.message = column, message
        super().__init__(f"{message}\n    {flat}\n    {' ' * _width(flat[:column])}^")


def _width(text: str) -> int:
    """Columns a terminal gives the text: Chinese characters take two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def read_condition(text: str, points: Mapping[str, str]) -> n.Node:
    """Read a condition in which `points` (name → point id) may be named.

    Raises `ConditionInvalid`.
    """
    try:
        tree = _grammar().parse(text)
        return cast(n.Node, _Reading(text, points).transform(tree))
    except UnexpectedInput as unexpected:
        raise ConditionInvalid(text, _column(unexpected, text), _expected(unexpected)) from None
    except VisitError as error:
        if isinstance(error.orig_exc, ConditionInvalid):
            raise error.orig_exc from None
        raise


def _column(unexpected: UnexpectedInput, text: str) -> int:
    """Where the text stops making sense; at its end when something is missing there."""
    column = unexpected.pos_in_stream
    if column is None or column < 0 or _ends_early(unexpected):
        return len(text.rstrip())
    return column


def _ends_early(unexpected: UnexpectedInput) -> bool:
    token = getattr(unexpected, "token", None)
    return token is not None and token.type == "$END"


def _expected(unexpected: UnexpectedInput) -> str:
    if _ends_early(unexpected):
        return "the condition ends too early"
    token = getattr(unexpected, "token", None)
    found = str(token) if token is not None else str(getattr(unexpected, "char", ""))
    return f"did not expect {found!r} here"


@cache
def _grammar() -> Lark:
    events = sorted(load_dictionary().events, key=len, reverse=True)
    phrases = "|".join(re.escape(event).replace("\\ ", " +") for event in events)
    grammar = files("goodfaith.analysis.conditions").joinpath("condition.lark").read_text("utf-8")
    grammar = grammar.replace("@EVENTS@", f"(?:{phrases})(?![a-z_.0-9])")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=True)


@v_args(meta=True)
class _Reading(Transformer[Token, Any]):
    """Builds nodes from the parse tree, and resolves names."""

    def __init__(self, text: str, points: Mapping[str, str]) -> None:
        super().__init__()
        self.source, self.points = text, points

    def _text(self, meta: Meta) -> str:
        return " ".join(self.source[meta.start_pos : meta.end_pos].split())

    def _refuse(self, column: int, message: str) -> ConditionInvalid:
        return ConditionInvalid(self.source, column, message)

    def start(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return parts[0]

    def disjunction(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return parts[0] if len(parts) == 1 else n.Either(tuple(parts), text=self._text(meta))

    def conjunction(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return parts[0] if len(parts) == 1 else n.All(tuple(parts), text=self._text(meta))

    def negation(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.Not(parts[0], text=self._text(meta))

    def quantifier(self, meta: Meta, parts: Parts[Token]) -> str:
        return str(parts[0])

    def word(self, meta: Meta, parts: Parts[Token]) -> str:
        return str(parts[0]).strip("\"'")

    def quantified(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        quantifier, purpose, condition = parts
        return n.Quantified(quantifier, condition, purpose or "", text=self._text(meta))

    def thing(self, meta: Meta, parts: Parts[Token]) -> n.Thing:
        token = parts[0]
        name = " ".join(str(token).split())
        if name in self.points:
            return n.PointThing(self.points[name], name)
        if token.type == "EVENT":
            return n.EventThing(name)
        if token.type == "FIELD":
            self._field(token)
            return n.FieldThing(name)
        raise self._refuse(meta.start_pos, f"{name!r} is neither a point of this rule nor an event")

    def happens(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        absent, thing = parts[0], parts[1]
        where = parts[2] if len(parts) > 2 else None
        return n.Happens(thing, absent is not None, where, text=self._text(meta))

    def related(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        absent, subject, direction, anchor, limit, where = parts
        return self.related_within(meta, [absent, subject, limit, direction, anchor, where])

    def related_within(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        absent, subject, limit, direction, anchor, where = parts
        return n.Related(
            subject,
            cast(n.Direction, str(direction)),
            anchor,
            limit,
            absent is not None,
            where,
            text=self._text(meta),
        )

    def followed(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        anchor, absent, subject, limit, where = parts
        return n.Related(
            subject, "after", anchor, limit, absent is not None, where, text=self._text(meta)
        )

    def limit(self, meta: Meta, parts: Parts[n.Duration]) -> n.Duration:
        return parts[0]

    def where(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return parts[0]

    def duration(self, meta: Meta, parts: Parts[Token]) -> n.Duration:
        return n.Duration(float(parts[0]), cast(n.TimeUnit, str(parts[1]).removesuffix("s")))

    def operator(self, meta: Meta, parts: Parts[Token]) -> str:
        written = " ".join(map(str, parts))
        return {"is": "==", "=": "==", "is not": "!="}.get(written, written)

    def compared(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        left, operator, right = parts
        self._check_choice(meta, left, right)
        return n.Compared(left, operator, right, text=self._text(meta))

    def list(self, meta: Meta, parts: Parts[n.Node]) -> tuple[n.Node, ...]:
        return tuple(parts)

    def listed(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        for member in parts[1]:
            self._check_choice(meta, parts[0], member)
        return n.Listed(parts[0], parts[1], text=self._text(meta))

    def not_listed(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        for member in parts[1]:
            self._check_choice(meta, parts[0], member)
        return n.Listed(parts[0], parts[1], absent=True, text=self._text(meta))

    def known(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        return n.Known(parts[0], str(parts[1]) == "known", text=self._text(meta))

    def number(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        return n.Constantly(float(parts[0]), text=str(parts[0]))

    def percent(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        return n.Constantly(float(parts[0][:-1]) / 100, text=str(parts[0]))

    def string(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        return n.Constantly(str(parts[0])[1:-1], text=str(parts[0]))

    def truth(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        return n.Constantly(parts[0] == "true", text=str(parts[0]))

    def date(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        try:
            return n.Constantly(date.fromisoformat(parts[0]), text=str(parts[0]))
        except ValueError:
            raise self._refuse(meta.start_pos, f"{parts[0]} is no date") from None

    def time(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        try:
            return n.Constantly(time.fromisoformat(parts[0].zfill(5)), text=str(parts[0]))
        except ValueError:
            raise self._refuse(meta.start_pos, f"{parts[0]} is no time of day") from None

    def count(self, meta: Meta, parts: Parts[Any]) -> n.Node:
        thing, where, within = parts
        if within is not None and within.unit not in ("hour", "day"):
            raise self._refuse(meta.start_pos, "counts within hours or days only")
        return n.Count(thing, where, within, text=self._text(meta))

    def approved(self, meta: Meta, parts: Parts[n.Thing]) -> n.Node:
        if not isinstance(parts[0], n.PointThing):
            raise self._refuse(meta.start_pos, "approved asks about a point that `sends` something")
        return n.Approved(parts[0], text=self._text(meta))

    def days_between(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.DaysBetween(parts[0], parts[1], text=self._text(meta))

    def plus(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.Arithmetic("+", parts[0], parts[1], text=self._text(meta))

    def minus(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.Arithmetic("-", parts[0], parts[1], text=self._text(meta))

    def times(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.Arithmetic("*", parts[0], parts[1], text=self._text(meta))

    def divided(self, meta: Meta, parts: Parts[n.Node]) -> n.Node:
        return n.Arithmetic("/", parts[0], parts[1], text=self._text(meta))

    def field(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        self._field(parts[0])
        return n.FieldValue(str(parts[0]), text=str(parts[0]))

    def name(self, meta: Meta, parts: Parts[Token]) -> n.Node:
        name = str(parts[0])
        if name in self.points:
            return n.PointValue(self.points[name], name, text=name)
        if name in _attributes():
            return n.Attribute(name, text=name)
        return n.Constantly(name, text=name)

    def _field(self, token: Token) -> None:
        if str(token) not in load_dictionary().fields:
            raise self._refuse(
                token.start_pos or 0, f"{token} is not in the field dictionary (goodfaith fields)"
            )

    def _check_choice(self, meta: Meta, left: n.Node, right: n.Node) -> None:
        """A misspelt choice would make a condition that can never hold."""
        if not isinstance(left, n.FieldValue):
            return
        choices = [choice for choice, _ in load_dictionary().fields[left.field].choices]
        if choices and isinstance(right, n.Attribute):
            return
        if choices and isinstance(right, n.Constantly) and right.value not in choices:
            raise self._refuse(
                meta.start_pos, f"{right.text} is none of {left.field}: {', '.join(choices)}"
            )


@cache
def _attributes() -> frozenset[str]:
    attributes = {field.attribute for field in load_dictionary().fields.values()}
    return frozenset(attributes | _WORDS_OF_CONVERSATIONS)
