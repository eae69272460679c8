"""Private numbers of a talk as spans: phones, identity numbers, cards, and what is read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from goodfaith.trust.masking.assembling import Number, read_numbers_of
from goodfaith.trust.masking.fillers import is_separator
from goodfaith.trust.masking.found import Found
from goodfaith.trust.masking.labels import Labels
from goodfaith.trust.masking.pieces import Chain, Piece, counts_something, read_pieces
from goodfaith.trust.masking.span import WITHDRAWN
from goodfaith.trust.masking.talk import Talk

READ_BACK_WITHIN: Final = 6
"""Utterances in which a part of a number still belongs to it."""

READ_BACK_FROM: Final = 4
"""So many digits of a number said again are no coincidence."""

_AMOUNT_END: Final = "00"


class _Known(NamedTuple):
    number: Number
    value: int
    first: int
    last: int


def find_numbers(talk: Talk, values: count[int]) -> Iterator[Found]:
    """Every piece of every private number, with its place in the number."""
    labels, known = Labels(talk), list[_Known]()
    rest: list[Piece] = []
    for chain in read_pieces(talk):
        taken: set[int] = set()
        for number in read_numbers_of(chain, talk, labels):
            value = next(values)
            yield from _found(number, chain, talk, value)
            taken.update(range(number.first, number.last + 1))
            ends = chain[number.first].utterance, chain[number.last].utterance
            known.append(_Known(number, value, *ends))
        rest += (p for i, p in enumerate(chain) if i not in taken)
    yield from _read_back(rest, known, talk)


def _found(number: Number, chain: Chain, talk: Talk, value: int) -> Iterator[Found]:
    """One span a run of pieces that are written as one (138-1234 5678)."""
    for run in _runs(number, chain, talk):
        first, last = chain[run[0]], chain[run[-1]]
        place = number.places[run[0] - number.first]
        size = sum(len(chain[index].digits) for index in run)
        ends = (
            (WITHDRAWN, WITHDRAWN)
            if place is None
            else (place, max(0, len(number.digits) - place - size))
        )
        yield Found(first.start, last.end, *number.verdict, value, *ends)


def _runs(number: Number, chain: Chain, talk: Talk) -> Iterator[list[int]]:
    run = [number.first]
    for index in range(number.first + 1, number.last + 1):
        if _continues(number, index, chain, talk):
            run.append(index)
        else:
            yield run
            run = [index]
    yield run


def _continues(number: Number, index: int, chain: Chain, talk: Talk) -> bool:
    here, before = (number.places[i - number.first] for i in (index, index - 1))
    return (
        here is not None
        and before is not None
        and here == before + len(chain[index - 1].digits)
        and is_separator(talk.text[chain[index - 1].end : chain[index].start])
    )


def _read_back(rest: Sequence[Piece], known: Sequence[_Known], talk: Talk) -> Iterator[Found]:
    """Four digits and more of a number said again a little later, or just before."""
    for piece in rest:
        if len(piece.digits) < READ_BACK_FROM or piece.digits.endswith(_AMOUNT_END):
            continue
        if counts_something(talk.text, piece.start, piece.end):
            continue
        for number, value, first, last in known:
            near = first - READ_BACK_WITHIN <= piece.utterance <= last + READ_BACK_WITHIN
            at = number.digits.rfind(piece.digits) if near else -1
            if at >= 0:
                after = len(number.digits) - at - len(piece.digits)
                yield Found(piece.start, piece.end, *number.verdict, value, at, after)
                break
