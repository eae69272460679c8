"""Asking for a back-test, and turning it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goodfaith.analysis.rules.reading import RulebookInvalid
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.reading.editions import edition_on
from goodfaith.quality.models import Backtest, ReviewCost, RulebookVersion
from goodfaith.quality.versions.backtesting.run import backtest_job
from goodfaith.quality.versions.backtesting.trial import trial_of
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

DAYS = 30
LONGEST_DAYS = 366
MINUTES = 3.0
"""What a finding costs before anybody measured or decided it: an estimate of ours."""

State = Backtest.State


def start_backtest(
    *,
    version: RulebookVersion,
    against: RulebookVersion,
    from_on: date,
    to_on: date,
    actor: Actor,
    now: datetime,
) -> Backtest:
    """Judge a period by what differs between two versions, in the background.

    Raises `NotPossible`: `against` was not published, nothing differs, a file cannot be read, or
    the period is none.
    """
    if to_on < from_on:
        raise NotPossible("period")
    if (to_on - from_on).days >= LONGEST_DAYS:
        raise NotPossible("too_long")
    if against.edition_id is None:
        raise NotPossible("not_published")
    try:
        trial = trial_of(files_of(against), files_of(version))
    except RulebookInvalid:
        raise NotPossible("unreadable") from None
    if not trial.rules:
        raise NotPossible("nothing_differs")
    period = Conversation.objects.filter(day__range=(from_on, to_on))
    with transaction.atomic():
        made = Backtest.objects.create(
            version=version,
            changes=version.changes,
            against=against,
            from_on=from_on,
            to_on=to_on,
            asked_by_id=staff_id_of(actor),
            asked_at=now,
            rules=list(trial.rules),
            total=period.count(),
        )
        ledger.record(actor, "backtest.started", made, now, version=version.pk)
        backtest_job.later(backtest=made.pk)
    return made


def turn_backtest(*, backtest: Backtest, to: State, actor: Actor, now: datetime) -> Backtest:
    """Pause, go on with or stop one. Raises `NotPossible` when it is over or there already."""
    with transaction.atomic():
        row = Backtest.objects.select_for_update().get(pk=backtest.pk)
        if row.is_over or row.state == to or to in (State.DONE, State.FAILED):
            raise NotPossible("over")
        row.state = to
        row.ended_at = now if to == State.STOPPED else None
        row.save(update_fields=["state", "ended_at"])
        ledger.record(actor, f"backtest.{to}", row, now)
        if to == State.RUNNING:
            backtest_job.later(backtest=row.pk)
    return row


def in_force(day: date) -> RulebookVersion | None:
    """The version that judges a day: what a draft is compared with unless somebody says so."""
    edition = edition_on(day)
    if edition is None:
        return None
    return RulebookVersion.objects.filter(edition=edition.id).first()


def minutes_a_finding(measured: float | None = None) -> float:
    """What reviewing one finding takes: as decided, else the `measured` median, else 3 minutes."""
    decided = ReviewCost.objects.values_list("minutes", flat=True).first()
    return decided if decided is not None else measured if measured else MINUTES


def decide_minutes(*, minutes: float, actor: Actor, now: datetime) -> None:
    """Decide what reviewing one finding takes, for everybody, more than 0 up to 240."""
    with transaction.atomic():
        values = {
            "minutes": min(240.0, max(0.1, minutes)), "decided_at": now,
            "decided_by_id": staff_id_of(actor),
        }  # fmt: skip
        row, _ = ReviewCost.objects.update_or_create(only=True, defaults=values)
        ledger.record(actor, "review_cost.decided", row, now, minutes=row.minutes)
