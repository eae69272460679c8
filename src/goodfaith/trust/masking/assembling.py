"""Numbers put together from the pieces of a chain: continued, read back, repeated, corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from goodfaith.trust.masking.classifying import LONGEST, Verdict, classify
from goodfaith.trust.masking.labels import Label, Labels
from goodfaith.trust.masking.pieces import FEWEST, Chain, Piece, counts_something
from goodfaith.trust.masking.talk import Talk

_MOST_READINGS: Final = 24
"""So many ways to understand corrections and repetitions are followed at once."""

_LONGEST_CHAIN: Final = 64
"""In more pieces nobody says a number: repetitions are not followed, so that time stays linear."""

_ECHO_FROM: Final = 2
"""Digits said again by the other: one digit is a coincidence."""

_COVERED_TOO: Final = 0.01
"""Of two equal readings the one that explains more pieces."""


class Number(NamedTuple):
    """A private number: the pieces `first` to `last` of a chain, and what each is part of.

    `places` has one entry a piece: how many digits of the number are before it, or None for
    what was taken back.
    """

    first: int
    last: int
    digits: str
    verdict: Verdict
    places: tuple[int | None, ...]

    @property
    def weight(self) -> float:
        return self.verdict[1] * len(self.digits) + _COVERED_TOO * (self.last - self.first + 1)


class _Reading(NamedTuple):
    """One way to understand the pieces so far."""

    digits: str
    places: tuple[int | None, ...]


def read_numbers_of(chain: Chain, talk: Talk, labels: Labels) -> list[Number]:
    """The private numbers of a chain, in order, none overlapping: the weightiest selection."""
    if sum(len(piece.digits) for piece in chain) < FEWEST:
        return []
    best: list[tuple[float, Number | None]] = [(0.0, None)] * (len(chain) + 1)
    ending: dict[int, list[Number]] = {}
    for first in range(len(chain)):
        for number in _numbers_from(first, chain, talk, labels):
            ending.setdefault(number.last, []).append(number)
    for last in range(len(chain)):
        best[last + 1] = (best[last][0], None)
        for number in ending.get(last, ()):
            weight = best[number.first][0] + number.weight
            if weight > best[last + 1][0]:
                best[last + 1] = (weight, number)
    return _chosen(best)


def _chosen(best: Sequence[tuple[float, Number | None]]) -> list[Number]:
    found: list[Number] = []
    at = len(best) - 1
    while at > 0:
        number = best[at][1]
        if number is None:
            at -= 1
        else:
            found.append(number)
            at = number.first
    return found[::-1]


def _numbers_from(first: int, chain: Chain, talk: Talk, labels: Labels) -> Iterator[Number]:
    label = labels.before(chain[first].start)
    if label is None and len(chain[first].digits) >= FEWEST:
        label = labels.before(chain[0].start)
    readings = [_Reading(chain[first].digits, (0,))]
    for last in range(first, len(chain)):
        if last > first:
            plain = len(chain) > _LONGEST_CHAIN
            readings = (
                _continued_plainly(readings, chain[last])
                if plain
                else _continued(readings, chain, first, last, talk)
            )
        if not readings:
            return
        number = _best(readings, chain, first, last, label)
        if number and not counts_something(talk.text, chain[first].start, chain[last].end):
            yield number


def _best(
    readings: Sequence[_Reading], chain: Chain, first: int, last: int, label: Label | None
) -> Number | None:
    """The most certain reading; of equally certain ones the plainest, which comes first."""
    found: Number | None = None
    for digits, places in readings:
        if len(digits) < FEWEST:
            continue
        pieces = [chain[first + i] for i, place in enumerate(places) if place is not None]
        verdict = classify(digits, label, pieces)
        if verdict and (found is None or verdict[1] > found.verdict[1]):
            found = Number(first, last, digits, verdict, places)
    return found


def _continued_plainly(readings: Sequence[_Reading], piece: Piece) -> list[_Reading]:
    return [
        _Reading(digits + piece.digits, (*places, len(digits)))
        for digits, places in readings
        if len(digits) + len(piece.digits) <= LONGEST
    ]


def _continued(
    readings: Sequence[_Reading], chain: Chain, first: int, at: int, talk: Talk
) -> list[_Reading]:
    piece, before = chain[at], chain[at - 1]
    by_another = not talk.same_speaker(piece.utterance, before.utterance) or (
        not talk.same_speaker(piece.utterance, chain[first].utterance)
    )
    found: dict[_Reading, None] = {}
    for reading in readings:
        for more in _ways(reading, piece, before, by_another):
            if len(more.digits) <= LONGEST:
                found[more] = None
    return list(found)[:_MOST_READINGS]


def _ways(reading: _Reading, piece: Piece, before: Piece, by_another: bool) -> Iterator[_Reading]:
    digits, places = reading
    yield _Reading(digits + piece.digits, (*places, len(digits)))
    size = len(piece.digits)
    if by_another and size >= _ECHO_FROM:
        if digits.endswith(piece.digits):
            yield _Reading(digits, (*places, len(digits) - size))
        elif digits.startswith(piece.digits):
            yield _Reading(digits, (*places, 0))
    elif piece.digits == before.digits and size >= _ECHO_FROM:
        yield _Reading(digits, (*places, len(digits) - size))
    if piece.corrects:
        yield from _corrected(reading, piece)


def _corrected(reading: _Reading, piece: Piece) -> Iterator[_Reading]:
    """The last piece said anew, or its end, or as many digits of the end, or all from the start."""
    digits, places = reading
    taken_back = (*places[:-1], None)
    size, last = len(piece.digits), places[-1]
    yield _Reading(piece.digits, (*(None for _ in places), 0))
    keeps = (
        {len(digits) - size} if last is None else {*range(last, len(digits)), len(digits) - size}
    )
    for kept in sorted(keeps):
        if kept > 0:
            yield _Reading(digits[:kept] + piece.digits, (*taken_back, kept))
