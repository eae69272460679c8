"""What a set of points has to listen for: literals for the scanner, and what each one means.

A literal that is a whole phrase is a mention as it stands. A literal that is only required by a
pattern (an atom) makes the pattern a candidate for its utterance, and `re` decides there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import hyperscan

from goodfaith.analysis.folding import code_points, fold, from_code_points, sound
from goodfaith.analysis.points.pattern import Pattern
from goodfaith.analysis.points.point import Near, NumberHeard, Point


@dataclass(frozen=True)
class Phrase:
    """The literal is what `point` listens for. `how` is phrase or sound."""

    point: int
    length: int
    how: str


@dataclass(frozen=True)
class Candidate:
    """The literal is required by one of a point's patterns, or starts its near or its number."""

    point: int
    pattern: Pattern
    near: Near | None = None
    number: NumberHeard | None = None


Meaning = Phrase | Candidate
M = TypeVar("M", Phrase, Candidate)


class Literals:
    """One hyperscan database over literals; scanning reports (literal, end byte)."""

    def __init__(self, meanings: dict[str, list[Meaning]]) -> None:
        self.texts = tuple(sorted(meanings))
        self.phrases = tuple(_of(Phrase, meanings[text]) for text in self.texts)
        self.candidates = _numbered([_of(Candidate, meanings[text]) for text in self.texts])
        self._database = _compile(self.texts) if self.texts else None

    def scan(self, encoded: bytes) -> list[tuple[int, int]]:
        """All (literal number, end offset in bytes), in the order hyperscan finds them."""
        hits: list[tuple[int, int]] = []
        if self._database is None or not encoded:
            return hits
        append = hits.append

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append((number, end))

        self._database.scan(encoded, match_event_handler=found)
        return hits


def _numbered(
    candidates: Sequence[tuple[Candidate, ...]],
) -> tuple[tuple[tuple[int, Candidate], ...], ...]:
    """Give each distinct candidate a number: comparing values would be slow."""
    numbers: dict[Candidate, int] = {}
    return tuple(
        tuple((numbers.setdefault(c, len(numbers)), c) for c in listed) for listed in candidates
    )


def _of(kind: type[M], meanings: Sequence[Meaning]) -> tuple[M, ...]:
    return tuple(meaning for meaning in meanings if isinstance(meaning, kind))


def _compile(texts: Sequence[str]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[text.encode() for text in texts],
        ids=list(range(len(texts))),
        elements=len(texts),
        flags=[0] * len(texts),
        literal=True,
    )
    return database


def heard_literals(points: Sequence[Point]) -> Literals:
    """Literals over matching text."""
    meanings: dict[str, list[Meaning]] = {}
    for number, point in enumerate(points):
        for literal, meaning in _meanings(number, point):
            listed = meanings.setdefault(literal, [])
            if meaning not in listed:
                listed.append(meaning)
    return Literals(meanings)


def sounding_literals(points: Sequence[Point]) -> Literals:
    """Literals over the sounds of matching text."""
    meanings: dict[str, list[Meaning]] = {}
    for number, point in enumerate(points):
        for phrase in point.sounds:
            sounding = from_code_points(sound(code_points(fold(phrase))))
            meanings.setdefault(sounding, []).append(Phrase(number, len(phrase), "sound"))
    return Literals(meanings)


def _meanings(number: int, point: Point) -> Iterator[tuple[str, Meaning]]:
    for pattern in point.patterns:
        if pattern.is_phrase:
            phrase = next(iter(pattern.atoms))
            yield phrase, Phrase(number, len(phrase), "phrase")
        else:
            yield from _candidates(pattern, Candidate(number, pattern))
    for near in point.near:
        for pattern in near.first:
            yield from _candidates(pattern, Candidate(number, pattern, near=near))
    for heard in point.numbers:
        for pattern in heard.near:
            yield from _candidates(pattern, Candidate(number, pattern, number=heard))


def _candidates(pattern: Pattern, candidate: Candidate) -> Iterable[tuple[str, Meaning]]:
    return ((atom, candidate) for atom in pattern.atoms)
