"""Plays one conversation and files it: the conversation as delivered, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final, cast

from goodfaith.analysis.conversation import Conversation, Result, Scalar
from goodfaith.demo.simulator.catalogue import Deal
from goodfaith.demo.simulator.character import PRACTICES
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.occasion import OCCASIONS, Occasion
from goodfaith.demo.simulator.organisation import Organisation, Staff
from goodfaith.demo.simulator.paperwork import Sale
from goodfaith.demo.simulator.recording import (
    Recording,
    archive_messages,
    participants,
    record_call,
    record_meeting,
)
from goodfaith.demo.simulator.scene import Memory, Scene
from goodfaith.demo.simulator.slots import Situation, Slots
from goodfaith.demo.simulator.talk import BREATH, Said, Talk
from goodfaith.demo.simulator.truth import (
    GroundTruth,
    LifeEvent,
    PracticeUse,
    PrivateSaid,
    StrategyCall,
    Violation,
)
from goodfaith.demo.simulator.wordbook import Wordbook, Wording

SEASONS: Final = ("winter", "spring", "summer", "autumn")
_SPOKEN: Final = frozenset({"phone", "robot", "counter", "visit"})


@dataclass(frozen=True, slots=True)
class Performed:
    """A conversation, the truth, and the scene it came from."""

    conversation: Conversation
    truth: GroundTruth
    scene: Scene
    topic: str


def perform(
    *,
    rng: Random,
    kind: str,
    script: Callable[[Scene], None],
    id_number: str,
    at: datetime,
    organisation: Organisation,
    customer: Customer,
    staff: Staff,
    deal: Deal,
    memory: Memory,
    book: Wordbook,
    wording: Wording,
    fullness: float,
    sale: Sale | None,
    after_refusal: bool,
    topic: str,
) -> Performed:
    """One conversation of `kind`, played by its script at the time `at`."""
    occasion = OCCASIONS[kind]
    city = organisation.city_of(staff.unit_on(at.date()))
    slots = Slots(Situation(customer, staff, deal, at.date(), city, rng))
    talk = Talk(rng, book, wording, slots, occasion.speaker)
    talk.flags = _flags(customer, staff, deal, occasion, topic, memory, at)
    _set_habits(talk, staff, customer, occasion, fullness)
    scene = Scene(talk, rng, customer, staff, deal, memory, fullness)
    script(scene)
    if after_refusal:
        first = next((said for said in talk.said if said.role == occasion.speaker), None)
        rule = "conduct.sales_call_after_refusal"
        scene.violations.insert(0, ("DNC_IGNORED", rule, "call", occasion.speaker, first))
    ids = _ids(talk.said, customer, staff, occasion, organisation)
    recording = _record(rng, talk.said, ids, occasion, at)
    id = f"{occasion.prefix}-{at:%m%d}-{id_number}"
    day = at.date()
    conversation = Conversation(
        id=id,
        utterances=recording.utterances,
        participants=participants(ids, {staff.id: staff.name} if kind != "robot" else {}),
        channel=occasion.channel,
        direction=occasion.direction,
        purpose=occasion.purpose,
        result=cast(Result, scene.result),
        started_at=at,
        duration=recording.duration,
        customer=customer.id,
        adviser="" if kind == "robot" else staff.id,
        team="" if kind == "robot" else staff.unit_on(day),
        policies=(sale.policy,) if sale is not None else (),
        speakers=recording.speakers,
        fields=_fields(occasion),
        gaps=recording.gaps,
    )
    truth = _truth(id, kind, id_number.split("-")[0], scene, recording)
    return Performed(conversation, truth, scene, topic)


def _flags(
    customer: Customer,
    staff: Staff,
    deal: Deal,
    occasion: Occasion,
    topic: str,
    memory: Memory,
    at: datetime,
) -> frozenset[str]:
    part = "morning" if at.hour < 12 else "afternoon" if at.hour < 18 else "evening"
    first = "later_call" if memory.calls else "first_call"
    flags = {deal.product.flag, occasion.channel, part, first, SEASONS[at.month % 12 // 3]}
    if topic:
        flags.add(topic)
    assert staff.character is not None
    if staff.character.warmth > 0.6:
        flags.add("warm")
    if staff.character.skill > 0.6:
        flags.add("skilled")
    return customer.flags | flags


def _set_habits(
    talk: Talk, staff: Staff, customer: Customer, occasion: Occasion, fullness: float
) -> None:
    if occasion.channel not in _SPOKEN or occasion.channel == "robot":
        return
    assert staff.character is not None
    talk.backchannels = min(0.75, 0.3 * fullness)
    talk.breath = max(12, int(BREATH / fullness))
    talk.fillers = {
        occasion.speaker: (staff.character.filler_rate, staff.character.fillers),
        "customer": (0.08 if customer.temper == "brisk" else 0.12, ("嗯", "那个", "呃", "就是")),
    }


def _ids(
    said: list[Said],
    customer: Customer,
    staff: Staff,
    occasion: Occasion,
    organisation: Organisation,
) -> dict[str, str]:
    """Participants' ids by role, company first, of those who spoke."""
    known = {
        occasion.speaker: "BOT-1" if occasion.channel == "robot" else staff.id,
        "customer": customer.id,
        "relative": f"{customer.id}-R",
        "teller": pick_teller(staff, organisation),
    }
    roles = dict.fromkeys([occasion.speaker, "customer", *(one.role for one in said)])
    return {role: known[role] for role in roles}


def pick_teller(staff: Staff, organisation: Organisation) -> str:
    """The teller at the outlet where a channel manager works: always the same one."""
    tellers = organisation.by_trade["teller"]
    return tellers[int(staff.staff_no) % len(tellers)].id


def _record(
    rng: Random, said: list[Said], ids: dict[str, str], occasion: Occasion, at: datetime
) -> Recording:
    if occasion.channel == "wecom":
        return archive_messages(rng, said, ids, at)
    if occasion.channel in ("phone", "robot"):
        return record_call(rng, said, ids)
    return record_meeting(rng, said, ids)


def _fields(occasion: Occasion) -> dict[str, Scalar]:
    if occasion.channel == "phone" and occasion.direction == "outbound":
        return {"call.number_registered": True}
    return {}


_OWN_NUMBERS: Final = frozenset({"staff_no", "licence_no"})
"""Slots by which somebody told who is speaking after all."""


def _truth(id: str, kind: str, journey: str, scene: Scene, recording: Recording) -> GroundTruth:
    talk = scene.talk
    return GroundTruth(
        conversation=id,
        kind=kind,
        journey=journey,
        stages=tuple(scene.stages),
        violations=tuple(
            Violation(family, rule, move, by, _place(said), bool(said and said.reserved))
            for family, rule, move, by, said in scene.violations
            if not (rule == "identity.licence_told" and talk.slots.keys() & _OWN_NUMBERS)
        ),
        strategies=tuple(
            StrategyCall(name, done, _place(called), _place(said))
            for name, done, called, said in scene.strategies
        ),
        practices=tuple(
            PracticeUse(name, PRACTICES[name], said.index) for name, said in scene.practices
        ),
        life_events=tuple(LifeEvent(event, said.index) for event, said in scene.life_events),
        private=tuple(PrivateSaid(kind, said.index, text) for kind, said, text in talk.private),
        misheard=recording.misheard,
        roles=tuple(one.role for one in talk.said if one.index is not None),
        defects=recording.defects,
        closing_odds=round(scene.odds, 4) if scene.selling else None,
        closed=scene.closed,
        lines=talk.lines,
        reserved_lines=talk.reserved_lines,
    )


def _place(said: Said | None) -> int | None:
    return None if said is None else said.index
