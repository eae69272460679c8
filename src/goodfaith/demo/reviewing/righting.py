"""Corrective actions: opened from a case, done or left lying, looked at and closed."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from goodfaith.demo.reviewing.crew import shuffled
from goodfaith.demo.reviewing.hours import ZONE, after, days_later, later
from goodfaith.demo.reviewing.office import File
from goodfaith.demo.reviewing.wording import write
from goodfaith.demo.simulator.seeding import weighted
from goodfaith.quality.models import Case, CorrectiveAction
from goodfaith.quality.outcome.corrective import (
    Wanted,
    acts_of,
    cancel,
    close,
    open_actions,
    possible_owners,
    report_done,
    send_back,
)
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

_OPENED, _CANCELLED, _SENT_BACK = 0.5, 0.05, 0.15
_LEFT_LYING, _UNCHECKED, _LEFT_DAYS = 0.4, 0.3, 30
_KINDS: Final = {"call": 0.45, "retraining": 0.35, "refund": 0.1, "other": 0.1}


def put_right(file: File, viewer: Viewer, at: datetime) -> None:
    """Of half of the cases that did not qualify something has to be put right."""
    rng, case = file.lot("puts right"), file.case
    if case.conclusion != Case.Conclusion.UNQUALIFIED or rng.random() > _OPENED:
        return
    owner = _owner(file, rng)
    if owner is None:
        return
    kind = weighted(rng, _KINDS)
    wanted = [Wanted(kind, write(rng, "corrective", kind), _gravest(case))]
    at = after(at, 300 + rng.random() * 1500)
    due = days_later(at.astimezone(ZONE).date(), 3 + int(rng.random() * 6))
    for action in open_actions(
        viewer=viewer, case=case, wanted=wanted, owner=owner, due_on=due, now=at
    ):
        _follow(file, action, rng, at)


def _owner(file: File, rng: Random) -> Staff | None:
    """The team's manager, else somebody above; now and then the adviser."""
    crew, case = file.office.crew, file.case
    managers = crew.of(Role.MANAGER, case.unit_path[:1]) or crew.of(Role.MANAGER, case.unit_path)
    seller = [case.adviser_id] if case.adviser_id and rng.random() < 0.3 else []
    people = possible_owners()
    for staff in (*seller, *shuffled(rng, managers)):
        if found := people.filter(pk=staff).first():
            return found
    return None


def _gravest(case: Case) -> str:
    rows = case.decisions.filter(ended_at=None, verdict="confirmed", seat=1)
    order = {"critical": 0, "major": 1, "minor": 2}
    found = sorted((order.get(severity, 3), rule) for rule, severity in
                   rows.values_list("rule", "severity"))  # fmt: skip
    return found[0][1] if found else ""


def _follow(file: File, action: CorrectiveAction, rng: Random, at: datetime) -> None:
    if rng.random() < _CANCELLED:
        _checked(file, action, rng, later(rng, at, 1, 3), "cancel")
        return
    is_recent = file.office.is_recent(at, _LEFT_DAYS)
    if is_recent and rng.random() < _LEFT_LYING:
        return
    at = later(rng, at, 1, 7)
    if not _done(file, action, rng, at) or (is_recent and rng.random() < _UNCHECKED):
        return
    at = later(rng, at, 0, 4)
    if rng.random() < _SENT_BACK:
        if not _checked(file, action, rng, at, "send_back"):
            return
        at = later(rng, at, 1, 4)
        if not _done(file, action, rng, at):
            return
        at = later(rng, at, 0, 3)
    _checked(file, action, rng, at, "close")


def _done(file: File, action: CorrectiveAction, rng: Random, at: datetime) -> bool:
    if at >= file.office.until:
        return False
    owner = file.office.crew.viewer(action.owner_id)
    action.refresh_from_db()
    note = write(rng, "done")
    report_done(viewer=owner, action=action, seen=action.revision, note=note, now=at)
    return True


def _checked(file: File, action: CorrectiveAction, rng: Random, at: datetime, act: str) -> bool:
    """Somebody who may do it does it; False: nobody could, or the last day has come."""
    if at >= file.office.until:
        return False
    action.refresh_from_db()
    viewer = _checker(file, action, rng, act)
    if viewer is None:
        return False
    how = {"cancel": cancel, "send_back": send_back, "close": close}[act]
    kinds = {"cancel": "cancelled", "send_back": "sent_back", "close": "closed"}
    how(viewer=viewer, action=action, seen=action.revision, note=write(rng, kinds[act]), now=at)
    return True


def _checker(file: File, action: CorrectiveAction, rng: Random, act: str) -> Viewer | None:
    crew = file.office.crew
    people = [*crew.reviewers(action.unit_path), *crew.everywhere(Role.COMPLIANCE)]
    for staff in shuffled(rng, people):
        if act in acts_of(viewer := crew.viewer(staff), action):
            return viewer
    return None
