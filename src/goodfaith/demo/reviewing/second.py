"""A share is read again by somebody who does not know, and settled by a third where they differ."""

from __future__ import annotations

from datetime import datetime

from goodfaith.demo.reviewing.crew import shuffled
from goodfaith.demo.reviewing.hours import after, later
from goodfaith.demo.reviewing.looking import decide_all, take, vars_of
from goodfaith.demo.reviewing.office import File
from goodfaith.demo.reviewing.opinions import opinion
from goodfaith.quality.models import ReviewTask, Seat
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.second import finish
from goodfaith.trust.viewing import Viewer

_LEFT = 0.12
"""So many wait for whoever tries the demo."""


def read_again(file: File, at: datetime) -> datetime | None:
    """The second reading and what follows of it; when it was over, None where it is not."""
    asked = ReviewTask.objects.filter(case=file.id, seat=Seat.SECOND, state="waiting")
    rng = file.lot("second")
    at = later(rng, at, 1, 4)
    if not asked.exists() or at >= file.office.until or rng.random() < _LEFT:
        return None
    reader = _taken(file, Seat.SECOND, at)
    if reader is None:
        return None
    at = decide_all(file, reader, Seat.SECOND, at)
    differing = finish(actor=reader, case=file.again(), now=at)
    return _settle(file, differing, at) if differing else at


def _settle(file: File, rules: list[str], at: datetime) -> datetime | None:
    rng = file.lot("arbiter")
    at = later(rng, at, 1, 3)
    if at >= file.office.until or rng.random() < _LEFT:
        return None
    arbiter = _taken(file, Seat.ARBITER, at)
    if arbiter is None:
        return None
    who = file.office.reviewer(arbiter)
    for group in file.groups:
        if group["rule"] in rules:
            at = after(at, who.seconds * 2)
            told = opinion(rng, who, group, file.really(group))
            decide(
                actor=arbiter, case=file.case, rule=group["rule"], seat=Seat.ARBITER,
                key=file.key(Seat.ARBITER, group["rule"]), now=at, **vars_of(told),
            )  # fmt: skip
    missed = set(rules) - {group["rule"] for group in file.groups}
    for rule in sorted(missed):
        decide(
            actor=arbiter, case=file.case, rule=rule, seat=Seat.ARBITER, verdict="dismissed",
            reason="harmless", key=file.key(Seat.ARBITER, rule), now=at,
        )  # fmt: skip
    finish(actor=arbiter, case=file.again(), now=at)
    return at


def _taken(file: File, seat: Seat, at: datetime) -> Viewer | None:
    """The first by lot whom the queue lets have it."""
    crew = file.office.crew
    for staff in shuffled(file.lot("who", int(seat)), crew.reviewers(file.case.unit_path)):
        viewer = crew.viewer(staff)
        if take(file, viewer, seat, at):
            return viewer
    return None
