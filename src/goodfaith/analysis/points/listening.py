"""What a set of points has to listen for, and which patterns a text with those words can match.

hyperscan looks for literals only: whole phrases, and the texts that patterns cannot do without.
A pattern is a candidate for an utterance when one text of each of its sets stands there and the
right side speaks; all patterns and utterances of a batch are decided at once, as bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import hyperscan
import numpy as np
import numpy.typing as npt

from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.folding import CodePoints, code_points, fold, from_code_points, sound
from goodfaith.analysis.points.pattern import Literals, Pattern
from goodfaith.analysis.points.point import Near, NumberHeard, Point

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Sides = npt.NDArray[np.bool_]
"""By set of speakers and utterance: whether one of the set may speak there."""

Search = Callable[[str], re.Match[str] | None]

_SHORT = 2


@dataclass(frozen=True)
class Phrase:
    """The literal is what `point` listens for. `how` is phrase or sound."""

    point: int
    length: int
    how: str


@dataclass(frozen=True)
class Candidate:
    """One of a point's patterns, or what starts its near or its number."""

    point: int
    pattern: Pattern
    near: Near | None = None
    number: NumberHeard | None = None

    @property
    def ways(self) -> tuple[tuple[Literals, ...], ...]:
        """As of the pattern; a near also needs something of its second half."""
        if self.near is None:
            return self.pattern.ways
        return tuple((*way, self.near.second_atoms) for way in self.pattern.ways)

    @cached_property
    def how(self) -> str:
        return "phrase" if self.pattern.is_phrase else "pattern"


Compiled = MutableMapping[str, bytes]
"""Databases compiled before, by what they were compiled from."""


class LiteralScanner:
    """One hyperscan database over literals."""

    def __init__(self, texts: Sequence[str], compiled: Compiled | None = None) -> None:
        self._database = _database(texts, compiled) if texts else None

    def scan(self, encoded: bytes) -> tuple[Numbers, Numbers]:
        """Numbers of the literals found and the bytes after which they end."""
        numbers: list[int] = []
        ends: list[int] = []
        note_number, note_end = numbers.append, ends.append

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            note_number(number)
            note_end(end)

        if self._database is not None and encoded:
            self._database.scan(encoded, match_event_handler=found)
        return np.array(numbers, np.int64), np.array(ends, np.int64)


def _database(texts: Sequence[str], compiled: Compiled | None) -> hyperscan.Database:
    """Compile, or take what was compiled before: tens of thousands of literals take seconds."""
    key = hash_of_texts(texts)
    known = compiled.get(key) if compiled is not None else None
    if known is not None:
        try:
            database = hyperscan.loadb(known, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
        except hyperscan.HyperscanError:  # of another processor or release, or damaged
            pass
        else:
            return database
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[text.encode() for text in texts],
        ids=list(range(len(texts))),
        elements=len(texts),
        flags=[0] * len(texts),
        literal=True,
    )
    if compiled is not None:
        compiled[key] = hyperscan.dumpb(database)
    return database


class Phrases:
    """Which literals are phrases, of which points."""

    def __init__(self, points: Sequence[Point], listened: Sequence[int], *, sounding: bool) -> None:
        meanings: dict[str, list[Phrase]] = {}
        found = _sounds(points, listened) if sounding else _phrases(points, listened)
        for literal, phrase in found:
            meanings.setdefault(literal, []).append(phrase)
        self.texts = tuple(sorted(meanings))
        self.of = tuple(phrase for text in self.texts for phrase in meanings[text])
        self.points = np.array([phrase.point for phrase in self.of], np.int64)
        self._starts = np.cumsum([0, *(len(meanings[text]) for text in self.texts)])

    def expand(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """For hits by place in `texts` (-1: none): places in `of`, and which hit each is from."""
        places = np.nonzero(numbers >= 0)[0]
        return _expanded(self._starts, numbers[places], places)


class ShortWords:
    """Finds literals of one and two characters by table: they are too common for a callback each.

    Each character has a small number, each pair of numbers a cell; both are looked up for a whole
    batch at once.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        characters = sorted({character for text in texts for character in text})
        self._numbers = np.zeros(0x110000, np.int32)
        self._numbers[[ord(c) for c in characters]] = np.arange(1, len(characters) + 1)
        self._width = len(characters) + 1
        self._singles = np.full(self._width, -1, np.int32)
        self._pairs = np.full(self._width**2, -1, np.int32)
        for place, text in enumerate(texts):
            numbers = [int(self._numbers[ord(character)]) for character in text]
            if len(numbers) == 1:
                self._singles[numbers[0]] = place
            else:
                self._pairs[numbers[0] * self._width + numbers[1]] = place

    def find(self, folded: CodePoints) -> tuple[Numbers, Numbers]:
        """Places in `texts` of the literals found, and where they stand."""
        numbers = self._numbers[folded]
        singles = self._singles[numbers]
        pairs = self._pairs[numbers[:-1] * self._width + numbers[1:]]
        at_single, at_pair = np.nonzero(singles >= 0)[0], np.nonzero(pairs >= 0)[0]
        return (
            np.concatenate((singles[at_single], pairs[at_pair])).astype(np.int64),
            np.concatenate((at_single, at_pair)),
        )


class Searches(dict[int, Search]):
    """How each candidate's pattern is searched for, by number; compiled when first asked for."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__()
        self._candidates = candidates

    def __missing__(self, number: int) -> Search:
        search = self[number] = self._candidates[number].pattern.compiled.search
        return search


class Prefilter:
    """Decides which of some candidates may match where.

    Each set of required texts is a group; a pattern needs up to `width` groups. `short` are the
    required texts of at most two characters, `long` the others.
    """

    def __init__(self, points: Sequence[Point], candidates: Iterable[Candidate]) -> None:
        self.candidates = tuple(candidates)
        self.searches = Searches(self.candidates)
        self.point_of = np.array([c.point for c in self.candidates], np.int64)
        groups: dict[Literals, int] = {}
        ways = [(n, way) for n, c in enumerate(self.candidates) for way in c.ways]
        rows = [[groups.setdefault(a, len(groups) + 1) for a in way] for _, way in ways]
        width = max(map(len, rows), default=0)
        self._group_count = len(groups) + 1
        self._needs = np.array([row + [0] * (width - len(row)) for row in rows], np.int64)
        self._needs = self._needs.reshape(len(rows), width)
        literals = {text for atoms in groups for text in atoms}
        self.short = tuple(sorted(text for text in literals if len(text) <= _SHORT))
        self.long = tuple(sorted(text for text in literals if len(text) > _SHORT))
        self._members = _memberships((*self.short, *self.long), groups)
        self._candidate_of_way = np.array([n for n, _ in ways], np.int64)
        owners = [self.candidates[n].point for n, _ in ways]
        self._speakers_of_way = Speakers(points).of_point[np.array(owners, np.int64)]

    def candidates_in(
        self, literals: Numbers, utterances: Numbers, sides: Sides
    ) -> tuple[Numbers, Numbers]:
        """Numbers of candidates and the utterances they may match in, by utterance.

        `literals` (places in `short` and then `long`) and `utterances` are the hits; `sides[s, u]`
        tells whether somebody of the points' speaker set `s` may speak in utterance `u`.
        """
        count = sides.shape[1]
        found, bits = self._groups_present(literals, utterances, count)
        rows = np.nonzero((found[self._needs] >= 0).all(axis=1))[0]
        needs = found[self._needs[rows]]
        possible = _packed(sides)[self._speakers_of_way[rows]]
        for column in range(needs.shape[1]):
            asked = np.nonzero(needs[:, column])[0]
            possible[asked] &= bits[needs[asked, column]]
        ways, where = _set_bits(possible.view(np.uint8))
        of = self._candidate_of_way[rows[ways]]
        keys = np.unique(where * len(self.candidates) + of)
        return keys % len(self.candidates), keys // len(self.candidates)

    def _groups_present(
        self, literals: Numbers, utterances: Numbers, count: int
    ) -> tuple[Numbers, Bits]:
        """Each group's row, -1 where none of its literals was found; and what stands where.

        The bits tell by row and utterance whether one of the group's literals stands there. Row 0
        is that of group 0, which nothing is asked of.
        """
        members, groups = self._members
        here = np.zeros(len(self.short) + len(self.long), np.bool_)
        here[literals] = True
        places = np.cumsum(here) - 1
        said = np.zeros((np.count_nonzero(here), count), np.bool_)
        said[places[literals], utterances] = True
        known = here[members]
        bits, groups = _packed(said)[places[members[known]]], groups[known]
        firsts = np.nonzero(np.diff(groups, prepend=0))[0]
        rows = np.full(self._group_count, -1)
        rows[0] = 0
        rows[groups[firsts]] = np.arange(len(firsts)) + 1
        every = np.full((1, bits.shape[1]), np.iinfo(np.uint64).max, np.uint64)
        present: Bits = np.bitwise_or.reduceat(bits, firsts) if len(firsts) else bits
        return rows, np.concatenate((every, present))


def _expanded(starts: Numbers, numbers: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """All rows `starts[n]` to `starts[n + 1]` of each number, with its value beside each."""
    lengths = starts[numbers + 1] - starts[numbers]
    offsets = np.repeat(starts[numbers] - np.cumsum(lengths) + lengths, lengths)
    return offsets + np.arange(len(offsets)), np.repeat(values, lengths)


class Speakers:
    """The different sets of roles that points ask for."""

    def __init__(self, points: Sequence[Point]) -> None:
        numbers: dict[frozenset[str], int] = {}
        of_point = [numbers.setdefault(point.roles, len(numbers)) for point in points]
        self.of_point = np.array(of_point, np.int64)
        self._sets = [roles | {"unknown"} for roles in numbers]

    def may_speak(self, roles: Sequence[str]) -> Sides:
        """For each set, in which utterances one of it speaks, or nobody knows who does."""
        rows = [[role in some for role in roles] for some in self._sets]
        return np.array(rows, np.bool_).reshape(len(rows), len(roles))


def _set_bits(bits: Bytes) -> tuple[Numbers, Numbers]:
    """Rows and columns of the set bits."""
    rows, cells = np.nonzero(bits)
    which, offsets = np.nonzero(np.unpackbits(bits[rows, cells][:, None], axis=1))
    return rows[which], cells[which] * 8 + offsets


def _packed(flags: Flags) -> Bits:
    """The flags of each row as bits of whole words."""
    missing = -flags.shape[1] % 64
    return np.packbits(np.pad(flags, ((0, 0), (0, missing))), axis=1).view(np.uint64)


def _memberships(literals: Sequence[str], groups: dict[Literals, int]) -> tuple[Numbers, Numbers]:
    """Each literal of each group by its place in `literals`, and the group; by group."""
    places = {text: place for place, text in enumerate(literals)}
    pairs = [(places[text], number) for atoms, number in groups.items() for text in atoms]
    members, numbers = np.array(pairs, np.int64).reshape(len(pairs), 2).T
    return members, numbers


def _phrases(points: Sequence[Point], listened: Sequence[int]) -> Iterator[tuple[str, Phrase]]:
    for number in listened:
        for phrase in sorted({p.phrase for p in points[number].patterns if p.is_phrase}):
            yield phrase, Phrase(number, len(phrase), "phrase")


def _sounds(points: Sequence[Point], listened: Sequence[int]) -> Iterator[tuple[str, Phrase]]:
    for number in listened:
        for phrase in points[number].sounds:
            sounding = from_code_points(sound(code_points(fold(phrase))))
            yield sounding, Phrase(number, len(phrase), "sound")


def patterns_in(number: int, point: Point) -> Iterator[Candidate]:
    """What a point listens for but its phrases: those are found by their words alone."""
    for pattern in dict.fromkeys(point.patterns):
        if not pattern.is_phrase:
            yield Candidate(number, pattern)
    for near in point.near:
        for pattern in near.first:
            yield Candidate(number, pattern, near=near)
    for heard in point.numbers:
        for pattern in heard.near:
            yield Candidate(number, pattern, number=heard)


def everything_in(number: int, point: Point) -> tuple[Candidate, ...]:
    """All that a point listens for as candidates, phrases too."""
    phrases = (Candidate(number, p) for p in dict.fromkeys(point.patterns) if p.is_phrase)
    return (*phrases, *patterns_in(number, point))
