"""Collects what is wrong with one record, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from goodfaith.analysis.problems import Problem, describe

T = TypeVar("T")
V = TypeVar("V")


class Unfit(ValueError):
    """A value that cannot be taken: what was expected, and what it is if `describe` is not apt."""

    def __init__(self, expected: str, found: str = "", code: str = "field_invalid") -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = found
        self.code = code


class Report:
    """The problems of one record of a file, in the order they were met."""

    def __init__(self, file: str, place: str = "") -> None:
        self.file = file
        self.place = place
        self.problems: list[Problem] = []

    def add(self, field: str, found: str, expected: str, code: str = "field_invalid") -> None:
        """Note that `field` is `found` where `expected` was expected."""
        self.problems.append(Problem(code, self.file, self.place, field, found, expected))

    def missing(self, field: str, expected: str) -> None:
        """Note that `field` is not there."""
        self.add(field, "missing", expected, "field_missing")

    def take(self, field: str, read: Callable[[V], T], value: V) -> T | None:
        """Read one value; an unfit one is noted and gives None."""
        try:
            return read(value)
        except Unfit as unfit:
            self.add(field, unfit.found or describe(value), unfit.expected, unfit.code)
            return None
