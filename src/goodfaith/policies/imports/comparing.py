"""What a file would change: row by row against what is known, within the file against itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.problems import Problem
from goodfaith.policies.imports.reading import RowReader, Said, Values
from goodfaith.policies.imports.rows import Row, shown

What = Literal["new", "changed", "same"]


class Known(msgspec.Struct, frozen=True):
    """What is known of one record, and since when."""

    values: Values
    known_at: datetime


class Change(msgspec.Struct, frozen=True):
    """A record after a row: `fields` are (attribute, before, after), None for not known."""

    said: Said
    what: What
    after: dict[str, Any]
    fields: tuple[tuple[str, Any, Any], ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """A row that cannot be taken: its cells as they stood, and why."""

    place: str
    cells: dict[str, str]
    problems: tuple[Problem, ...]


class Compared(msgspec.Struct, frozen=True):
    """What the rows of a batch do, in their order."""

    changes: tuple[Change, ...]
    refused: tuple[Refusal, ...]

    def count(self, what: What) -> int:
        return sum(change.what == what for change in self.changes)

    @property
    def by_field(self) -> Counter[str]:
        """How many records that were known change in each field."""
        changed = (change for change in self.changes if change.what == "changed")
        return Counter(name for change in changed for name, _, _ in change.fields)

    def facts(self, kind: str) -> list[Fact]:
        """What is to be written."""
        return [Fact(kind, c.said.key, c.after) for c in self.changes if c.what != "same"]


Read = tuple[Row | None, Said | list[Problem]]


class Seen:
    """The records of a file so far: a second row about one of them has to say the same."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        # Hashes instead of texts: a file may have millions.
        self._rows: dict[int, int] = {}

    def read(self, item: Row | Problem) -> Read:
        """A row as what it says, or as what is wrong with it."""
        if isinstance(item, Problem):
            return None, [item]
        said = self._reader.read(item)
        if isinstance(said, Said):
            key, values = hash(said.key), hash(tuple(sorted(said.values.items())))
            if self._rows.setdefault(key, values) != values:
                found = "a second row about this record that says something else"
                said = [
                    Problem("duplicate_id", "", item.place, "", found, "one row for each record")
                ]
        return item, said


def compared(
    read: Iterable[Read], known: Mapping[str, Known], known_at: datetime | None = None
) -> Compared:
    """What rows do to what is `known`, by key. Of one record in several rows the first counts.

    A record that is known later than `known_at` is left as it is, and its row refused.
    """
    changes: list[Change] = []
    refused: list[Refusal] = []
    done: set[str] = set()
    for row, said in read:
        if not isinstance(said, Said):
            refused.append(_refusal(row, said))
        elif known_at and said.key in known and known[said.key].known_at > known_at:
            found = "something newer is known"
            problem = Problem(
                "newer_known", "", said.place, "", found, "a record that is not newer"
            )
            refused.append(_refusal(row, [problem]))
        else:
            before = known.get(said.key)
            again = said.key in done
            done.add(said.key)
            changes.append(_change(said, before, again=again))
    return Compared(tuple(changes), tuple(refused))


def _change(said: Said, before: Known | None, *, again: bool) -> Change:
    values = dict(before.values) if before else {}
    after: dict[str, Any] = said.over(values)
    after = msgspec.to_builtins(after)
    names = dict.fromkeys([*values, *after])
    fields = tuple(
        (name, values.get(name), after.get(name))
        for name in names
        if values.get(name) != after.get(name)
    )
    if again or (before and not fields):
        return Change(said, "same", after)
    return Change(said, "changed" if before else "new", after, fields)


def _refusal(row: Row | None, problems: Sequence[Problem]) -> Refusal:
    cells = {} if row is None else {name: shown(cell) for name, cell in row.cells.items()}
    return Refusal(problems[0].place, cells, tuple(problems))
