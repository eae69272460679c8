"""What can be put right, as values; each makes of a conversation another one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from goodfaith.analysis.conversation import Conversation, Gap, Utterance, side_of
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.bounds import LONGEST_SECONDS, LONGEST_UTTERANCE
from goodfaith.analysis.readers.storable import is_storable

_replace = msgspec.structs.replace


class CorrectionInvalid(ValueError):
    """Carries everything that is wrong with a correction."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="change"):
    """One thing put right."""

    name: ClassVar[str] = ""

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation as it should have been. Raises `CorrectionInvalid`."""
        raise NotImplementedError


class SwapSpeakers(Change, frozen=True, tag="swap_speakers"):
    """From utterance `first` (counted from 0) on, the company's side and the customer's swap.

    Swapped are the two who speak most on either side. Somebody has listened: who speaks is then
    stated, not guessed from the sound.
    """

    name: ClassVar[str] = "speakers"
    first: int = 0

    def apply(self, conversation: Conversation) -> Conversation:
        said = conversation.utterances
        if not 0 <= self.first < len(said):
            raise _invalid("first", str(self.first), f"an utterance from 0 to {len(said) - 1}")
        company, customer = (_main(conversation, side) for side in ("company", "customer"))
        if not company or not customer:
            raise _invalid("participants", "one side", "a participant of each side")
        other: dict[str | None, str] = {company: customer, customer: company}
        swapped = tuple(
            _replace(u, participant=other.get(u.participant, u.participant))
            for u in said[self.first :]
        )
        return _replace(conversation, utterances=said[: self.first] + swapped, speakers="stated")


class CorrectWords(Change, frozen=True, tag="correct_words"):
    """What was really said in one utterance; it is then as certain as typing can make it."""

    name: ClassVar[str] = "words"
    utterance: int
    text: str

    def apply(self, conversation: Conversation) -> Conversation:
        said = conversation.utterances
        if not 0 <= self.utterance < len(said):
            expected = f"an utterance from 0 to {len(said) - 1}"
            raise _invalid("utterance", str(self.utterance), expected)
        if len(self.text) > LONGEST_UTTERANCE or not is_storable(self.text):
            found = f"a text of {len(self.text):,} characters"
            raise _invalid("text", found, f"at most {LONGEST_UTTERANCE:,}, none of them control")
        corrected = _replace(
            said[self.utterance], text=self.text, confidence=None, confidences=None
        )
        return _with(conversation, self.utterance, corrected)


class MarkGap(Change, frozen=True, tag="mark_gap"):
    """A part of the recording that is missing, in seconds; without `end` to the end."""

    name: ClassVar[str] = "gap"
    start: float
    end: float | None = None
    reason: str = ""

    def apply(self, conversation: Conversation) -> Conversation:
        if not 0 <= self.start <= (LONGEST_SECONDS if self.end is None else self.end):
            raise _invalid("start", f"{self.start:g}", "seconds, not after the end")
        if self.end is not None and self.end > LONGEST_SECONDS:
            raise _invalid("end", f"{self.end:g}", f"at most {LONGEST_SECONDS:g} seconds")
        if len(self.reason) > 200 or not is_storable(self.reason):
            raise _invalid("reason", f"{len(self.reason)} characters", "at most 200")
        gaps = {*conversation.gaps, Gap(self.start, self.end, self.reason)}
        ordered = sorted(gaps, key=lambda g: (g.start, g.end or LONGEST_SECONDS, g.reason))
        return _replace(conversation, gaps=tuple(ordered))


class Relink(Change, frozen=True, tag="relink"):
    """To whom and what the conversation belongs. What is None stays as it is."""

    name: ClassVar[str] = "links"
    adviser: str | None = None
    customer: str | None = None
    applications: tuple[str, ...] | None = None
    policies: tuple[str, ...] | None = None

    def apply(self, conversation: Conversation) -> Conversation:
        given = {n: v for n, v in msgspec.structs.asdict(self).items() if v is not None}
        return _replace(conversation, **given)


AnyChange = SwapSpeakers | CorrectWords | MarkGap | Relink


def _main(conversation: Conversation, side: str) -> str | None:
    """Who of a side speaks most; of several the first among the participants."""
    spoken = [u.participant for u in conversation.utterances]
    own = [p.id for p in conversation.participants if side_of(p.role) == side]
    return max(own, key=spoken.count, default=None)


def _with(conversation: Conversation, index: int, utterance: Utterance) -> Conversation:
    said = conversation.utterances
    return _replace(conversation, utterances=(*said[:index], utterance, *said[index + 1 :]))


def _invalid(field: str, found: str, expected: str) -> CorrectionInvalid:
    return CorrectionInvalid([Problem("field_invalid", "correction", "", field, found, expected)])
