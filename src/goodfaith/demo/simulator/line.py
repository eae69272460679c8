"""One authored alternative of a move: its turns, its slots, its open choices, when it fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import Final

TURN: Final = " // "
_SLOT: Final = re.compile(r"<([a-z_0-9]+)>")
_PIECE: Final = re.compile(r"<([a-z_0-9]+)>|<([^<>]*\|[^<>]*)>")
_SPEAKERS: Final = {
    "客": "customer",
    "顾": "adviser",
    "亲": "relative",
    "柜": "teller",
    "经": "channel_manager",
    "服": "service",
    "机": "robot",
}
_SPEAKER: Final = re.compile(r"!?([客顾亲柜经服机])：")
_SENT: Final = re.compile(r"<(image|file|link|voice|video|card|recall)>\s*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that the situation fills."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Wordings of which any will do."""

    options: tuple[Phrase, ...]


Phrase = tuple[str | Slot | Choice, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a line. Without `role` the speakers of the move take turns.

    `marked` is what the move is about (the violation, the life event); `sent` is the kind of
    attachment that the text names.
    """

    phrase: Phrase
    role: str = ""
    marked: bool = False
    sent: str = ""
    slots: tuple[str, ...] = ()

    def render(self, rng: Random, slots: Mapping[str, str]) -> str:
        """The text with choices made and slots filled."""
        return _render(self.phrase, rng, slots)


def _render(phrase: Phrase, rng: Random, slots: Mapping[str, str]) -> str:
    said = ""
    for piece in phrase:
        if isinstance(piece, str):
            said += piece
        elif isinstance(piece, Slot):
            said += slots[piece.name]
        else:
            options = piece.options
            said += _render(options[int(rng.random() * len(options))], rng, slots)
    return said


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """An alternative; `needs` and `forbids` are the flags of the situation it fits."""

    text: str
    turns: tuple[Turn, ...]
    needs: frozenset[str]
    forbids: frozenset[str]
    reserved: bool

    def fits(self, flags: frozenset[str]) -> bool:
        """Whether it may be said in a situation with these flags."""
        return self.needs <= flags and not (self.forbids & flags)


def read_line(text: str, when: str = "", reserved: bool | None = None) -> Line:
    """Compile a line. Whether it is reserved follows from its text where nobody says so."""
    turns = tuple(_read_turn(part.strip()) for part in text.split(TURN))
    words = when.split()
    return Line(
        text,
        turns,
        frozenset(word for word in words if not word.startswith("!")),
        frozenset(word[1:] for word in words if word.startswith("!")),
        is_reserved(text) if reserved is None else reserved,
    )


def is_reserved(text: str) -> bool:
    """Whether a line belongs to the quarter that is kept for measuring: by a hash of its text."""
    return blake2b(text.encode(), digest_size=4).digest()[0] < 64


def slots_of(line: Line) -> set[str]:
    """The names of the slots a line has."""
    return {slot for turn in line.turns for slot in turn.slots}


def _read_turn(text: str) -> Turn:
    role = sent = ""
    marked = text.startswith("!")
    if found := _SPEAKER.match(text):
        role, text = _SPEAKERS[found[1]], text[found.end() :]
    marked = marked or text.startswith("!")
    text = text.removeprefix("!")
    if found := _SENT.match(text):
        sent, text = found[1], text[found.end() :]
    return Turn(_read_phrase(text), role, marked, sent, tuple(_SLOT.findall(text)))


def _read_phrase(text: str) -> Phrase:
    pieces: list[str | Slot | Choice] = []
    at = 0
    for found in _PIECE.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
        if found[1]:
            pieces.append(Slot(found[1]))
        else:
            pieces.append(Choice(tuple(_read_phrase(option) for option in found[2].split("|"))))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return tuple(pieces)
