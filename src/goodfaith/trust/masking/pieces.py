"""Digits as they are said: in pieces, with fillers, turns and corrections in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from goodfaith.analysis.numbers.readout import SPOKEN_DIGITS, digits_said
from goodfaith.trust.masking.fillers import PLACES, corrects, is_filling
from goodfaith.trust.masking.talk import Talk

FEWEST: Final = 7
"""Fewer digits are no private number of any kind."""

_ONE: Final = f"[0-9{SPOKEN_DIGITS}]"
_UNITS: Final = "十百千万亿年月天点个元块份"
_REPEATED: Final = rf"[二两三四五六]个{_ONE}(?![{_UNITS}])"
_X: Final = "(?:x|叉|[艾爱埃]克斯)(?![a-z0-9])"
# Amounts, dates, times of day and codes with letters in them are passed over as a whole.
_PASSED_OVER: Final = "|".join(
    (
        PLACES.pattern,
        r"(?<!\d)\d{1,3}(?:,\d{3}){1,3}(?:\.\d+)?(?![\d,])",
        r"\d+\.\d{1,2}(?![\d.])",
        r"(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)",
        r"\d{1,2}:\d\d(?::\d\d)?(?!\d)",
        r"(?<![a-z])(?!tel|mob|phone|qq)[a-z_]+\d[a-z0-9_]*",
        r"\d+[a-wyz_][a-z0-9_]*",
    )
)
_PIECE: Final = re.compile(
    rf"(?P<no>{_PASSED_OVER})|(?P<said>(?:{_REPEATED}|{_ONE})++)|(?P<x>{_X})", re.ASCII
)
_UNIT_BEHIND: Final = re.compile(
    r" ?(?:[十百千万亿%年岁元块股倍]|个(?![0-9零一二三四五六七八九])|多[万元块]?|月|日(?!志)|"
    r"分[之钟]|[周天]|公里|人民币)"
)
_MONEY_BEFORE: Final = ("\u00a5", "\uffe5", "$", "第")


class Piece(NamedTuple):
    """Digits said without a break: `start` to `end` of the whole talk."""

    start: int
    end: int
    digits: str
    utterance: int
    written: bool
    """In Arabic digits, as people type and some recognisers write."""

    corrects: bool
    """Said after taking back something before it in the same chain."""


Chain = list[Piece]


class Bare(NamedTuple):
    """Where digits may be said in one turn, and how many."""

    start: int
    end: int
    size: int


def bare_pieces(line: str) -> list[Bare]:
    """The pieces of one folded turn, whatever is said in others; an x counts wherever it is."""
    return [
        Bare(*found.span(), len(digits_said(found["said"])) if found["said"] else 1)
        for found in _PIECE.finditer(line)
        if not found["no"]
    ]


def read_pieces(talk: Talk) -> Iterator[Chain]:
    """The chains of pieces with nothing but fillers in between, in order; short ones too."""
    chain: Chain = []
    for found in _PIECE.finditer(talk.text):
        if found["no"]:
            continue
        between = talk.text[chain[-1].end : found.start()] if chain else ""
        linked = bool(chain) and is_filling(between)
        if chain and not linked:
            yield chain
            chain = []
        if found["x"] and not chain:
            continue
        chain.append(_piece(talk, found, linked and corrects(between)))
    if chain:
        yield chain


def _piece(talk: Talk, found: re.Match[str], corrected: bool) -> Piece:
    start, end = found.span()
    said = found["said"]
    digits = digits_said(said) if said else "x"
    written = said is not None and said.isascii()
    return Piece(start, end, digits, talk.utterance_at(start), written, corrected)


def counts_something(text: str, start: int, end: int) -> bool:
    """Whether the number at `start` to `end` is an amount, a length of time or an ordinal."""
    return (
        _UNIT_BEHIND.match(text, end) is not None
        or text[max(0, start - 1) : start] in _MONEY_BEFORE
    )
