"""What people do to a case: one function an act; the second of two people is told so.

Whoever acts says which revision they saw. If anything has changed since, nothing is done and the
answer says what changed, when and by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from goodfaith.platform.events import Event, publish
from goodfaith.quality.cases import deadlines
from goodfaith.quality.cases.settled import settled
from goodfaith.quality.cases.states import Act, NotPossible, after
from goodfaith.quality.events import CaseConcluded, CaseReopened, SupplementAsked
from goodfaith.quality.gate.telling import tell
from goodfaith.quality.models import Case, CaseAct, Decision, Seat, TimeSpent
from goodfaith.quality.review.seats import seat_of
from goodfaith.quality.review.standing import standing
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

LONGEST_NOTE = 1_000
LONGEST_STRETCH_SECONDS = 4 * 3600


class ChangedMeanwhile(Exception):
    """Somebody, or something, changed the case after it was looked at.

    `last` is the latest act on it, or the decision about a finding that came after; None where it
    was judged anew. `case` is as it is now.
    """

    def __init__(self, case: Case, last: CaseAct | Decision | None) -> None:
        super().__init__(f"case {case.pk} is at revision {case.revision}")
        self.case, self.last = case, last


class NotConcluded(ValueError):
    """What was given does not do: a reason is missing, or there is nothing to conclude on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OwnSale(Exception):
    """Nobody reviews the own sale."""


def conclude(
    *, actor: Actor, case: Case, seen: int, conclusion: str, note: str = "", now: datetime
) -> Case:
    """Conclude on what is found now: `conclusion` is qualified (合格) or unqualified (不合格).

    `seen` is the revision that the actor saw. Raises `ChangedMeanwhile`, `NotPossible` in a state
    that does not allow it, `NotConcluded` before anything was judged and while a violation is
    undecided, `OwnSale`.
    """
    if conclusion not in (Case.Conclusion.QUALIFIED, Case.Conclusion.UNQUALIFIED):
        raise NotConcluded("conclusion")
    with _acting(actor, case, seen, "conclude", note, now) as act:
        if act.case.judgement_id is None:
            raise NotConcluded("not_judged")
        if not standing([act.case.pk]).get(act.case.pk, {}).keys() >= set(act.case.violated):
            raise NotConcluded("undecided")
        act.case.signed_off_id = act.case.judgement_id
        _decide(act, CaseAct.Kind.CONCLUDED, Case.Conclusion(conclusion), actor, now)
        ledger.record(actor, "cases.concluded", act.case, now, conclusion=conclusion)
        case, judged = act.case, act.case.judgement_id
        _keep(act, CaseConcluded(case.pk, case.revision, conclusion, judged), now)
    return case


def ask_supplement(*, actor: Actor, case: Case, seen: int, note: str, now: datetime) -> Case:
    """Nothing can be concluded before a supplementary recording (待补录); `note` says of what.

    The actor inspects it when it has come. Raises as `conclude` does.
    """
    if not note.strip():
        raise NotConcluded("note")
    with _acting(actor, case, seen, "ask_supplement", note, now) as act:
        conclusion = Case.Conclusion.SUPPLEMENT
        _decide(act, CaseAct.Kind.SUPPLEMENT_ASKED, conclusion, actor, now)
        act.case.signed_off = None
        ledger.record(actor, "cases.supplement_asked", act.case, now)
        case = act.case
        _keep(act, SupplementAsked(case.pk, case.revision), now)
    return case


def withdraw(*, actor: Actor, case: Case, seen: int, note: str = "", now: datetime) -> Case:
    """The application was withdrawn (撤件): there is nothing left to issue."""
    with _acting(actor, case, seen, "withdraw", note, now) as act:
        act.case.signed_off_id = act.case.judgement_id
        _decide(act, CaseAct.Kind.WITHDRAWN, Case.Conclusion.WITHDRAWN, actor, now)
        ledger.record(actor, "cases.withdrawn", act.case, now)
        case, judged = act.case, act.case.judgement_id
        _keep(act, CaseConcluded(case.pk, case.revision, "withdrawn", judged), now)
    return case


def reopen(*, actor: Actor, case: Case, seen: int, note: str, now: datetime) -> Case:
    """A person has a reason to look again; what was signed off stays readable."""
    if not note.strip():
        raise NotConcluded("note")
    with _acting(actor, case, seen, "reopen", note, now) as act:
        act.row.kind, act.row.about_id = CaseAct.Kind.REOPENED, act.case.signed_off_id
        ledger.record(actor, "cases.reopened", act.case, now)
        case = act.case
        _keep(act, CaseReopened(case.pk, case.revision), now)
    return case


def note_time(
    *, actor: Actor, case: Case, seconds: int, listened_seconds: int = 0, now: datetime
) -> TimeSpent | None:
    """A stretch of work on a case, and how much of it was listening. None for nothing.

    More than four hours at a stretch is a page that was left open.
    """
    staff = staff_id_of(actor)
    spent = min(max(0, seconds), LONGEST_STRETCH_SECONDS)
    if staff is None or not spent:
        return None
    listened = min(max(0, listened_seconds), spent)
    return TimeSpent.objects.create(
        case=case, staff_id=staff, at=now, seconds=spent, listened_seconds=listened
    )


class _Open:
    """An act under way: the locked case, and the row that will tell of it."""

    def __init__(self, case: Case, row: CaseAct) -> None:
        self.case, self.row = case, row


@contextmanager
def _acting(
    actor: Actor, case: Case, seen: int, act: Act, note: str, now: datetime
) -> Iterator[_Open]:
    staff = staff_id_of(actor)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if staff is not None and locked.adviser_id == staff:
            raise OwnSale
        if seat_of(staff, locked) != Seat.FIRST:
            raise NotPossible(locked.state, act)
        if locked.revision != seen or locked.merged_into_id is not None:
            raise ChangedMeanwhile(locked, _last(locked))
        before = locked.state
        locked.state = Case.State(after(before, act))
        locked.revision += 1
        row = CaseAct(
            case=locked, by_id=staff, at=now, from_state=before, to_state=locked.state,
            judgement_id=locked.judgement_id, note=note.strip()[:LONGEST_NOTE],
        )  # fmt: skip
        yield _Open(locked, row)


def _last(case: Case) -> CaseAct | Decision | None:
    """The latest act or decision, unless the case was judged anew after it."""
    act = case.acts.select_related("by").order_by("-at", "-pk").first()
    decisions = case.decisions.exclude(seat=Seat.SECOND).select_related("by")
    decision = decisions.order_by("-at", "-pk").first()
    done = [one for one in (act, decision) if one is not None]
    last = max(done, key=lambda one: one.at, default=None)
    judged = case.judgement.as_of if case.judgement else None
    return None if last is None or (judged and judged > last.at) else last


def _decide(
    act: _Open, kind: CaseAct.Kind, conclusion: Case.Conclusion, actor: Actor, now: datetime
) -> None:
    case, staff = act.case, staff_id_of(actor)
    case.conclusion, case.concluded_by_id, case.concluded_at = conclusion, staff, now
    case.reviewer_id = staff
    act.row.kind, act.row.conclusion = kind, conclusion


def _keep(act: _Open, event: Event, now: datetime) -> None:
    act.row.save()
    deadlines.refresh(act.case, settled(), now=now)
    act.case.save()
    publish(event)
    tell(act.case, now=now)


__all__ = [
    "ChangedMeanwhile",
    "NotConcluded",
    "NotPossible",
    "OwnSale",
    "ask_supplement",
    "conclude",
    "note_time",
    "reopen",
    "withdraw",
]
