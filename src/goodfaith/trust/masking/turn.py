"""What is private in one turn, found without reading the whole conversation where that is sure.

Most of what is private begins and ends in its turn. What does not: a number goes on over turns; a
question tells that the answer is a name; a name that was found anywhere is found wherever it is
said again; how a character of it is written is told later. So a turn is read with those others
that may tell of it, and one that may be part of a number is not read alone at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import msgspec

from goodfaith.trust.masking.fillers import is_all_filling
from goodfaith.trust.masking.finding import find_but_numbers
from goodfaith.trust.masking.names import is_asked_for, name_like
from goodfaith.trust.masking.numbers_said import READ_BACK_FROM, READ_BACK_WITHIN
from goodfaith.trust.masking.pieces import FEWEST, Bare, bare_pieces
from goodfaith.trust.masking.span import PrivateSpan
from goodfaith.trust.masking.talk import Talk

_SPELLED_WITHIN: Final = 4


def find_private_in(folded: Sequence[str], utterance: int) -> list[PrivateSpan] | None:
    """The spans of one utterance as `find_private` finds them; None if that has to be asked.

    `folded` are the folded texts of the whole conversation. Every span is as `find_private` has
    it but for its `value`, which is numbered among those returned.
    """
    if _may_have_a_number(folded, utterance) or _spells(folded[utterance]):
        return None
    chosen = _that_tell_of(folded, utterance)
    lines: list[str] = []
    own = 0
    for index in chosen:
        if lines and index - 1 not in chosen:
            lines.append("")  # nobody answers here what was asked elsewhere
        if index == utterance:
            own = len(lines)
        lines.append(folded[index])
    spans = find_but_numbers(Talk.of_folded(lines))
    return [
        msgspec.structs.replace(span, utterance=utterance)
        for span in spans
        if span.utterance == own
    ]


def _that_tell_of(folded: Sequence[str], utterance: int) -> dict[int, None]:
    """The turn, the one before, and where what may be a name in it is said too; in order."""
    names = name_like(folded[utterance])
    wanted = {utterance, max(0, utterance - 1)}
    wanted.update(i for i, line in enumerate(folded) if any(name in line for name in names))
    for index in tuple(wanted):
        while index and is_asked_for(folded[index - 1]):
            index -= 1
            wanted.add(index)
    return dict.fromkeys(sorted(wanted))


def _spells(line: str) -> bool:
    """Whether it may tell how a character is written: 美丽的丽."""
    return any(
        line[at + 1 : at + 2] in line[max(0, at - _SPELLED_WITHIN) : at]
        for at, char in enumerate(line[:-1])
        if char == "的" and at
    )


def _may_have_a_number(folded: Sequence[str], utterance: int) -> bool:
    """Whether a piece of the turn may be of a number that is private, or be read back of one."""
    if _may_be_of_a_number(folded, utterance):
        return True
    if all(piece.size < READ_BACK_FROM for piece in bare_pieces(folded[utterance])):
        return False
    first, last = utterance - READ_BACK_WITHIN, utterance + READ_BACK_WITHIN + 1
    near = range(max(0, first), min(last, len(folded)))
    return any(_may_be_of_a_number(folded, turn) for turn in near)


def _may_be_of_a_number(folded: Sequence[str], utterance: int) -> bool:
    """Whether the pieces of the turn, with all that may go on with them, have digits enough."""
    pieces = bare_pieces(folded[utterance])
    if not pieces:
        return False
    digits = sum(piece.size for piece in pieces)
    for size in chain(_before(folded, utterance, pieces), _behind(folded, utterance, pieces)):
        if digits >= FEWEST:
            break
        digits += size
    return digits >= FEWEST


def _before(folded: Sequence[str], utterance: int, pieces: Sequence[Bare]) -> Iterator[int]:
    """How many digits each turn before may add to the first number of this one."""
    open_end = folded[utterance][: pieces[0].start]
    while utterance and is_all_filling(open_end):
        utterance -= 1
        line = folded[utterance]
        found = bare_pieces(line)
        if found and not is_all_filling(line[found[-1].end :]):
            return
        yield sum(piece.size for piece in found)
        open_end = line[: found[0].start] if found else line


def _behind(folded: Sequence[str], utterance: int, pieces: Sequence[Bare]) -> Iterator[int]:
    open_end = folded[utterance][pieces[-1].end :]
    while utterance + 1 < len(folded) and is_all_filling(open_end):
        utterance += 1
        line = folded[utterance]
        found = bare_pieces(line)
        if found and not is_all_filling(line[: found[0].start]):
            return
        yield sum(piece.size for piece in found)
        open_end = line[found[-1].end :] if found else line
