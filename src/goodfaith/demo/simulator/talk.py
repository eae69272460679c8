"""A conversation being made: moves are said one after another, in authored words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from goodfaith.demo.simulator.line import Line
from goodfaith.demo.simulator.slots import PRIVATE, Slots
from goodfaith.demo.simulator.wordbook import Wordbook, Wording

REPEATABLE: Final = frozenset(
    "any.ack any.ack_adviser any.yes any.no any.understood wecom.sticker react.agree".split()
)
"""Short answers that people do give more than once in one conversation."""

WHOLE: Final = ("violate.", "strategy.", "practice.")
"""Moves that are not cut in two, so that the truth can point at them."""

BREATH: Final = 26
"""Code points that are said in one breath, in calls of everyday length."""


SHORT: Final = 7
"""Code points under which nobody hesitates."""


@dataclass(eq=False, slots=True)
class Said:
    """One turn as it was truly said. `pause` is the silence before it, in seconds."""

    role: str
    text: str
    move: str
    reserved: bool = False
    sent: str = ""
    pause: float = 0.0
    index: int | None = None


class Talk:
    """Who speaks for the company, what was said so far, and the words there are.

    `speaker` is the role that stands where the wording says `adviser`. `flags` are the situation.
    """

    def __init__(
        self,
        rng: Random,
        book: Wordbook,
        wording: Wording,
        slots: Slots,
        speaker: str,
        customer_role: str = "customer",
    ) -> None:
        self.rng = rng
        self.book = book
        self.wording = wording
        self.slots = slots
        self.speaker = speaker
        self.customer_role = customer_role
        self.flags: frozenset[str] = frozenset()
        self.said: list[Said] = []
        self.private: list[tuple[str, Said, str]] = []
        self.lines = 0
        self.reserved_lines = 0
        self.backchannels = 0.0
        self.breath = BREATH
        self.fillers: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._used: set[Line] = set()
        self._alone = True

    def say(self, move: str) -> Said | None:
        """Say a move in one of its wordings not used yet; None when there is none that fits.

        What comes back is the turn that the move is about.
        """
        line = self._choose(move)
        if line is None:
            return None
        by = self._role(self.book[move].by)
        about: Said | None = None
        for turn, role in zip(line.turns, self._speakers(line, by), strict=True):
            said = self._put(role, turn.render(self.rng, self.slots), move, line, turn.sent)
            if turn.marked or (about is None and role == by):
                about = said
            self._note_private(turn.slots, said)
        self._alone = len(line.turns) == 1  # a listener's murmur in between was a line of its own
        return about

    def exchange(self, question: str, answer: str) -> Said | None:
        """Say a move, and its answer if the line brought none. What comes back is the first."""
        asked = self.say(question)
        if asked is not None:
            self.answer(answer)
        return asked

    def answer(self, answer: str) -> None:
        """Say the answer to what was asked last, where its line did not bring one."""
        if self._alone:
            self.say(answer)

    def _choose(self, move: str) -> Line | None:
        options = self.book[move].fitting(self.flags, self.wording)
        if not options:
            return None
        line = options[int(self.rng.random() * len(options))]
        if line in self._used and move not in REPEATABLE:
            fresh = [option for option in options if option not in self._used]
            if not fresh:
                return None
            line = fresh[int(self.rng.random() * len(fresh))]
        self._used.add(line)
        self.lines += 1
        self.reserved_lines += line.reserved
        return line

    def _role(self, role: str) -> str:
        if role == "adviser":
            return self.speaker
        return self.customer_role if role == "customer" else role

    def _speakers(self, line: Line, by: str) -> Iterator[str]:
        """Who says each turn: as named, else the sides in turn, the company by whoever spoke."""
        ours = self.speaker if by in (self.customer_role, "relative") else by
        last = ""
        for turn in line.turns:
            if turn.role:
                last = self._role(turn.role)
            elif not last:
                last = by
            else:
                last = ours if last in (self.customer_role, "relative") else self.customer_role
            if last not in (self.customer_role, "relative"):
                ours = last
            yield last

    def _put(self, role: str, text: str, move: str, line: Line, sent: str) -> Said:
        if self.backchannels and role != self.customer_role and not move.startswith(WHOLE):
            while len(text) > self.breath and self.rng.random() < self.backchannels:
                rest = self._with_backchannel(role, text, move, line)
                if rest == text:
                    break
                text = rest
        said = Said(role, self._habit(role, text), move, line.reserved, sent)
        self.said.append(said)
        return said

    def _with_backchannel(self, role: str, text: str, move: str, line: Line) -> str:
        """Say the first part, let the listener murmur or draw breath, and return what is left."""
        at = max(text.find("。", 8), text.find("，", len(text) // 3))
        if not 0 < at < len(text) - 6:
            return text
        self.said.append(Said(role, self._habit(role, text[: at + 1]), move, line.reserved))
        if self.breath == BREATH or self.rng.random() < 0.5:
            self.say("any.ack")
        return text[at + 1 :]

    def _habit(self, role: str, text: str) -> str:
        if role not in self.fillers:
            return text
        rate, words = self.fillers[role]
        if len(text) < SHORT or self.rng.random() >= rate or not words:
            return text
        word = words[int(self.rng.random() * len(words))]
        at = text.find("，")
        if at < 0 or self.rng.random() < 0.5:
            return f"{word}，{text}"
        return f"{text[: at + 1]}{word}，{text[at + 1 :]}"

    def _note_private(self, slots: tuple[str, ...], said: Said) -> None:
        for slot in slots:
            if slot in PRIVATE and self.slots[slot] in said.text:
                self.private.append((PRIVATE[slot], said, self.slots[slot]))
