"""A reviewer looks at a case: takes its task, decides what was found, concludes on it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any

from goodfaith.conversations.models import Revision
from goodfaith.demo.reviewing.hours import after
from goodfaith.demo.reviewing.office import File
from goodfaith.demo.reviewing.opinions import opinion
from goodfaith.demo.reviewing.wording import write
from goodfaith.demo.simulator.seeding import between
from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.queue.services import CapReached, HandsFull, NotTaken, hold
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.refusals import NotDecided
from goodfaith.quality.review.second import said_from
from goodfaith.quality.services import ask_supplement, conclude, note_time, withdraw
from goodfaith.trust.viewing import Viewer

_HEARS_MISSED = 0.55
_LOOKS_AT_DOUBTFUL = 0.6
_WITHDRAWN = 0.03
_SUPPLEMENTED = 0.16
"""Of cases in which something that has to be said was left out."""
_SAID_LATER = ("disclosure.", "process.consent", "suitability.affordability", "suitability.need")
_WEIGHTS = {"critical": 10, "major": 3, "minor": 1}
_FAILS = 9
"""What was confirmed weighs so much, by severity; from there on a case mostly does not qualify."""


def take(file: File, viewer: Viewer, seat: Seat, at: datetime) -> bool:
    """Whether the case is in their hands now; not where somebody else has it, or may only."""
    waiting = ReviewTask.objects.filter(
        case=file.id, seat=seat, state__in=["waiting", "held"]
    ).first()
    if waiting is None:
        return False
    try:
        hold(actor=viewer, task=waiting, now=at)
    except (NotTaken, HandsFull, CapReached):
        return False
    return True


def decide_all(file: File, viewer: Viewer, seat: Seat, at: datetime) -> datetime:
    """Say something of each violation that is still open, and of some that is undecidable.

    When they are done with it.
    """
    rng, who = file.lot("decides", viewer.number, int(seat)), file.office.reviewer(viewer)
    said = said_from(file.case, seat)
    began = at
    for group in file.groups:
        is_doubtful = group["verdict"] == "undecidable"
        if group["rule"] in said or (is_doubtful and rng.random() > _LOOKS_AT_DOUBTFUL):
            continue
        at = after(at, who.seconds * between(rng, 0.5, 1.8))
        told = opinion(rng, who, group, file.really(group))
        _decide(file, viewer, seat, group["rule"], at, **vars_of(told))
    if seat == Seat.FIRST:
        at = _add_missed(file, viewer, rng, at)
        seconds = int((at - began).total_seconds()) + int(who.seconds)
        listened = int(seconds * between(rng, 0.3, 0.8))
        note_time(actor=viewer, case=file.case, seconds=seconds, listened_seconds=listened, now=at)
    return after(at, who.seconds)


def vars_of(told: Any) -> dict[str, str]:
    return {"verdict": told.verdict, "reason": told.reason, "comment": told.comment}


def _decide(file: File, viewer: Viewer, seat: Seat, rule: str, at: datetime, **said: Any) -> None:
    key = file.key(seat, rule)
    decide(actor=viewer, case=file.case, rule=rule, seat=seat, key=key, now=at, **said)


def _add_missed(file: File, viewer: Viewer, rng: Random, at: datetime) -> datetime:
    who = file.office.reviewer(viewer)
    for rule, place in file.missed():
        if rng.random() < _HEARS_MISSED and (length := _length(file, place)):
            at = after(at, who.seconds * 2)
            quoted = [{**place, "start": 0, "end": length}]
            with suppress(NotDecided):  # the rulebook here has no such rule
                _decide(
                    file, viewer, Seat.FIRST, rule, at,
                    verdict="confirmed", comment=write(rng, "missed"), evidence=quoted,
                )  # fmt: skip
    return at


def _length(file: File, place: dict[str, Any]) -> int:
    """How long the utterance is as it was judged; 0 where there is none."""
    judgement = file.case.judgement
    sources = judgement.sources if judgement else ()
    own = next((s for s in sources if s["external_id"] == place["conversation"]), None)
    revision = Revision.objects.filter(pk=own["revision"] if own else None).first()
    said = revision.content.get("utterances", ()) if revision else ()
    number = int(place["utterance"])
    return len(said[number]["text"]) if number < len(said) else 0


def end(file: File, viewer: Viewer, at: datetime) -> Case:
    """Conclude, ask for what is missing, or note that the application was withdrawn."""
    rng, case = file.lot("ends", viewer.number), file.again()
    grave, left_out = _confirmed(case)
    if rng.random() < _WITHDRAWN:
        withdraw(actor=viewer, case=case, seen=case.revision, note=write(rng, "withdrawn"), now=at)
    elif case.state == Case.State.OPEN and left_out and rng.random() < _SUPPLEMENTED:
        note = write(rng, "supplement")
        ask_supplement(actor=viewer, case=case, seen=case.revision, note=note, now=at)
    else:
        how = "unqualified" if grave and rng.random() < 0.85 else "qualified"
        note = write(rng, how) if rng.random() < 0.6 else ""
        conclude(actor=viewer, case=case, seen=case.revision, conclusion=how, note=note, now=at)
    keep_tasks([file.id], now=at)
    return file.again()


def _confirmed(case: Case) -> tuple[bool, bool]:
    """Whether something grave was confirmed, and whether something that has to be said."""
    rows = case.decisions.filter(ended_at=None, verdict="confirmed", seat=Seat.FIRST)
    found = list(rows.values_list("rule", "severity"))
    left_out = any(rule.startswith(_SAID_LATER) for rule, _ in found)
    return sum(_WEIGHTS.get(severity, 0) for _, severity in found) >= _FAILS, left_out
