"""What an adviser does with a notice: read it, appeal against parts of it; until it lapses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from goodfaith.platform.events import publish
from goodfaith.quality.events import AppealFiled
from goodfaith.quality.models import Appeal, AppealStep, Charge, Notice
from goodfaith.quality.outcome.limits import in_days, review_settings
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM, Actor, staff_id_of

LONGEST_TEXT = 2_000
_GIVEN_UP = (Appeal.State.DROPPED, Appeal.State.MOOT)


def acknowledge(*, actor: Actor, notice: Notice, rules: Collection[str] = (), now: datetime) -> int:
    """Say that one has read them: the charges of these `rules`, or all; how many were not yet.

    Raises `Refused("not_yours")` for somebody else's.
    """
    with transaction.atomic():
        row = _own(actor, notice)
        charges = row.charges.filter(ended_at=None, acknowledged_at=None)
        if rules:
            charges = charges.filter(rule__in=rules)
        count = charges.update(acknowledged_at=now)
        if count:
            ledger.record(actor, "notices.acknowledged", row, now, charges=count)
        settle_notice(row, now)
    return count


def appeal(*, actor: Actor, charge: Charge, text: str, now: datetime) -> Appeal:
    """Say that a charge is wrong, and why; once a charge: the same again is the same appeal.

    Raises `Refused` with `not_yours`, `text` (none given), `ended` (it counts no more) or `late`.
    """
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        raise Refused("text")
    with transaction.atomic():
        notice = _own(actor, charge.notice)
        row = Charge.objects.select_for_update().get(pk=charge.pk)
        if known := Appeal.objects.filter(charge=row).first():
            return known
        if row.ended_at is not None:
            raise Refused("ended")
        if now >= notice.appeal_by:
            raise Refused("late")
        made = _filed(row, text, staff_id_of(actor), now)
        ledger.record(actor, "appeals.filed", made, now, rule=row.rule)
        settle_notice(notice, now)
        publish(AppealFiled(row.case_id, row.case.revision, made.pk))
    return made


def _filed(charge: Charge, text: str, by: int | None, now: datetime) -> Appeal:
    until = in_days(review_settings().answer_days, now)
    made = Appeal.objects.create(charge=charge, text=text, filed_at=now, answer_by=until)
    AppealStep.objects.create(
        appeal=made, kind=AppealStep.Kind.FILED, stage=made.stage, by_id=by, at=now, note=text
    )
    return made


def settle_notice(notice: Notice, now: datetime) -> None:
    """Bring a notice's state to what its charges say. Called in a transaction."""
    charges = list(notice.charges.select_related("appeal"))
    state = _state_of(notice, charges)
    if state != notice.state:
        notice.state, notice.answered_at = state, notice.answered_at or now
        notice.save(update_fields=["state", "answered_at"])


def _state_of(notice: Notice, charges: Collection[Charge]) -> Notice.State:
    standing = [one for one in charges if one.ended_at is None]
    if any(_is_appealed(one) for one in charges):
        return Notice.State.APPEALED
    if not standing:
        return Notice.State.WITHDRAWN
    if all(one.acknowledged_at for one in standing):
        return Notice.State.ACKNOWLEDGED
    is_over = notice.state == Notice.State.LAPSED
    return Notice.State.LAPSED if is_over else Notice.State.SENT


def _is_appealed(charge: Charge) -> bool:
    found: Appeal | None = getattr(charge, "appeal", None)
    return found is not None and found.state not in _GIVEN_UP


def lapse(*, now: datetime, most: int = 500) -> int:
    """Notices that nobody has answered in time; how many were left so. Twice changes nothing."""
    with transaction.atomic():
        late = Notice.objects.filter(state=Notice.State.SENT, answer_by__lte=now)
        rows = list(late.select_for_update(skip_locked=True).order_by("pk")[:most])
        for notice in rows:
            ledger.record(SYSTEM, "notices.lapsed", notice, now)
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(state=Notice.State.LAPSED)
    return len(rows)


def _own(actor: Actor, notice: Notice) -> Notice:
    """The notice, locked. Raises `Refused("not_yours")`."""
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if row.adviser_id != staff_id_of(actor):
        raise Refused("not_yours")
    return row
