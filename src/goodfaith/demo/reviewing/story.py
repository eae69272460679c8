"""What people do about one case, from the first look to its end: once, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodfaith.demo.reviewing.answering import answer
from goodfaith.demo.reviewing.crew import shuffled
from goodfaith.demo.reviewing.hours import after, later
from goodfaith.demo.reviewing.looking import decide_all, end, take
from goodfaith.demo.reviewing.office import File, Office
from goodfaith.demo.reviewing.righting import put_right
from goodfaith.demo.reviewing.second import read_again
from goodfaith.demo.reviewing.supplement import call_again
from goodfaith.demo.reviewing.wording import write
from goodfaith.quality.models import Case, Decision, Seat
from goodfaith.quality.outcome.notifying import follow
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.services import reopen
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

_NOTICE_AFTER_SECONDS = 60
_REOPENED = 0.012
_SUPPLEMENTS_COME = 0.8


def tell(office: Office, case: Case, at: datetime) -> bool:
    """Whether it was told: not where somebody has been at the case already, or has it in hand.

    All of it or nothing stands: whoever is killed in the middle begins it again.
    """
    with transaction.atomic():
        file = File(office, case)
        if file.case.state != Case.State.OPEN or Decision.objects.filter(case=case).exists():
            return False
        for staff in shuffled(file.lot("who"), office.crew.reviewers(file.case.unit_path)):
            viewer = office.crew.viewer(staff)
            if staff != file.case.adviser_id and take(file, viewer, Seat.FIRST, at):
                _review(file, viewer, at)
                return True
    return False


def _review(file: File, viewer: Viewer, at: datetime) -> None:
    at = decide_all(file, viewer, Seat.FIRST, at)
    case = end(file, viewer, at)
    if case.state == Case.State.WAITING:
        inspected = _inspect(file, viewer, at)
        if inspected is None:
            return
        at, case = inspected, file.case
    if case.state != Case.State.CLOSED:
        return
    follow(file.id, now=after(at, _NOTICE_AFTER_SECONDS))
    put_right(file, viewer, at)
    if settled := read_again(file, at):
        follow(file.id, now=after(settled, _NOTICE_AFTER_SECONDS))
    answer(file)
    _reopen(file, at)


def _inspect(file: File, viewer: Viewer, at: datetime) -> datetime | None:
    """The supplement comes, and whoever asked for it inspects the case again (复检)."""
    rng = file.lot("supplement")
    came = later(rng, at, 1, 3)
    then = later(rng, came, 1, 2)
    if then >= file.office.until or rng.random() > _SUPPLEMENTS_COME:
        return None
    case = call_again(file, came)
    if case.state != Case.State.RECHECK or not take(file, viewer, Seat.FIRST, then):
        return None
    then = decide_all(file, viewer, Seat.FIRST, then)
    end(file, viewer, then)
    return then


def _reopen(file: File, at: datetime) -> None:
    """Now and then compliance has a reason to look again; that waits for whoever tries the demo."""
    rng, crew = file.lot("reopens"), file.office.crew
    if file.again().state != Case.State.CLOSED or rng.random() > _REOPENED:
        return
    at = later(rng, at, 2, 6)
    people = [one for one in crew.everywhere(Role.COMPLIANCE) if one != file.case.adviser_id]
    if at >= file.office.until or not people:
        return
    viewer = crew.viewer(shuffled(rng, people)[0])
    note, case = write(rng, "reopened"), file.case
    reopen(actor=viewer, case=case, seen=case.revision, note=note, now=at)
    keep_tasks([file.id], now=at)
