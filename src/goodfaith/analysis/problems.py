"""What is wrong with an input: where, what was found, what was expected.

A problem never quotes what people said: `found` describes a value (its type, its length) or
quotes at most forty characters of an identifier, a number or a date.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

LONGEST_QUOTE = 40


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with an input, in words for a person and a `code` for programs.

    `code` is one of encoding, line_too_long, json_invalid, field_missing, field_invalid,
    field_too_long, too_many, too_deep, duplicate_id, format_unknown, format_unreadable,
    column_missing, column_unknown, unreadable, failed. `place` is "line 7", "row 3", "message 12",
    "sheet 1 row 4" or empty for the whole file; `field` is "utterances[2].text" or empty.
    """

    code: str
    file: str
    place: str = ""
    field: str = ""
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        where = f"{self.file} {self.place}".strip()
        said = f"{self.field} is {self.found}" if self.field else self.found
        wanted = f", expected {self.expected}" if self.expected else ""
        return f"{where}: {said}{wanted}"


class UnreadableInput(Exception):
    """An input that cannot be used; carries every problem found in it, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[UnreadableInput], tuple[tuple[Problem, ...]]]:
        # Exceptions pickle by their message; workers must hand back the problems themselves.
        return (type(self), (self.problems,))


class Refused(ValueError):
    """Something that was asked for cannot be done; carries every reason."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def describe(value: object) -> str:
    """Describe a value without telling what a person said.

    Numbers, booleans and short words without spaces are quoted; longer or Chinese text is
    described by its length, collections by their size.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value) if abs(value) < 10**LONGEST_QUOTE else "a very large number"
        case float():
            return repr(value) if math.isfinite(value) else "not a finite number"
        case str():
            return _describe_text(value)
        case bytes():
            return f"{len(value):,} bytes"
        case list() | tuple():
            return f"a list of {len(value):,}"
        case dict():
            return f"an object of {len(value):,} members"
    return f"a {type(value).__name__}"


def _describe_text(text: str) -> str:
    if not text.strip():
        return "empty"
    if len(text) <= LONGEST_QUOTE and text.isascii() and text.isprintable():
        return repr(text)
    return f"a text of {len(text):,} characters"
