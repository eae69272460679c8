"""All authored wording: the moves of `wording/moves.yaml` and the lines of the other files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

from goodfaith.demo.simulator.line import Line, read_line, slots_of
from goodfaith.demo.simulator.slots import SLOTS

Wording = Literal["open", "reserved", "all"]
ROLES: Final = frozenset(
    "adviser customer relative teller channel_manager service robot supervisor".split()
)
CATALOGUE: Final = "moves.yaml"


class WordingInvalid(ValueError):
    """Wording files that cannot be used; the text names every place, what was found, expected."""


@dataclass(eq=False, slots=True)
class Move:
    """Something that can be said: by whom, and all its authored alternatives."""

    id: str
    by: str
    meaning: str
    lines: list[Line] = field(default_factory=list)
    _flags: frozenset[str] = frozenset()
    _fitting: dict[tuple[Wording, frozenset[str]], tuple[Line, ...]] = field(default_factory=dict)

    def close(self) -> None:
        """Note which flags matter, once all lines are there."""
        self._flags = frozenset(f for line in self.lines for f in line.needs | line.forbids)

    def fitting(self, flags: frozenset[str], wording: Wording) -> tuple[Line, ...]:
        """The lines that fit, in their order.

        Reserved wording falls back to open lines, never the other way: open wording may leave a
        move unsaid.
        """
        key = (wording, flags & self._flags)
        if key not in self._fitting:
            fit = tuple(line for line in self.lines if line.fits(key[1]))
            kept = tuple(
                x for x in fit if wording == "all" or x.reserved is (wording == "reserved")
            )
            self._fitting[key] = kept or (fit if wording == "reserved" else ())
        return self._fitting[key]


@dataclass(frozen=True, slots=True)
class Wordbook:
    """The moves by id."""

    moves: dict[str, Move]

    def __getitem__(self, id: str) -> Move:
        return self.moves[id]

    def __contains__(self, id: str) -> bool:
        return id in self.moves

    def lines(self) -> Iterator[tuple[Move, Line]]:
        """Every line with its move."""
        for move in self.moves.values():
            for line in move.lines:
                yield move, line


@cache
def load_wordbook() -> Wordbook:
    """The wording that ships. Raises `WordingInvalid` with all that is wrong in it."""
    folder = files("goodfaith.demo.simulator").joinpath("wording")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    texts = {name: folder.joinpath(name).read_text("utf-8") for name in names}
    return read_wordbook(texts)


def read_wordbook(texts: dict[str, str]) -> Wordbook:
    """A wordbook of YAML texts by file name; `moves.yaml` says which moves there are."""
    moves = _read_catalogue(_yaml(texts[CATALOGUE]))
    problems: list[str] = []
    seen: dict[tuple[str, str, str], str] = {}
    for name, text in texts.items():
        if name == CATALOGUE:
            continue
        for id, entries in _yaml(text).items():
            if id not in moves:
                problems.append(f"{name}: {id}: unknown, expected a move of {CATALOGUE}")
                continue
            for line in _lines(name, id, entries, problems):
                key = (id, line.text, " ".join(sorted(line.needs)))
                if seen.get(key) == name:
                    problems.append(f"{name}: {id}: twice in this file: {line.text}")
                if key not in seen:  # two writers may well have the same short thought
                    moves[id].lines.append(line)
                seen.setdefault(key, name)
    if problems:
        raise WordingInvalid("\n".join(problems))
    for move in moves.values():
        move.close()
    return Wordbook(moves)


def _yaml(text: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader) or {}  # noqa: S506 - the safe loader, written in C


def _read_catalogue(groups: dict[str, dict[str, str]]) -> dict[str, Move]:
    moves: dict[str, Move] = {}
    for group in groups.values():
        for id, text in group.items():
            by, _, meaning = text.partition(" ")
            if by not in ROLES:
                raise WordingInvalid(f"{CATALOGUE}: {id}: {by!r}, expected one of {sorted(ROLES)}")
            moves[id] = Move(id, by, meaning)
    return moves


def _lines(name: str, id: str, entries: Any, problems: list[str]) -> Iterator[Line]:
    for entry in entries or []:
        for text, when, reserved in _entry(entry):
            if not isinstance(text, str) or not text.strip():
                problems.append(f"{name}: {id}: {text!r}, expected a line of text")
                continue
            line = read_line(text.strip(), when, reserved)
            unknown = sorted(slots_of(line) - SLOTS)
            problems.extend(f"{name}: {id}: slot <{slot}> is unknown: {text}" for slot in unknown)
            yield line


def _entry(entry: Any) -> Iterator[tuple[Any, str, bool | None]]:
    if not isinstance(entry, dict):
        yield entry, "", None
        return
    said = entry.get("say")
    for text in said if isinstance(said, list) else [said]:
        yield text, str(entry.get("when", "")), entry.get("reserved")
