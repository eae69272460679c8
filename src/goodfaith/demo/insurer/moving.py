"""Handing over conversations and facts, in the batches in which a source would deliver them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec
from django.utils import timezone

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.receiving import receive
from goodfaith.demo.insurer.people import plan_of
from goodfaith.demo.insurer.state import Moved, write_state, write_truth
from goodfaith.demo.simulator import Delivered, Insurer, Journey, Simulated
from goodfaith.policies.services import receive_facts
from goodfaith.quality.cases.settling import settle_due
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.services.establishing import establish_organisation

SOURCE = "demo"
BATCH = 200
JOURNEYS_AT_ONCE = 150
MOST_WAITING = 2_000
"""The reader is given no more than this to catch up with: a page shows what it has soon."""

Told = Callable[[int, int, int], None]


class NotEmpty(Exception):
    """The installation has people or conversations: the demo does not mix with them."""


def begin(home: Path, state: Moved) -> None:
    """Take an empty installation for the insurer of `state`. Raises `NotEmpty`.

    People count too: demo accounts have a password that everybody knows.
    """
    if Staff.objects.exists() or Conversation.objects.exists():
        raise NotEmpty
    write_state(home, state)


def move_in(
    insurer: Insurer, state: Moved, home: Path, told: Told, wait: Callable[[], None]
) -> Moved:
    """Hand everything over, from where `state` is; every part of it may be handed over twice.

    `told` hears how many conversations there are in all, have been received, and were read; `wait`
    is called while the reader catches up.
    """
    now = timezone.now()
    if not state.journeys:
        establish_organisation(plan=plan_of(insurer.organisation), actor=SYSTEM, now=now)
        _settle(now)
        _deliver(insurer.standing_facts(), now)
    for start in range(state.journeys, insurer.size.customers, JOURNEYS_AT_ONCE):
        stop = min(start + JOURNEYS_AT_ONCE, insurer.size.customers)
        journeys = list(insurer.journeys(start, stop))
        held = _hand_over(journeys, now)
        truths = (msgspec.json.encode(one.truth) for one in held)
        truth_bytes = write_truth(home, state.truth_bytes, truths)
        state = msgspec.structs.replace(state, journeys=stop, truth_bytes=truth_bytes)
        write_state(home, state)
        _let_catch_up(insurer, told, wait, MOST_WAITING)
    _let_catch_up(insurer, told, wait, 0)
    state = msgspec.structs.replace(state, complete=True)
    write_state(home, state)
    return state


def _settle(now: datetime) -> None:
    """Telephone sales are looked at before issue, all others before cooling-off ends."""
    for channel, until, days in (("telesales", "issue", 5), ("", "cooling_off", 2)):
        settle_due(actor=SYSTEM, channel=channel, until=until, days=days, warn_days=3, now=now)


def _hand_over(journeys: list[Journey], now: datetime) -> list[Simulated]:
    """All conversations of them; those of the future are not handed over.

    Facts first: what is known by now is known when a conversation of the past is read.
    """
    _deliver((fact for journey in journeys for fact in journey.facts), now)
    held = [one for journey in journeys for one in journey.conversations]
    held.sort(key=lambda one: one.received_at)
    arrived = iter([one.conversation for one in held if one.received_at <= now])
    while batch := list(islice(arrived, BATCH)):
        receive(batch, source=SOURCE, actor=SYSTEM, now=now)
    return held


def _deliver(facts: Iterable[Delivered], now: datetime) -> None:
    """What is known by now, each as of when its source delivered it."""
    known = [one for one in facts if one.known_at <= now]
    moments = [one.known_at for one in known]
    told = [one.fact for one in known]
    receive_facts(told, source=SOURCE, known_at=moments, actor=SYSTEM, now=now)


def _let_catch_up(
    insurer: Insurer, told: Told, wait: Callable[[], None], most_waiting: int
) -> None:
    while True:
        received = Conversation.objects.count()
        waiting = Conversation.objects.filter(state=Conversation.State.WAITING).count()
        told(insurer.size.conversations, received, received - waiting)
        if waiting <= most_waiting:
            return
        wait()
