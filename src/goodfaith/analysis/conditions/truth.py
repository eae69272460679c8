"""Three-valued answers that remember what they rest on (Kleene's strong logic).

`None` is "not known": an unknown speaker, a gap, a missing fact. A verdict is drawn only where
the unknown could not change it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from goodfaith.analysis.finding import Because, FactEvidence
from goodfaith.analysis.heard import Spoken


class Answer(msgspec.Struct, frozen=True, gc=False):
    """`value` with the mentions and facts that decided it, and why."""

    value: bool | None
    because: tuple[Because, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    facts: tuple[FactEvidence, ...] = ()


def all_of(answers: Sequence[Answer]) -> Answer:
    """False as soon as one is false; else unknown as soon as one is unknown."""
    for answer in answers:
        if answer.value is False:
            return answer
    unknown = [answer for answer in answers if answer.value is None]
    if unknown:
        return replace(_joined(answers, None), because=_joined(unknown, None).because)
    return _joined(answers, True)


def any_of(answers: Sequence[Answer]) -> Answer:
    """True as soon as one is true; else unknown as soon as one is unknown.

    Rests on everything that makes it so; when all are false, on the first.
    """
    for value in (True, None):
        found = [answer for answer in answers if answer.value is value]
        if found:
            return found[0] if len(found) == 1 else _joined(found, value)
    return answers[0]


def negated(answer: Answer) -> Answer:
    return answer if answer.value is None else replace(answer, value=not answer.value)


def _joined(answers: Sequence[Answer], value: bool | None) -> Answer:
    return Answer(
        value,
        tuple(dict.fromkeys(b for answer in answers for b in answer.because)),
        tuple(dict.fromkeys(s for answer in answers for s in answer.spoken)),
        tuple(dict.fromkeys(f for answer in answers for f in answer.facts)),
    )
