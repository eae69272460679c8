"""A conversation's turns: who speaks in each utterance, which turn it is, and when."""

from __future__ import annotations

from dataclasses import dataclass

from goodfaith.analysis.conversation import Conversation, Side, side_of
from goodfaith.analysis.speaker_doubt import doubtful_utterances

_TAKEN_FOR_PEOPLE = ("adviser", "service")


@dataclass(frozen=True, slots=True)
class Transcript:
    """One entry an utterance in each tuple.

    `turns` counts runs of one speaker from 0. `company_turns` and `customer_turns` count that
    side's turns up to and including the utterance's own, so the difference of two entries is the
    number of that side's turns in between. A doubtful speaker has role and side `unknown`.
    """

    roles: tuple[str, ...]
    sides: tuple[Side, ...]
    turns: tuple[int, ...]
    company_turns: tuple[int, ...]
    customer_turns: tuple[int, ...]

    @property
    def turn_count(self) -> int:
        return self.turns[-1] + 1 if self.turns else 0


def transcribe(conversation: Conversation) -> Transcript:
    """Number the turns of `conversation`."""
    roles = roles_of(conversation)
    sides = tuple(map(side_of, roles))
    turns: list[int] = []
    counts: dict[str, int] = {"company": 0, "customer": 0}
    company: list[int] = []
    customer: list[int] = []
    turn, speaker_before = -1, object()
    for utterance, side in zip(conversation.utterances, sides, strict=True):
        speaker: object = utterance.participant or side
        if speaker != speaker_before:
            turn += 1
            speaker_before = speaker
            if side in counts:
                counts[side] += 1
        turns.append(turn)
        company.append(counts["company"])
        customer.append(counts["customer"])
    return Transcript(roles, sides, tuple(turns), tuple(company), tuple(customer))


def roles_of(conversation: Conversation) -> tuple[str, ...]:
    """The role that speaks in each utterance; `unknown` where it is not known or doubtful.

    In a robot's call the company's side is the robot, unless the source tells robot and people
    apart.
    """
    by_id: dict[str | None, str] = {p.id: p.role for p in conversation.participants}
    if conversation.channel == "robot" and "robot" not in by_id.values():
        by_id = {id: "robot" if role in _TAKEN_FOR_PEOPLE else role for id, role in by_id.items()}
    roles = [by_id.get(u.participant, "unknown") for u in conversation.utterances]
    if conversation.speakers == "diarised":
        for index in doubtful_utterances(conversation.utterances, roles):
            roles[index] = "unknown"
    return tuple(roles)
