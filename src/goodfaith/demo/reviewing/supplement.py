"""The supplementary call (补录): the adviser rings again and says what was left out."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from goodfaith.analysis.conversation import Conversation, Participant, Role, Utterance
from goodfaith.conversations.reading import read_conversations
from goodfaith.conversations.receiving import receive
from goodfaith.demo.reviewing.hours import after
from goodfaith.demo.reviewing.office import File
from goodfaith.demo.reviewing.wording import lines
from goodfaith.demo.simulator.seeding import pick
from goodfaith.quality.cases.looking import look_at
from goodfaith.quality.models import Case
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.trust.ledger import SYSTEM

SOURCE: Final = "demo"
_A_SECOND: Final = 4.5
"""Characters."""
_READ_AFTER_SECONDS = 900.0


def call_again(file: File, at: datetime) -> Case:
    """The call comes in at `at` and is read: the case as it is then."""
    case = file.case
    talk = supplement(file.lot("supplement"), file.name, case, at)
    then = after(at, _READ_AFTER_SECONDS)
    received = receive([talk], source=SOURCE, actor=SYSTEM, now=then)
    read_conversations(received.ids, now=then, again=False)
    look_at([case.sale or ""], now=then)
    keep_tasks([case.pk], now=then)
    return file.again()


def supplement(rng: Random, name: str, case: Case, at: datetime) -> Conversation:
    """The adviser goes through everything that has to be said, and the customer agrees."""
    turns: list[Utterance] = []
    seconds = 1.0
    for who, kind in _script(rng):
        for text in _said(rng, kind):
            lasts = 0.5 + len(text) / _A_SECOND
            by = case.adviser_number if who == "adviser" else case.customer
            turns.append(Utterance(text, by, round(seconds, 1), round(seconds + lasts, 1)))
            seconds += lasts + 0.4
    adviser: Role = "adviser"
    return Conversation(
        id=f"sup-{at:%m%d}-{name}",
        utterances=tuple(turns),
        participants=(
            Participant(case.adviser_number, adviser, case.adviser.name if case.adviser else ""),
            Participant(case.customer, "customer"),
        ),
        channel="phone", direction="outbound", purpose="servicing", result="resolved",
        started_at=at, duration=round(seconds, 1), customer=case.customer,
        adviser=case.adviser_number, applications=tuple(case.applications),
        policies=tuple(case.policies), speakers="channel",
    )  # fmt: skip


def _script(rng: Random) -> list[tuple[str, str]]:
    points = lines("supplement_call", "points")
    script = [("adviser", "open"), ("customer", "willing")]
    for number in range(len(points)):
        script.append(("adviser", f"points:{number}"))
        if rng.random() < 0.6:
            script.append(("customer", "understood"))
    return [*script, ("adviser", "ask"), ("customer", "agree"), ("adviser", "close")]


def _said(rng: Random, kind: str) -> list[str]:
    name, _, number = kind.partition(":")
    found = lines("supplement_call", name)
    return [found[int(number)]] if number else [pick(rng, found)]
