"""What is done to an appeal: one function an act; the second of two people is told so.

Whoever acts says which revision they saw. If anything has changed since, nothing is done and the
answer says who did what, when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from goodfaith.platform.events import publish
from goodfaith.quality.events import AppealAnswered, AppealFiled
from goodfaith.quality.models import Appeal, AppealStep, Case, Charge
from goodfaith.quality.outcome.judges import may_answer
from goodfaith.quality.outcome.lifting import lift
from goodfaith.quality.outcome.limits import in_days, review_settings
from goodfaith.quality.outcome.notices import LONGEST_TEXT, settle_notice
from goodfaith.quality.outcome.refusing import ChangedMeanwhile, Refused
from goodfaith.quality.outcome.stages import Act, after
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM, Actor, staff_id_of
from goodfaith.trust.viewing import Viewer

Kind = AppealStep.Kind


def take(*, viewer: Viewer, appeal: Appeal, seen: int, now: datetime) -> Appeal:
    """Take it in hand to answer it; nobody else can answer it then.

    Raises `ChangedMeanwhile`, `Refused` with `not_for_you`, `taken` or `not_possible`.
    """
    with _judging(viewer, appeal, seen, "take") as row:
        row.judge_id = viewer.staff_id
        _keep(row, Kind.TAKEN, viewer, "", now)
    return row


def give_back(*, viewer: Viewer, appeal: Appeal, seen: int, now: datetime) -> Appeal:
    """Somebody else may answer it. Raises as `take` does, `taken` where it is in others' hands."""
    with _judging(viewer, appeal, seen, "give_back") as row:
        if row.judge_id is None:
            raise Refused("not_possible")
        row.judge = None
        _keep(row, Kind.GIVEN_BACK, viewer, "", now)
    return row


def reject(*, viewer: Viewer, appeal: Appeal, seen: int, reason: str, now: datetime) -> Appeal:
    """The charge stands. Of another reviewer's rejection the manager may be asked, for a while.

    Raises as `take` does, and `text` without a reason.
    """
    reason = _worded(reason)
    with _judging(viewer, appeal, seen, "reject") as row:
        row.judge_id = viewer.staff_id
        is_last = row.stage == Appeal.Stage.MANAGER
        row.answer_by = None if is_last else in_days(review_settings().acknowledge_days, now)
        _keep(row, Kind.REJECTED, viewer, reason, now)
        _answered(row, "rejected")
    return row


def uphold(
    *, viewer: Viewer, appeal: Appeal, seen: int, reason: str, code: str, now: datetime
) -> Appeal:
    """The finding was wrong: it is dismissed, and counts nowhere from now on.

    `code` is the reason of a dismissal (`Decision.Reason`). Raises as `reject` does.
    """
    reason = _worded(reason)
    with _judging(viewer, appeal, seen, "uphold") as row:
        charge = row.charge
        lift(actor=viewer, charge=charge, reason=code, comment=reason, appeal=row.pk, now=now)
        charge.ended_at, charge.ended_as = now, Charge.Ended.RESTORED
        charge.save(update_fields=["ended_at", "ended_as"])
        row.judge_id, row.answer_by = viewer.staff_id, None
        _keep(row, Kind.UPHELD, viewer, reason, now)
        settle_notice(charge.notice, now)
        _answered(row, "upheld")
    return row


def carry_on(*, actor: Actor, appeal: Appeal, seen: int, text: str, now: datetime) -> Appeal:
    """The adviser asks the manager after another reviewer has rejected it; once.

    Raises `ChangedMeanwhile`, `Refused` with `not_yours`, `text`, `ended`, `late` or
    `not_possible`.
    """
    text = _worded(text)
    with _of_adviser(actor, appeal, seen, "carry_on") as row:
        if row.charge.ended_at is not None:
            raise Refused("ended")
        if row.answer_by is None or now >= row.answer_by:
            raise Refused("late")
        row.stage, row.judge, row.is_late = Appeal.Stage.MANAGER, None, False
        row.answer_by = in_days(review_settings().answer_days, now)
        _keep(row, Kind.CARRIED_ON, actor, text, now)
        publish(AppealFiled(row.charge.case_id, row.charge.case.revision, row.pk))
    return row


def drop(*, actor: Actor, appeal: Appeal, seen: int, now: datetime) -> Appeal:
    """The adviser takes it back and leaves it at the charge, which is acknowledged with that."""
    with _of_adviser(actor, appeal, seen, "drop") as row:
        row.answer_by = None
        _keep(row, Kind.DROPPED, actor, "", now)
        Charge.objects.filter(pk=row.charge_id, acknowledged_at=None).update(acknowledged_at=now)
        settle_notice(row.charge.notice, now)
    return row


def make_moot(charges: Iterable[Charge], *, now: datetime) -> None:
    """End the appeals against charges that were taken back meanwhile. Called in a transaction."""
    rows = Appeal.objects.filter(charge__in=list(charges), state=Appeal.State.FILED)
    for row in rows.select_for_update(of=("self",)).select_related("charge").order_by("pk"):
        row.state, row.answer_by = Appeal.State.MOOT, None
        row.revision += 1
        _keep(row, Kind.MOOT, SYSTEM, "", now)


@contextmanager
def _judging(viewer: Viewer, appeal: Appeal, seen: int, act: Act) -> Iterator[Appeal]:
    with transaction.atomic():
        row = _locked(appeal, seen)
        if not may_answer(viewer, row):
            raise Refused("not_for_you" if row.state == Appeal.State.FILED else "not_possible")
        if row.judge_id not in (None, viewer.staff_id) or (act == "take" and row.judge_id):
            raise Refused("taken")
        _step(row, act)
        yield row


@contextmanager
def _of_adviser(actor: Actor, appeal: Appeal, seen: int, act: Act) -> Iterator[Appeal]:
    with transaction.atomic():
        row = _locked(appeal, seen)
        if row.charge.adviser_id != staff_id_of(actor):
            raise Refused("not_yours")
        _step(row, act)
        yield row


def _locked(appeal: Appeal, seen: int) -> Appeal:
    """The case first, as whoever concludes it does: two acts wait, they do not stop each other."""
    known = Appeal.objects.select_related("charge").get(pk=appeal.pk)
    Case.objects.select_for_update(of=("self",)).get(pk=known.charge.case_id)
    rows = Appeal.objects.select_for_update(of=("self",))
    row = rows.select_related("charge__notice", "charge__case").get(pk=appeal.pk)
    if row.revision != seen:
        last = row.steps.select_related("by").order_by("-at", "-pk").first()
        who = last.by.name if last and last.by else ""
        raise ChangedMeanwhile(who, last.get_kind_display() if last else "", last and last.at)
    return row


def _step(row: Appeal, act: Act) -> None:
    to = after((row.state, row.stage), act)
    if to is None:
        raise Refused("not_possible")
    row.state, row.stage = Appeal.State(to[0]), Appeal.Stage(to[1])
    row.revision += 1


def _keep(row: Appeal, kind: AppealStep.Kind, by: Actor, note: str, now: datetime) -> None:
    row.save()
    staff = staff_id_of(by)
    AppealStep.objects.create(
        appeal=row, kind=kind, stage=row.stage, by_id=staff, at=now, note=note
    )
    ledger.record(by, f"appeals.{kind.value}", row, now, stage=row.stage)


def _answered(row: Appeal, outcome: str) -> None:
    case = row.charge.case
    publish(AppealAnswered(case.pk, case.revision, row.pk, row.stage, outcome))


def _worded(text: str) -> str:
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        raise Refused("text")
    return text
