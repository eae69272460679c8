"""Paths into a JSON document: `Result.Sentences[]`, `lattice[].json_1best.st`, `cw[0].w`.

A path is member names joined by dots; `[]` behind a name stands for every item of a list, `[0]`
for the first and `[-1]` for the last; `$` alone is the document itself. Where a path goes on
through a text, the text is read as JSON: several recognisers wrap one document in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.report import Unfit

EVERY: Final = None
Step = str | int | None
_PART: Final = re.compile(r"([^.\[\]]+)((?:\[-?\d{0,6}\])*)")
_INDEX: Final = re.compile(r"\[(-?\d*)\]")


@lru_cache(maxsize=1024)
def steps_of(path: str) -> tuple[Step, ...]:
    """Return the steps of a path: member names, list positions, `EVERY`.

    Raises `ValueError` when it is not a path.
    """
    if path == "$":
        return ()
    steps: list[Step] = []
    for part in path.split("."):
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{path!r} is not a path such as Result.Sentences[].Text")
        if found[1] != "$":
            steps.append(found[1])
        steps += [_position(index) for index in _INDEX.findall(found[2])]
    return tuple(steps)


def _position(index: str) -> Step:
    return EVERY if index in {"", "-"} else int(index)


def find_all(value: object, path: str) -> Iterator[object]:
    """Yield every value at `path`, in order; nothing where the document has no such place."""
    return _walk(value, steps_of(path))


def first(value: object, paths: Sequence[str]) -> object:
    """Return the value of the first path that leads to one other than null, else None."""
    for path in paths:
        for found in _walk(value, steps_of(path)):
            if found is not None:
                return found
    return None


def leads_somewhere(value: object, path: str) -> bool:
    """Whether there is a value other than null at `path`."""
    return first(value, (path,)) is not None


def _walk(value: object, steps: tuple[Step, ...]) -> Iterator[object]:
    if not steps:
        yield value
        return
    if isinstance(value, str):
        value = _unwrapped(value)
    for inner in _members(value, steps[0]):
        yield from _walk(inner, steps[1:])


def _members(value: object, step: Step) -> Iterator[object]:
    match value, step:
        case dict(), str() if step in value:
            yield value[step]
        case list(), None:
            yield from value
        case list(), int() if -len(value) <= step < len(value):
            yield value[step]


def _unwrapped(text: str) -> object:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return parse_json(text)
    except Unfit:
        return None
